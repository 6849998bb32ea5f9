"""Endless sound out of a finite recording, by random access.

`Looper.read(offset, frames)` is a pure function: position `offset` of the endless sound. Any
cutting into blocks gives the same samples, bit for bit, so a seek sounds like a serial play.

A region of `period + crossfade` frames is played from its start; from the first wrap on, its
last `crossfade` frames melt into its first. The file holds both parts as they are ("unfolded")
and the seam is made here: a seam folded into the file and sent through a lossy codec clicks,
because the codec does not know that the end continues at the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicemat.units import RATE

Samples = NDArray[np.float32]

CROSSFADE = 8 * RATE
"""Frames of the crossfade at each wrap, where the recording is long enough."""

SHORTEST_SHARE = 4
"""A crossfade takes at most one part in this many of its recording."""

LOWEST_CORRELATION = -0.5
"""Below this the correcting gain would grow over 3 dB, and without bound towards -1."""


class PcmSource(Protocol):
    """Stereo samples at `RATE` with random access."""

    def read(self, start: int, frames: int) -> Samples:
        """The samples from frame `start` on, shape (frames, 2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The part of a recording that repeats, in frames.

    It begins at `start` and holds `period + crossfade` frames; `correlation` is that of its
    first and its last `crossfade` frames (see `correlation`).
    """

    start: int
    period: int
    crossfade: int
    correlation: float


def crossfade_for(frames: int) -> int:
    """The crossfade of a region of `frames` frames: 8 s, or a quarter of a short one."""
    return min(CROSSFADE, frames // SHORTEST_SHARE)


def correlation(head: Samples, tail: Samples) -> float:
    """The normalised correlation of two stretches of the same shape, from -1 to 1."""
    a, b = head.astype(np.float64), tail.astype(np.float64)
    energy = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / energy) if energy > 0 else 0.0


def crossfade_gains(
    frames: int, correlation: float, places: slice = slice(None)
) -> tuple[Samples, Samples]:
    """The gains of what comes and of what goes at some places of `frames`, each of shape (n, 1).

    The angle moves by a smoothstep from 0 to pi/2, so the gains and their slopes meet the steady
    parts on both sides. Sine and cosine hold the power of unrelated material; related material
    of correlation r would swell by 1 + 2 r sin cos, which is divided out.
    """
    u = (np.arange(*places.indices(frames)) + 0.5) / max(frames, 1)
    angle = u * u * (3 - 2 * u) * np.pi / 2
    rising, falling = np.sin(angle), np.cos(angle)
    r = min(max(correlation, LOWEST_CORRELATION), 1.0)
    norm = np.sqrt(1 + 2 * r * rising * falling)
    return (
        (rising / norm)[:, None].astype(np.float32),
        (falling / norm)[:, None].astype(np.float32),
    )


class Looper:
    """A region of `source` without end. Holds the blended seam (8 s, 3 MB) and nothing else."""

    def __init__(self, source: PcmSource, region: Region) -> None:
        self._source = source
        self._start = region.start
        self._period = region.period
        self._crossfade = region.crossfade
        self._correlation = region.correlation

    @cached_property
    def _seam(self) -> Samples:
        # Made when it is needed: a source that is still being decoded has no end yet. By the
        # second: whole, its gains in double precision would take 20 MB for a moment.
        seam = np.empty((self._crossfade, 2), np.float32)
        for first in range(0, self._crossfade, RATE):
            end = min(first + RATE, self._crossfade)
            rising, falling = crossfade_gains(self._crossfade, self._correlation, slice(first, end))
            head = self._source.read(self._start + first, end - first)
            tail = self._source.read(self._start + self._period + first, end - first)
            seam[first:end] = head * rising + tail * falling
        return seam

    def read(self, offset: int, frames: int) -> Samples:
        """The endless sound from its frame `offset` (at least 0) on, shape (frames, 2).

        The array may be shared: do not write to it.
        """
        parts: list[Samples] = []
        done = 0
        while done < frames:
            lap, position = divmod(offset + done, self._period)
            in_seam = lap > 0 and position < self._crossfade
            limit = self._crossfade if in_seam else self._period
            count = min(frames - done, limit - position)
            if in_seam:
                parts.append(self._seam[position : position + count])
            else:
                parts.append(self._source.read(self._start + position, count))
            done += count
        # Nearly always one: a copy would cost as much as the reading.
        if len(parts) == 1:
            return parts[0]
        return np.concatenate([np.zeros((0, 2), np.float32), *parts])
