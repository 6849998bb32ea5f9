"""Short sounds scattered over time: drops, chirps, crackles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.generators.bed import BLOCK
from voicemat.units import ratio

Samples = NDArray[np.float32]
Mono = NDArray[np.float32]


def pan(place: float) -> NDArray[np.float32]:
    """The gains of left and right for a place from -1 (left) to 1, of equal power, 1 in the
    middle.
    """
    angle = (place + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2))


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerLaw:
    """Amplitudes between `least` and `most` decibels whose density falls as a^-(tail + 1): many
    small ones, few large, without a scale of their own.
    """

    tail: float
    least: float
    most: float

    def draw(self, random: np.random.Generator, count: int) -> NDArray[np.float64]:
        """`count` amplitudes, by the inverse of their distribution function."""
        least, most = ratio(self.least), ratio(self.most)
        kept = 1 - (least / most) ** self.tail
        return np.asarray(least * (1 - kept * random.random(count)) ** (-1 / self.tail))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grain:
    """`sound`, shape (n,) with n up to `BLOCK`, from frame `start` of a chunk on, times the gains
    of left and right.
    """

    start: int
    sound: Mono
    gains: NDArray[np.float32]


class Scatter:
    """Grains without end. `events` gives those that begin within a chunk, by its index."""

    def __init__(self, events: Callable[[int], Iterable[Grain]]) -> None:
        self._events = events
        self._drawn = lru_cache(maxsize=2)(self._draw)

    def _draw(self, index: int) -> Samples:
        # Side after side: NumPy takes several times as long for pairs of samples.
        canvas = np.zeros((2, 2 * BLOCK), np.float32)
        for grain in self._events(index):
            end = grain.start + len(grain.sound)
            canvas[:, grain.start : end] += grain.gains[:, None] * grain.sound
        return np.ascontiguousarray(canvas.T)

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        return self._drawn(index)[:BLOCK] + self._drawn(index - 1)[BLOCK:]
