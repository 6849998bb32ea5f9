"""The output `simpleaudio`: the default device through the simpleaudio library, an extra.

The library plays whole buffers, reads them while it plays, and cannot be fed. So it is given a
buffer of minutes that is filled just ahead of where, by the clock, it reads. From one buffer to
the next there is a short crossfade of the same sound. It crashes the interpreter from Python 3.12
on, and has not been maintained since 2019.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import MissingError, UsageError
from voicemat.player.outputs.adapter import Pace, Pull
from voicemat.player.outputs.feed import ADVICE, LEAD_IN
from voicemat.player.outputs.patience import patiently, silenced_libraries

if sys.version_info >= (3, 12):
    raise MissingError(
        "the output simpleaudio crashes Python from version 3.12 on",
        advice="use the output miniaudio or sounddevice, or Python 3.11",
    )

import simpleaudio

SEGMENT = 300
"""Seconds of one buffer: 115 MB. Clocks that differ by 100 parts in a million drift apart by 30 ms
meanwhile, which the lead bears."""

LEAD = 0.4
"""Seconds by which the buffer is filled ahead: the library's own buffer takes 0.1 s of them."""

OVERLAP = 0.1
"""Seconds of the crossfade from one buffer to the next."""

BLOCK = 1024
"""Frames pulled at a time: 21 ms."""

DRAIN = 0.5
"""Seconds to wait after the last sound until it is out."""

WIDTH = 4
"""Bytes of a sample: the library takes four of them for a float."""


class _Segment:
    """A buffer that the library plays from `begins` (monotonic seconds) on."""

    def __init__(self, rate: int, channels: int, begins: float) -> None:
        self.samples = np.zeros((SEGMENT * rate, channels), np.float32)
        self.begins = begins
        self.playing: Any = None
        self._rate = rate
        self._channels = channels

    def play(self) -> None:
        """Hand it to the library. Raises MissingError."""

        def begin() -> Any:
            try:
                return simpleaudio.play_buffer(self.samples, self._channels, WIDTH, self._rate)
            except Exception as error:  # the library has an error of its own for each system
                raise MissingError("there is no sound device", advice=ADVICE) from error

        with silenced_libraries():
            self.playing = patiently(begin)


class SimpleaudioOutput:
    """The default device, through simpleaudio."""

    name = "simpleaudio"
    pace = Pace.LIVE

    def __init__(self, argument: str) -> None:
        if argument:
            raise UsageError(
                "the output simpleaudio plays to the default device alone",
                advice="write simpleaudio; miniaudio and sounddevice can choose a device",
            )
        self._halt = threading.Event()
        self._over = False
        self._failure: MissingError | None = None
        self._thread: threading.Thread | None = None

    def open(self, rate: int, channels: int, pull: Pull) -> None:
        """Get ready. Whether there is a device shows at the start."""
        self._rate, self._channels, self._pull = rate, channels, pull
        self._overlap = round(OVERLAP * rate)
        self._rise = np.linspace(0, 1, self._overlap, dtype=np.float32)[:, np.newaxis]
        self._current = _Segment(rate, channels, 0.0)
        self._next: _Segment | None = None
        self._quiet = LEAD_IN * rate // 1000
        self._filled = self._quiet
        self._ended: float | None = None

    def start(self) -> None:
        """Begin to play. Raises MissingError."""
        self._fill(self._quiet + round(LEAD * self._rate))
        self._current.play()
        self._current.begins = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="voicemat-output", daemon=True)
        self._thread.start()

    def finished(self) -> bool:
        """Whether the last sound is out. Raises MissingError when the device is lost."""
        if self._failure is not None:
            raise self._failure
        return self._over

    def stop(self) -> None:
        """Play no more; what sounds is faded by then."""
        self._halt.set()
        if self._thread is not None:
            self._thread.join()
        for segment in (self._current, self._next):
            if segment is not None and segment.playing is not None:
                segment.playing.stop()

    def close(self) -> None:
        """The same as `stop`."""
        if self._thread is not None:
            self.stop()

    def _run(self) -> None:
        try:
            while not self._halt.wait(BLOCK / self._rate):
                self._turn(time.monotonic())
                if self._over:
                    return
        except MissingError as error:
            self._failure = error

    def _turn(self, now: float) -> None:
        """Fill what is due at `now`, and go over to the next buffer."""
        following = self._next
        if following is not None and following.playing is None and now >= following.begins:
            following.play()
            self._current, self._next = following, None
        elif following is None and not self._current.playing.is_playing():
            raise MissingError("the sound device stopped answering", advice=ADVICE)
        if self._ended is not None:
            self._over = now >= self._ended + DRAIN
            return
        filling = self._next or self._current
        self._fill(round((now + LEAD - filling.begins) * self._rate))

    def _fill(self, until: int) -> None:
        """Fill the buffer that is being filled up to its frame `until`."""
        while self._filled < until and self._ended is None:
            segment = self._next or self._current
            size = min(BLOCK, len(segment.samples) - self._filled)
            pulled: NDArray[np.float32] = self._pull(size)
            segment.samples[self._filled : self._filled + len(pulled)] = pulled
            self._filled += len(pulled)
            if len(pulled) < size:
                self._ended = segment.begins + self._filled / self._rate
            elif self._filled == len(segment.samples):
                self._begin_next(segment)
                return

    def _begin_next(self, last: _Segment) -> None:
        """Make the buffer that follows `last`, which it overlaps."""
        early = self._overlap + self._quiet
        begins = last.begins + SEGMENT - early / self._rate
        self._next = _Segment(self._rate, self._channels, begins)
        tail = last.samples[-self._overlap :]
        self._next.samples[self._quiet : early] = tail * self._rise
        tail *= 1 - self._rise
        self._filled = early
