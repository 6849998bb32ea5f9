"""WAV by libsndfile: 24-bit PCM, as RF64 where a plain WAV file cannot say its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import soundfile

from voicemat.exporter.content import Content
from voicemat.exporter.mix import Samples
from voicemat.units import RATE

FRAME_BYTES = 2 * 3

HEADROOM = 1 << 20
"""Bytes for everything but the sound, generously."""


class WavEncoder:
    """A WAV file with the session's title, author and licence in a LIST/INFO chunk."""

    def __init__(self, file: BinaryIO, content: Content) -> None:
        # A WAV file's size is 32 bits wide. The length is known here, so there is no need for
        # libsndfile's way, RF64 that turns into WAV on closing, which soundfile does not offer.
        big = content.timeline.frames * FRAME_BYTES + HEADROOM >= 2**32
        self._sink = _Sink(file)
        with self._failures():
            self._sound = soundfile.SoundFile(
                self._sink, "w", RATE, 2, "PCM_24", format="RF64" if big else "WAV"
            )
            tags = content.metadata
            names = {"title": tags.title, "artist": tags.artist, "copyright": tags.copyright}
            for name, text in names.items():
                if text:  # libsndfile refuses an empty one
                    setattr(self._sound, name, text)

    def write(self, block: Samples) -> None:
        """Append the next block. Samples over full scale are clipped."""
        with self._failures():
            self._sound.write(block)

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
