"""WAV by libsndfile: PCM, as RF64 where a plain WAV file cannot say its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np
import soundfile

from voicemat.errors import UsageError
from voicemat.exporter.content import Content, Quality
from voicemat.exporter.metadata import NAME
from voicemat.exporter.mix import Samples
from voicemat.units import RATE

BITS = {Quality.SMALL: 16, Quality.STANDARD: 24, Quality.HIGH: 24}
"""Bits of a sample. 16 are for old players, some of which take nothing else."""

HEADROOM = 1 << 20
"""Bytes for everything but the sound, generously."""


class WavEncoder:
    """A WAV file that says what it is in a LIST/INFO chunk."""

    def __init__(self, file: BinaryIO, content: Content) -> None:
        # A WAV file's size is 32 bits wide. The length is known here, so there is no need for
        # libsndfile's way, RF64 that turns into WAV on closing, which soundfile does not offer.
        bits = _bits(content.settings.quality)
        channels = content.settings.channels.value
        big = content.timeline.frames * channels * bits // 8 + HEADROOM >= 2**32
        self._dither = _Dither() if bits == 16 else None
        self._sink = _Sink(file)
        with self._failures():
            self._sound = soundfile.SoundFile(
                self._sink, "w", RATE, channels, f"PCM_{bits}", format="RF64" if big else "WAV"
            )
            for name, text in _tags(content).items():
                if text:  # libsndfile refuses an empty one
                    setattr(self._sound, name, text)

    def write(self, block: Samples) -> None:
        """Append the next block. Samples over full scale are clipped."""
        with self._failures():
            self._sound.write(block if self._dither is None else self._dither.added(block))

    def finish(self) -> None:
        """Write the final sizes into the header."""
        with self._failures():
            self._sound.close()

    def close(self) -> None:
        """Free libsndfile's handle. What it would still write goes nowhere."""
        self._sink.cut()
        self._sound.close()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Raise the file's own error in the place of what libsndfile makes of it."""
        try:
            yield
        finally:
            if self._sink.failure is not None:
                raise self._sink.failure


def _bits(quality: Quality | int) -> int:
    if isinstance(quality, Quality):
        return BITS[quality]
    raise UsageError(
        f"WAV cannot have {quality} kb/s: it is not compressed",
        advice=f"choose {', '.join(f'{word} ({bits} bit)' for word, bits in BITS.items())}",
    )


def _tags(content: Content) -> dict[str, str]:
    """The texts of the chunk, by libsndfile's names."""
    tags = content.metadata
    return {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "genre": tags.genre,
        "tracknumber": f"{tags.track}/{tags.tracks}" if tags.track else "",
        "date": tags.year,
        "comment": tags.comment,
        "copyright": tags.copyright,
        "software": NAME,
    }


class _Dither:
    """Noise of a triangular density, two steps of 16 bits wide, so that a fade ends in hiss and not
    in distortion; the same in every file. Source: Lipshitz, Wannamaker, Vanderkooy, "Quantization
    and Dither", J. Audio Eng. Soc. 40 (1992).
    """

    def __init__(self) -> None:
        self._random = np.random.default_rng(16)

    def added(self, block: Samples) -> Samples:
        """`block` with the next of the noise."""
        one, other = self._random.random((2, *block.shape), np.float32)
        return np.asarray(block + (one - other) * np.float32(2**-15), np.float32)


class _Sink:
    """The file for libsndfile's callbacks, out of which no exception may come.

    It would be printed and lost. The first one is kept as `failure` instead.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file: BinaryIO | None = file
        self.failure: Exception | None = None

    def write(self, data: bytes) -> int:
        return self._call(lambda file: file.write(data))

    def seek(self, offset: int, whence: int) -> int:
        return self._call(lambda file: file.seek(offset, whence))

    def tell(self) -> int:
        return self._call(lambda file: file.tell())

    def cut(self) -> None:
        """Take nothing more."""
        self._file = None

    def _call(self, action: Callable[[BinaryIO], int]) -> int:
        if self._file is None or self.failure is not None:
            return 0
        try:
            return action(self._file)
        except Exception as failure:  # noqa: BLE001 - the encoder raises it
            self.failure = failure
            return 0
