"""Narration made in a process of its own, so that it cannot disturb what is being played.

A neural voice holds Python's lock for tenths of a second while it is loaded, which is longer than
a sound device waits. Here it is loaded elsewhere, at a lower priority; what it makes comes through
the cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from voicemat import config
from voicemat.speech.cache import RecordingCache
from voicemat.speech.narrator import Narrator
from voicemat.speech.registry import Registry
from voicemat.speech.text import FrontEnd, load, user_words
from voicemat.timeline.utterance import Utterance

NICENESS = 5
"""By how much its priority is lowered, where the system knows of such a thing."""


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made: groups of utterances in order of need, into a cache."""

    folder: str
    limit: int
    groups: tuple[tuple[Utterance, ...], ...]


def narrate(work: Work, held: Callable[[subprocess.Popen[bytes]], None]) -> Iterator[int]:
    """The number of each group as soon as it is in the cache.

    Ends early when the process cannot go on, whatever the reason: making the rest here says why.
    `held` is given the process, to end it when nobody listens any more.
    """
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return
    held(process)
    assert process.stdin is not None
    assert process.stdout is not None
    with process, suppress(OSError, ValueError):
        process.stdin.write(msgspec.json.encode(work))
        process.stdin.close()
        for line in process.stdout:
            yield int(line)


def groups(utterances: Sequence[Utterance], size: int) -> tuple[tuple[Utterance, ...], ...]:
    """`utterances` in groups of `size`, in their order."""
    return tuple(
        tuple(utterances[start : start + size]) for start in range(0, len(utterances), size)
    )


def _main() -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    work = msgspec.json.decode(sys.stdin.buffer.read(), type=Work)
    cache = RecordingCache(Path(work.folder), limit=work.limit, notice=lambda _: None)
    # The same settings and words of one's own as the process that waits: it tells no others.
    registry = Registry.installed(config.load())
    narrator = Narrator(registry, cache, front_end=FrontEnd(load(user_words())))
    for number, group in enumerate(work.groups):
        narrator.durations(group)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
