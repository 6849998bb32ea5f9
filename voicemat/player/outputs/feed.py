"""What outputs that drive a device share: blocks for its requests, and a watch over them."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import MissingError
from voicemat.player.outputs.adapter import Pull

LEAD_IN = 100
"""Milliseconds of silence before the first sound: a sound server may swallow the first of a
stream."""

DRAIN = 400
"""Milliseconds of silence that the device must take after the end before it is closed: twice
its buffer, so that the last sound is out."""

LOSS = 5.0
"""Seconds without a single request after which the device is lost. Above the 2 s that a sound
server may take for its first buffer."""

ADVICE = (
    "check that an output is connected and that other programs can be heard; "
    "without a device, voicemat export makes a file"
)


class Feed:
    """Answers a device's requests with a little silence, from `pull`, and then with silence."""

    def __init__(self, rate: int, channels: int, pull: Pull) -> None:
        self._pull = pull
        self._channels = channels
        self._lead = LEAD_IN * rate // 1000
        self._drain = DRAIN * rate // 1000
        self._ended = False
        self._requests = 0
        self._seen = 0
        self._quiet = 0.0
        self._looked = time.monotonic()

    def block(self, frames: int) -> NDArray[np.float32]:
        """The next `frames` frames, shape (frames, channels). Belongs to the device's thread."""
        self._requests += 1
        block = np.zeros((frames, self._channels), np.float32)
        if self._lead > 0:
            self._lead -= frames
        elif self._ended:
            self._drain -= frames
        else:
            samples = self._pull(frames)
            block[: len(samples)] = samples
            self._ended = len(samples) < frames
        return block

    def finished(self) -> bool:
        """Whether the last sound has left the device's buffer. Raises MissingError when requests
        cease.

        A sound server that dies says nothing, and the libraries neither: requests just cease. Time
        between two calls of this counts for one second at most, so that a computer that slept is
        not taken for a lost device.
        """
        if self._ended and self._drain <= 0:
            return True
        now = time.monotonic()
        requests = self._requests
        self._quiet = 0.0 if requests != self._seen else self._quiet + min(now - self._looked, 1.0)
        self._seen, self._looked = requests, now
        if self._quiet > LOSS:
            raise MissingError("the sound device stopped answering", advice=ADVICE)
        return False
