"""The output `wav:FILE`: writes what would be heard to a WAV file, as fast as it renders.

32-bit float samples, so that the file holds exactly what was played. Past 4 GiB (3 h at 48 kHz
stereo) the file is an RF64 (EBU Tech 3306), which common readers know.
"""

from __future__ import annotations

import math
import struct
from io import BufferedWriter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import FileError, UsageError
from voicemat.player.outputs.adapter import Pace, Pull
from voicemat.player.outputs.pump import Pump

_FLOAT = 3
"""WAVE_FORMAT_IEEE_FLOAT; the format needs a `fact` chunk and a size field after `fmt`."""

_WIDTH = 4
"""Bytes in a sample."""

_FAR = 0xFFFFFFFF
"""In a 32-bit size field of an RF64: look into the `ds64` chunk."""


def header(rate: int, channels: int, frames: int) -> bytes:
    """Everything before the samples of a float WAV file, of the same length for any `frames`."""
    data = frames * channels * _WIDTH
    fmt = struct.pack(
        "<4sIHHIIHHH",
        *(b"fmt ", 18, _FLOAT, channels, rate, rate * channels * _WIDTH),
        *(channels * _WIDTH, 8 * _WIDTH, 0),
    )
    riff = 4 + 36 + len(fmt) + 12 + 8 + data
    if riff <= _FAR:
        start = struct.pack("<4sI4s4sI28x", b"RIFF", riff, b"WAVE", b"JUNK", 28)
    else:
        start = struct.pack(
            "<4sI4s4sIQQQI",
            *(b"RF64", _FAR, b"WAVE", b"ds64", 28, riff, data, frames, 0),
        )
    return (
        start
        + fmt
        + struct.pack("<4sII4sI", *(b"fact", 4, min(frames, _FAR), b"data", min(data, _FAR)))
    )


class WavOutput:
    """Writes to the file that `argument` names."""

    name = "wav"
    pace = Pace.FREE

    def __init__(self, argument: str) -> None:
        if not argument:
            raise UsageError("the output wav needs a file", advice="write wav:FILE")
        self._path = Path(argument).expanduser()
        self._file: BufferedWriter | None = None
        self._pump: Pump | None = None
        self._rate = 0
        self._channels = 0
        self._frames = 0

    def open(self, rate: int, channels: int, pull: Pull) -> None:
        """Create the file, or empty it. Raises FileError."""
        self._rate, self._channels = rate, channels
        try:
            self._file = self._path.open("wb")
            self._file.write(header(rate, channels, 0))
        except OSError as error:
            raise self._refusal(error) from error
        self._pump = Pump(pull, self._write, rate=math.inf)

    def start(self) -> None:
        """Begin to pull."""
        assert self._pump is not None, "open comes before start"
        self._pump.start()

    def finished(self) -> bool:
        """Whether everything up to the end is written. Raises FileError."""
        return self._pump is not None and self._pump.finished()

    def stop(self) -> None:
        """Pull no more."""
        if self._pump is not None:
            self._pump.stop()

    def close(self) -> None:
        """Complete the file. Raises FileError."""
        self.stop()
        if self._file is None:
            return
        try:
            with self._file as file:
                file.seek(0)
                file.write(header(self._rate, self._channels, self._frames))
        except OSError as error:
            raise self._refusal(error) from error
        finally:
            self._file = None

    def _write(self, samples: NDArray[np.float32]) -> None:
        assert self._file is not None, "the pump runs between open and close"
        try:
            self._file.write(samples.astype("<f4").tobytes())
        except OSError as error:
            raise self._refusal(error) from error
        self._frames += len(samples)

    def _refusal(self, error: OSError) -> FileError:
        return FileError(f"{self._path}: cannot be written: {error.strerror or error}")
