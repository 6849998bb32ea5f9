"""Decoded sound that can be read from its beginning while the rest is still being decoded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.codec import FULL_SCALE, SoundReader, to_pcm
from voicemat.sound.decoding import decoded
from voicemat.sound.reading import Reader
from voicemat.units import RATE

Samples = NDArray[np.float32]


class GrowingReader(Reader):
    """A stereo sound at `RATE`, decoded in a thread of its own; the same samples as from a `Store`.

    A read waits until its frames are decoded, which from the beginning on is at once. Until all
    are, they are held in memory (192 kB a second), so this is for loops of a few minutes. `keep`
    is given the whole then, and gives a reader of it; where it cannot (OSError), memory serves on.
    """

    rate = RATE
    channels = 2

    def __init__(self, source: Path, keep: Callable[[NDArray[np.int16]], Reader]) -> None:
        """Begin to decode `source`. Raises FileError when it is no sound."""
        self._reader = SoundReader(source)
        self.frames = self._reader.frames * RATE // self._reader.rate
        self._keep = keep
        self._steps = np.zeros((self.frames, 2), np.int16)
        self._kept: Reader | None = None
        self._done = 0
        self._ended = False
        self._closed = False
        self._failure: Exception | None = None
        self._change = threading.Condition()
        # No daemon, also when a daemon makes it: one that is stopped in the middle of a library
        # ends the program with a crash.
        self._thread = threading.Thread(target=self._run, name="voicemat-decode", daemon=False)
        self._thread.start()

    def read(self, start: int, frames: int) -> Samples:
        """The samples from frame `start` on, shape (n, 2); n < `frames` at the end.

        Raises FileError when the file cannot be read.
        """
        until = min(start + frames, self.frames)
        with self._change:
            while self._done < until and not self._ended:
                self._change.wait()
            if self._done < until and self._failure is not None:
                raise self._failure
            until = min(until, self._done)
            if self._kept is not None:
                return self._kept.read(start, frames)
        return self._steps[start : max(until, start)] * np.float32(1 / FULL_SCALE)

    def close(self) -> None:
        """Decode no more; closing twice is harmless."""
        with self._change:
            self._closed = True
            if self._kept is not None:
                self._kept.close()

    def _hand_over(self) -> None:
        """Keep the whole, and read from there."""
        with suppress(OSError):
            kept = self._keep(self._steps[: self._done])
            with self._change:
                if self._closed:
                    kept.close()
                else:
                    self._kept, self._steps = kept, np.zeros((0, 2), np.int16)

    def _run(self) -> None:
        try:
            with self._reader as reader:
                for block in decoded(reader):
                    if self._closed or not threading.main_thread().is_alive():
                        break
                    steps = to_pcm(block)[: self.frames - self._done]
                    self._steps[self._done : self._done + len(steps)] = steps
                    with self._change:
                        self._done += len(steps)
                        self._change.notify_all()
                else:
                    self._hand_over()
        except Exception as error:  # noqa: BLE001 - `read` raises it in its thread
            self._failure = error
        finally:
            with self._change:
                self._ended = True
                self._change.notify_all()
