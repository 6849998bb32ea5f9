"""Decoded sound on disk, without a header: interleaved 16-bit little-endian stereo at `RATE`.

Reading it takes a tenth of what any sound library needs, and mixing is mostly reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import FileError
from voicemat.sound.codec import FULL_SCALE, to_pcm
from voicemat.sound.reading import Reader
from voicemat.units import RATE

Samples = NDArray[np.float32]

FRAME_BYTES = 4


def write_raw(path: Path, blocks: Iterable[Samples]) -> int:
    """Write stereo blocks at `RATE` to `path`; returns the frames written. Raises OSError."""
    count = 0
    with path.open("wb") as file:
        for block in blocks:
            file.write(to_pcm(block).astype("<i2", copy=False).tobytes())
            count += len(block)
    return count


class PcmReader(Reader):
    """An open file of such sound."""

    rate = RATE
    channels = 2

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises FileError when it cannot be opened."""
        self._path = path
        try:
            # Unbuffered: every read is a whole block, straight into its array.
            self._file = path.open("rb", buffering=0)
            self.frames = path.stat().st_size // FRAME_BYTES
        except OSError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: OSError) -> FileError:
        return FileError(f"{self._path}: decoded sound could not be read ({error.strerror})")

    def read(self, start: int, frames: int) -> Samples:
        """The samples from frame `start` on, shape (n, 2); n < `frames` at the end."""
        steps = np.empty((max(min(frames, self.frames - start), 0), 2), "<i2")
        view = steps.data.cast("B") if len(steps) else memoryview(b"")
        try:
            self._file.seek(start * FRAME_BYTES)
            done = 0
            while done < len(view) and (count := self._file.readinto(view[done:])):
                done += count
        except OSError as error:
            raise self._unreadable(error) from error
        samples = steps[: done // FRAME_BYTES].astype(np.float32)
        samples *= np.float32(1 / FULL_SCALE)  # in two steps, in two thirds of the time of one
        return samples

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        self._file.close()
