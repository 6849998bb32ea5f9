"""libsndfile, for the encoders that write by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray

from voicemat.errors import MissingError
from voicemat.exporter.content import Channels
from voicemat.exporter.mix import Samples
from voicemat.units import RATE


class Target(Protocol):
    """What libsndfile writes to."""

    def write(self, data: bytes, /) -> int:
        """Write at the current place."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place and return it."""

    def tell(self) -> int:
        """The current place."""


class SoundWriter:
    """A sound file in the making, at `RATE`.

    `kind` and `subtype` are libsndfile's names of the format. `compression` is libsndfile's level
    from 0 to 1, where the format has one. Raises what `target` raises, from any method, and
    MissingError where the libsndfile that is installed does not know the format.
    """

    def __init__(
        self,
        target: Target,
        kind: str,
        subtype: str,
        channels: Channels,
        compression: float | None = None,
    ) -> None:
        if subtype not in soundfile.available_subtypes(kind):
            raise MissingError(
                f"libsndfile {soundfile.__libsndfile_version__} cannot write {subtype} in {kind}",
                advice="install one that can: pip install --upgrade soundfile",
            )
        self._sink = _Sink(target)
        with self._failures():
            self._sound = soundfile.SoundFile(
                self._sink,
                "w",
                RATE,
                channels,
                subtype,
                format=kind,
                compression_level=compression,
            )

    def label(self, name: str, text: str) -> None:
        """Set one of libsndfile's own tags, before the first block. It refuses an empty text."""
        with self._failures():
            setattr(self._sound, name, text)

    def write(self, block: Samples | NDArray[np.int16]) -> None:
        """Append the next block. Samples over full scale are clipped."""
        with self._failures():
            self._sound.write(block)

    def finish(self) -> None:
        """Write what is left, and the final sizes into the header."""
        with self._failures():
            self._sound.close()

    def close(self) -> None:
        """Free libsndfile's handle. What it would still write goes nowhere."""
        self._sink.cut()
        self._sound.close()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Raise the target's own error in the place of what libsndfile makes of it."""
        try:
            yield
        finally:
            if self._sink.failure is not None:
                raise self._sink.failure


class _Sink:
    """The target for libsndfile's callbacks, out of which no exception may come.

    It would be printed and lost. The first one is kept as `failure` instead.
    """

    def __init__(self, target: Target) -> None:
        self._target: Target | None = target
        self.failure: Exception | None = None

    def write(self, data: bytes) -> int:
        return self._call(lambda target: target.write(data))

    def seek(self, offset: int, whence: int) -> int:
        return self._call(lambda target: target.seek(offset, whence))

    def tell(self) -> int:
        return self._call(lambda target: target.tell())

    def cut(self) -> None:
        """Take nothing more."""
        self._target = None

    def _call(self, action: Callable[[Target], int]) -> int:
        if self._target is None or self.failure is not None:
            return 0
        try:
            return action(self._target)
        except Exception as failure:  # noqa: BLE001 - the encoder raises it
            self.failure = failure
            return 0
