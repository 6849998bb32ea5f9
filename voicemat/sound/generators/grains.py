"""Short sounds scattered over time: drops, chirps, crackles, notes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.units import RATE

Samples = NDArray[np.float32]
Mono = NDArray[np.float64]


def pan(place: float) -> NDArray[np.float32]:
    """The gains of left and right for a place from -1 (left) to 1, of equal power, 1 in the
    middle.
    """
    angle = (place + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2))


class Grains:
    """A canvas that runs on for ever: sounds are added ahead of time and rendered in order."""

    def __init__(self) -> None:
        self._canvas = np.zeros((RATE, 2), np.float32)
        self.position = 0
        """The first frame that has not been rendered yet."""

    def _reach(self, frames: int) -> None:
        if len(self._canvas) < frames:
            more = np.zeros((frames - len(self._canvas) + RATE, 2), np.float32)
            self._canvas = np.concatenate([self._canvas, more])

    def add(self, start: int, sound: NDArray[np.floating], gains: NDArray[np.float32]) -> None:
        """Add `sound`, shape (n,) or (n, 2), at frame `start`, times the gains of left and
        right.
        """
        begin = start - self.position
        self._reach(begin + len(sound))
        both = sound if sound.ndim == 2 else sound[:, None]
        self._canvas[begin : begin + len(sound)] += (both * gains).astype(np.float32)

    def render(self, frames: int) -> Samples:
        """The next `frames` frames, shape (frames, 2)."""
        self._reach(frames)
        samples = self._canvas[:frames].copy()
        self._canvas = self._canvas[frames:]
        self.position += frames
        return samples
