"""The output `miniaudio`: the computer's own sound device, through the miniaudio library."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import miniaudio
import numpy as np
from numpy.typing import NDArray

from voicemat.errors import MissingError, UsageError
from voicemat.player.outputs.adapter import Pace, Pull

PERIOD = 50
"""Milliseconds that the device asks for at a time."""

PERIODS = 4
"""Periods in its buffer: 200 ms bear a busy processor, and a command is heard soon enough."""

PULSE_LATENCY = 160
"""Milliseconds of buffer asked from PulseAudio, or from PipeWire in its place, through the
variable PULSE_LATENCY_MSEC that their client library obeys. Without it miniaudio asks for one
period. Longer than 170 ms may stall for ever: the library takes 64 KiB at a time, miniaudio fills
once before it starts, and the server may wait for more than that."""

DRAIN = 400
"""Milliseconds of silence that the device must take after the end before it is closed: twice
its buffer, so that the last sound is out."""

LOSS = 5.0
"""Seconds without a single request after which the device is lost. Above the 2 s that a sound
server may take for its first buffer."""

PATIENCE = 3.0
"""Seconds given to the sound server to answer an open, a start or a close."""

ADVICE = (
    "check that an output is connected and that other programs can be heard; "
    "without a device, voicemat export makes a file"
)


class MiniaudioOutput:
    """The default device of whatever sound system the computer has."""

    name = "miniaudio"
    pace = Pace.LIVE

    def __init__(self, argument: str) -> None:
        if argument:
            raise UsageError(
                f'the output miniaudio knows no device "{argument}"',
                advice="write miniaudio",
            )
        self._device: Any = None
        self._pull: Pull | None = None
        self._channels = 0
        self._requests = 0
        self._seen = 0
        self._quiet = 0.0
        self._looked = 0.0
        self._drain = 0
        self._ended = False

    def open(self, rate: int, channels: int, pull: Pull) -> None:
        """Open the default device. Raises MissingError when there is none."""
        self._pull, self._channels = pull, channels
        self._drain = DRAIN * rate // 1000
        with _silenced_libraries(), _pulse_latency():
            self._device = _patiently(lambda: _open(rate, channels))

    def start(self) -> None:
        """Begin to play. Raises MissingError."""
        requests = self._answer()
        next(requests)
        self._looked = time.monotonic()
        _patiently(lambda: _start(self._device, requests))

    def finished(self) -> bool:
        """Whether the last sound has left the buffer. Raises MissingError when requests cease.

        A sound server that dies says nothing, and the library neither: requests just cease. Time
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

    def stop(self) -> None:
        """Stop and close the device: there is no second start.

        One that hangs is left behind after `PATIENCE` seconds.
        """
        device, self._device = self._device, None
        if device is not None:
            with suppress(MissingError):
                _patiently(device.close)

    def close(self) -> None:
        """The same as `stop`."""
        self.stop()

    def _answer(self) -> Generator[NDArray[np.float32], int, None]:
        assert self._pull is not None, "open comes before start"
        frames = yield np.zeros((0, self._channels), np.float32)
        # A sound server may swallow the first milliseconds of a stream: let it have silence.
        frames = yield np.zeros((frames, self._channels), np.float32)
        while True:
            self._requests += 1
            samples = self._pull(frames) if not self._ended else None
            block = np.zeros((frames, self._channels), np.float32)
            if samples is None:
                self._drain -= frames
            else:
                block[: len(samples)] = samples
                self._ended = len(samples) < frames
            frames = yield block


def _open(rate: int, channels: int) -> Any:
    # Left to itself, miniaudio falls back to a backend that plays to nobody.
    audible = [
        backend
        for backend in miniaudio.Backend
        if backend not in (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
    ]
    try:
        return miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=channels,
            sample_rate=rate,
            buffersize_msec=PERIOD,  # of one period, whatever its name says
            callback_periods=PERIODS,
            backends=audible,
            app_name="voicemat",
        )
    except miniaudio.MiniaudioError as error:
        raise MissingError("there is no sound device", advice=ADVICE) from error


def _start(device: Any, requests: Generator[NDArray[np.float32], int, None]) -> None:
    try:
        device.start(requests)
    except miniaudio.MiniaudioError as error:
        raise MissingError("the sound device cannot be started", advice=ADVICE) from error


def _patiently(call: Callable[[], Any]) -> Any:
    """What `call` returns or raises. Raises MissingError when it takes over `PATIENCE` seconds.

    The libraries below would wait for a hung sound server for ever.
    """
    results: list[Any] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - raised in the caller's thread
            failures.append(error)

    thread = threading.Thread(target=run, name="voicemat-device", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if failures:
        raise failures[0]
    if not results:
        raise MissingError("the sound device does not answer", advice=ADVICE)
    return results[0]


@contextmanager
def _pulse_latency() -> Iterator[None]:
    name = "PULSE_LATENCY_MSEC"
    saved = os.environ.get(name)
    os.environ[name] = str(PULSE_LATENCY)
    try:
        yield
    finally:
        if saved is None:
            del os.environ[name]
        else:
            os.environ[name] = saved


@contextmanager
def _silenced_libraries() -> Iterator[None]:
    """Keeps the C libraries below (ALSA, JACK) from writing their troubles to standard error."""
    try:
        saved = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
