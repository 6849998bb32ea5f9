"""What every bed is: an endless stereo sound that is made block by block."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

BLOCK = 16_384
"""Frames that a bed makes at a time, whatever it is asked for: so the sizes in which it is read
cannot change a sample."""


class Bed(ABC):
    """An endless stereo sound at `units.RATE`."""

    def __init__(self) -> None:
        self._ready = np.zeros((0, 2), np.float32)

    @abstractmethod
    def block(self) -> Samples:
        """Make the next `BLOCK` frames, shape (BLOCK, 2)."""

    def render(self, frames: int) -> Samples:
        """The next `frames` frames, shape (frames, 2)."""
        parts = [self._ready]
        have = len(self._ready)
        while have < frames:
            parts.append(self.block())
            have += BLOCK
        samples = np.concatenate(parts)
        self._ready = samples[frames:]
        return samples[:frames]
