"""What every bed is: an endless stereo sound of which any stretch can be made by itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

BLOCK = 32_768
"""Frames of a chunk, 0.68 s. Chunks lie on a fixed grid and each is always made in the same way,
so neither the sizes nor the order in which a bed is read can change a sample. The mixer's own
chunks are as long."""


class Bed(ABC):
    """An endless stereo sound at `units.RATE`, a pure function of its seed and of the place.

    There is sound before frame 0 too, so that it is in full stride from the first frame on.
    """

    def __init__(self) -> None:
        self._kept = lru_cache(maxsize=2)(self.chunk)

    @abstractmethod
    def chunk(self, index: int) -> Samples:
        """The frames from ``index * BLOCK`` on, shape (BLOCK, 2)."""

    def read(self, start: int, frames: int) -> Samples:
        """`frames` frames from frame `start` on, shape (frames, 2)."""
        parts = [np.zeros((0, 2), np.float32)]
        end = start + frames
        for index in range(start // BLOCK, -(-end // BLOCK)):
            base = index * BLOCK
            parts.append(self._kept(index)[max(start - base, 0) : end - base])
        return np.concatenate(parts)
