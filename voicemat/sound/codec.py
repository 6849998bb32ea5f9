"""Sound files, read and written by libsndfile. The one module that knows `soundfile`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import FileError
from voicemat.sound.reading import Reader
from voicemat.units import RATE

Samples = NDArray[np.float32]

READABLE = "WAV, FLAC, OGG, Opus, MP3 and AIFF"
"""The formats that people know, of those that libsndfile reads."""

CHUNK = RATE
"""Frames written at a time. libsndfile's Vorbis encoder keeps a whole call on the stack and
crashes on a long one, so nothing is written in more than a second at once."""

FULL_SCALE = 32_768
"""Sixteen-bit steps in an amplitude of 1.0."""


class Encoding(Enum):
    """How a file is written: container, subtype and libsndfile's compression level.

    The level runs from 0 (large) to 1 (small); what it means is the encoder's own affair.
    """

    FLAC = ("FLAC", "PCM_16", 0.0)
    """Level 0: three per cent larger than the default, written in two thirds of its time."""
    OPUS_56 = ("OGG", "OPUS", 0.914)
    """About 56 kb/s in stereo. From 0.918 on, noise may be coded in another mode of Opus for a
    while, darker and up to 1 dB softer: a step in the sound whenever the encoder changes over."""
    VORBIS_Q3 = ("OGG", "VORBIS", 0.7)
    VORBIS_Q4 = ("OGG", "VORBIS", 0.6)


class SoundReader(Reader):
    """An open sound file of any format that libsndfile knows."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises FileError when there is no such file or it is no sound."""
        import soundfile

        self._path = path
        self._failure: type[Exception] = soundfile.SoundFileRuntimeError
        if not path.is_file():
            raise FileError(f"{path}: there is no such file")
        try:
            self._file: Any = soundfile.SoundFile(path)
        except (self._failure, OSError) as error:
            raise self._unreadable() from error
        self.rate = self._file.samplerate
        self.channels = self._file.channels
        self.frames = self._file.frames
        self._form = "int16" if self._file.subtype == "PCM_16" else "float32"
        self._position = 0

    def _unreadable(self) -> FileError:
        return FileError(
            f"{self._path}: this file cannot be read as sound",
            advice=f"{READABLE} files work; convert this one with another program",
        )

    def read(self, start: int, frames: int) -> Samples:
        """The samples from frame `start` on, shape (n, channels); n < `frames` at the end."""
        try:
            # A needless seek costs a compressed format more than the reading.
            if start != self._position:
                self._position = self._file.seek(start)
            # libsndfile's own conversion to float takes three times as long as NumPy's.
            read: NDArray[Any] = self._file.read(frames, dtype=self._form, always_2d=True)
        except (self._failure, OSError) as error:
            self._position = -1
            raise self._unreadable() from error
        self._position += len(read)
        if self._form == "int16":
            return np.asarray(read * np.float32(1 / FULL_SCALE), np.float32)
        return np.asarray(read, np.float32)

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        self._file.close()


def to_pcm(samples: Samples) -> NDArray[np.int16]:
    """Sixteen-bit steps of `samples`, rounded and clipped; what is not a number is silence."""
    steps = np.nan_to_num(samples * FULL_SCALE, nan=0.0)
    return np.clip(np.rint(steps), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)


@contextmanager
def _opened(path: Path, encoding: Encoding) -> Iterator[Any]:
    import soundfile

    container, subtype, level = encoding.value
    try:
        with soundfile.SoundFile(
            path,
            "w",
            samplerate=RATE,
            channels=2,
            format=container,
            subtype=subtype,
            compression_level=level,
        ) as file:
            yield file
    except (soundfile.SoundFileRuntimeError, OSError) as error:
        raise FileError(f"{path}: could not be written ({error})") from error


def write_flac(path: Path, blocks: Iterable[Samples]) -> int:
    """Write stereo blocks at `RATE` as 16-bit FLAC to `path`; returns the frames written.

    Raises FileError when the file cannot be written.
    """
    count = 0
    with _opened(path, Encoding.FLAC) as file:
        for block in blocks:
            file.write(to_pcm(block))
            count += len(block)
    return count


def write_encoded(
    path: Path, samples: Samples, encoding: Encoding, *, title: str, license: str
) -> None:
    """Write `samples`, shape (frames, 2) at `RATE`, to `path` by a lossy encoder, tagged with
    its title and its licence.

    Raises FileError when the file cannot be written.
    """
    with _opened(path, encoding) as file:
        file.title = title
        file.license = license
        for start in range(0, len(samples), CHUNK):
            file.write(samples[start : start + CHUNK])
