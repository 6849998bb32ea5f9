"""What the benchmarks share: processes that are measured, repetition, and rows of a table.

The machine may be busy with other things. So processor time stands beside wall time, the two
sides of a ratio take turns, and of several rounds the least counts: what disturbs only adds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5

ROUNDS_ASKED = "VOICEMAT_BENCHMARK_ROUNDS"
"""The variable by which a person's wish for another number of rounds is passed on."""

RATE = 48_000
"""Frames per second of a session."""

LAUNCH = """\
import json, os, resource, subprocess, sys, time
cores = int(sys.argv[1])
if cores:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
begun = time.perf_counter()
subprocess.run(sys.argv[2:], check=True, stdout=subprocess.DEVNULL)
wall = time.perf_counter() - begun
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit]))
"""
"""Runs a command, on so many cores or on all for 0, and says what that used, with its own children.
The memory is that of the largest process. It is a small program of its own,
because Linux counts the memory that a process held before it became another program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a process used: seconds on the clock, seconds of processor time, and bytes of memory
    at its peak.
    """

    wall: float
    cpu: float
    peak: int


def used(*arguments: str) -> Usage:
    """What Python with some arguments used. Raises CalledProcessError when that failed."""
    return used_by([sys.executable, *arguments])


def used_by(command: Sequence[str], cores: int = 0) -> Usage:
    """What a command used, on some of the cores (only on Linux) or, for 0, on all of them.

    Raises CalledProcessError when it failed.
    """
    said = subprocess.run(
        [sys.executable, "-c", LAUNCH, str(cores), *command], check=True, stdout=subprocess.PIPE
    )
    wall, cpu, peak = json.loads(said.stdout)
    return Usage(wall=wall, cpu=cpu, peak=peak)


def rounds_of(usual: int) -> int:
    """How often a thing is measured: as `run.py --rounds` says, or as is usual."""
    return int(os.environ.get(ROUNDS_ASKED) or usual)


def in_turns(
    one: Callable[[], Usage], other: Callable[[], Usage], rounds: int = ROUNDS
) -> tuple[Usage, Usage]:
    """The least that each of two uses, measured in turns."""
    first, second = all_in_turns([one, other], rounds)
    return first, second


def all_in_turns(uses: Sequence[Callable[[], Usage]], rounds: int = ROUNDS) -> list[Usage]:
    """The least that each of some uses, measured in turns."""
    turns = [[use() for use in uses] for _ in range(rounds_of(rounds))]
    return [_least(of_one) for of_one in zip(*turns, strict=True)]


def _least(usages: Sequence[Usage]) -> Usage:
    return Usage(
        wall=min(usage.wall for usage in usages),
        cpu=min(usage.cpu for usage in usages),
        peak=min(usage.peak for usage in usages),
    )


def processor_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least processor time that `work` takes in this process, of some rounds."""
    times = []
    for _ in range(rounds_of(rounds)):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for the files of a benchmark, with a cache in it that begins empty, and no
    settings of the person who runs it.
    """
    with tempfile.TemporaryDirectory(prefix="voicemat-bench-") as name:
        folder = Path(name)
        os.environ["VOICEMAT_CACHE"] = str(folder / "cache")
        os.environ["VOICEMAT_LIBRARY"] = str(folder / "library")
        os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
        yield folder


def columns(*names: str) -> None:
    """Print the head of a table."""
    row(*names)
    row(*["---"] * len(names))


def row(*cells: str) -> None:
    """Print a row of the table."""
    print(f"| {' | '.join(cells)} |", flush=True)
