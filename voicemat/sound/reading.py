"""What every open sound has: samples at any place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


class Reader(ABC):
    """An open sound file. Not safe for two threads at once."""

    rate: int
    """Frames per second."""
    channels: int
    frames: int
    """The length that the file claims; a damaged file may hold less."""

    @abstractmethod
    def read(self, start: int, frames: int) -> Samples:
        """The samples from frame `start` on, shape (n, channels); n < `frames` at the end.

        Raises FileError when the file cannot be read.
        """

    @abstractmethod
    def close(self) -> None:
        """Close the file; closing twice is harmless."""

    def blocks(self, size: int) -> Iterator[Samples]:
        """The whole file in blocks of `size` frames, shape (n, channels)."""
        start = 0
        while len(block := self.read(start, size)):
            yield block
            start += len(block)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
