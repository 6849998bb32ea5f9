"""What of a session is encoded where: parts of its own sound, and parts of a loop.

Borders depend on the session alone, never on the number of cores, so neither do the bytes of the
file. All positions are in MP3 frames; frame n of a stream is made from the samples around
1152 n, and an encoder that begins at sample 1152 n makes n its first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import lcm

from voicemat.exporter.encoders.mp3.frame import FRAME_SAMPLES
from voicemat.mixer.repeats import Steady

LEAD = 16
"""MP3 frames that an encoder makes before the first that may be used: its filters are full after
two, its reservoir and the memory of its ear model after some more."""

WINDOW = 24
"""Places at which two parts may be joined. LEAD + WINDOW is 1.6 % of a segment."""

REACH = 4
"""MP3 frames around one that its sound depends on, at most: a granule of delay, the overlap of
the windows, and what the encoder's ear model hears before and after."""

SEGMENT = 2500
"""MP3 frames of a part of the session's own sound, about: one minute."""

LONGEST_LOOP = 25_000
"""MP3 frames of a loop that is encoded once: ten minutes, 10 MB."""

SHORTEST_LOOP = 4 * WINDOW
"""MP3 frames: a shorter loop is several laps."""

SHORTEST_REUSE = 200
"""MP3 frames below which a stretch of a loop is not worth two joins."""

JOINS = LEAD + WINDOW + REACH
"""MP3 frames that are encoded for the two joins of a reused stretch, beside those of its loop."""

WORTH = 1.25
"""Laps of a loop that it has to save to be worth encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """MP3 frames from `first` to before `end`, and the `WINDOW` after that.

    `loop` is the steady sound that they belong to, None where the session's own mix is needed.
    """

    first: int
    end: int
    loop: Steady | None = None

    @property
    def joins(self) -> range:
        """The places at which the part may begin."""
        return range(self.first, self.first + WINDOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """One whole lap of a loop, from frame `first` on, and the `WINDOW` after it, in `parts`."""

    first: int
    frames: int
    parts: tuple[Part, ...]


def parts_of(frames: int, steady: Iterable[Steady]) -> tuple[Part, ...]:
    """The parts of a session of `frames` frames of PCM, in order, without a gap.

    The last one's `end` is that of the session, rounded up.
    """
    reused = sorted((part for one in steady for part in _reused(one)), key=lambda part: part.first)
    end = -(-frames // FRAME_SAMPLES)
    borders = [0, *(border for part in reused for border in (part.first, part.end)), end]
    parts: list[Part] = []
    for index, (first, until) in enumerate(pairwise(borders)):
        if index % 2:
            parts.append(reused[index // 2])
        else:
            parts.extend(_segments(first, until))
    return tuple(parts)


def lap_of(steady: Steady) -> Lap:
    """What has to be encoded of a steady sound, so that all of it can be had."""
    frames = _lap(steady)
    first = -(-steady.stretches[0][0] // FRAME_SAMPLES) + LEAD + REACH
    return Lap(
        first=first,
        frames=frames,
        parts=tuple(_segments(first, first + frames, steady)),
    )


def _lap(steady: Steady) -> int:
    """The MP3 frames of a lap: a whole number of periods and of MP3 frames."""
    lap = lcm(steady.period, FRAME_SAMPLES) // FRAME_SAMPLES
    return lap * -(-SHORTEST_LOOP // lap)


def _reused(steady: Steady) -> list[Part]:
    """The parts of a session that come from a loop; none when that is not worth its while."""
    lap = _lap(steady)
    if lap > LONGEST_LOOP:
        return []
    parts = []
    for start, end in steady.stretches:
        # A join changes some frames before it, so that there must be some.
        first = max(-(-start // FRAME_SAMPLES) + REACH, LEAD)
        last = end // FRAME_SAMPLES - REACH - WINDOW
        if last - first >= SHORTEST_REUSE:
            parts.append(Part(first=first, end=last, loop=steady))
    saved = sum(part.end - part.first - JOINS for part in parts)
    return parts if saved >= WORTH * lap else []


def _segments(first: int, end: int, loop: Steady | None = None) -> Iterator[Part]:
    """A stretch in even parts of about `SEGMENT`."""
    count = max(round((end - first) / SEGMENT), 1)
    borders = [first + (end - first) * number // count for number in range(count + 1)]
    for start, until in pairwise(borders):
        yield Part(first=start, end=until, loop=loop)
