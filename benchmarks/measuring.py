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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5

RATE = 48_000
"""Frames per second of a session."""

LAUNCH = """\
import json, resource, subprocess, sys, time
begun = time.perf_counter()
subprocess.run([sys.executable, *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
wall = time.perf_counter() - begun
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit]))
"""
"""Runs Python with some arguments and says what that used. It is a small program of its own,
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
    said = subprocess.run(
        [sys.executable, "-c", LAUNCH, *arguments], check=True, stdout=subprocess.PIPE
    )
    wall, cpu, peak = json.loads(said.stdout)
    return Usage(wall=wall, cpu=cpu, peak=peak)


def in_turns(
    one: Callable[[], Usage], other: Callable[[], Usage], rounds: int = ROUNDS
) -> tuple[Usage, Usage]:
    """The least that each of two uses, measured in turns."""
    pairs = [(one(), other()) for _ in range(rounds)]
    return _least([first for first, _ in pairs]), _least([second for _, second in pairs])


def _least(usages: list[Usage]) -> Usage:
    return Usage(
        wall=min(usage.wall for usage in usages),
        cpu=min(usage.cpu for usage in usages),
        peak=min(usage.peak for usage in usages),
    )


def processor_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least processor time that `work` takes in this process, of some rounds."""
    times = []
    for _ in range(rounds):
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


def row(what: str, measured: str, target: str = "") -> None:
    """Print a row of the table."""
    print(f"| {what} | {measured} | {target} |", flush=True)
