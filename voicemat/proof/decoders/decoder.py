"""What a decoder is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

BLOCK = 1 << 16
"""Frames decoded at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A file that is being decoded: `channels` are the file's own, `blocks` stereo at `units.RATE`,
    in order, to be read once. `decoder` names the library.
    """

    channels: int
    decoder: str
    blocks: Iterator[Samples]


class Decode(Protocol):
    """Decodes by one library, in memory that does not grow."""

    def __call__(self, path: Path) -> Decoded:
        """Begin to decode `path`, whatever its name. Raises FileError when it is unreadable, now
        or from the blocks; ImportError when the library is not installed.
        """
