"""The output `miniaudio`: the computer's own sound device, through the miniaudio library."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import miniaudio
import numpy as np
from numpy.typing import NDArray

from voicemat.errors import MissingError
from voicemat.player.outputs.adapter import Pace, Pull
from voicemat.player.outputs.choosing import pick
from voicemat.player.outputs.feed import ADVICE, Feed
from voicemat.player.outputs.patience import patiently, silenced_libraries

PERIOD = 50
"""Milliseconds that the device asks for at a time."""

PERIODS = 4
"""Periods in its buffer: 200 ms bear a busy processor, and a command is heard soon enough."""

PULSE_LATENCY = 160
"""Milliseconds of buffer asked from PulseAudio, or from PipeWire in its place, through the
variable PULSE_LATENCY_MSEC that their client library obeys. Without it miniaudio asks for one
period. Longer than 170 ms may stall for ever: the library takes 64 KiB at a time, miniaudio fills
once before it starts, and the server may wait for more than that."""


class MiniaudioOutput:
    """A device of whatever sound system the computer has: by its name, else the default."""

    name = "miniaudio"
    pace = Pace.LIVE

    def __init__(self, argument: str) -> None:
        self._wanted = argument
        self._device: Any = None
        self._feed: Feed | None = None

    def open(self, rate: int, channels: int, pull: Pull) -> None:
        """Open the device of that name, or the default one. Raises MissingError when there is
        none.
        """
        self._feed = Feed(rate, channels, pull)
        with silenced_libraries(), _pulse_latency():
            self._device = patiently(lambda: _open(rate, channels, self._wanted))

    def start(self) -> None:
        """Begin to play. Raises MissingError."""
        assert self._feed is not None, "open comes before start"
        requests = _answers(self._feed)
        next(requests)
        patiently(lambda: _start(self._device, requests))

    def finished(self) -> bool:
        """Whether the last sound has left the buffer. Raises MissingError when it is lost."""
        return self._feed is not None and self._feed.finished()

    def stop(self) -> None:
        """Stop and close the device: there is no second start.

        One that hangs is left behind after some seconds.
        """
        device, self._device = self._device, None
        if device is not None:
            with suppress(MissingError):
                patiently(device.close)

    def close(self) -> None:
        """The same as `stop`."""
        self.stop()

    @staticmethod
    def devices() -> tuple[str, ...]:
        """The names of the devices that are there; the argument of a specification is one of
        them, or a part of it that no other has.
        """
        with silenced_libraries():
            return tuple(patiently(lambda: [device["name"] for device in _devices()]))


def _answers(feed: Feed) -> Generator[NDArray[np.float32], int, None]:
    frames = yield np.zeros(0, np.float32)
    while True:
        frames = yield feed.block(frames)


def _audible() -> list[Any]:
    """The backends that are heard: left to itself, miniaudio falls back to one that is not."""
    silent = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
    return [backend for backend in miniaudio.Backend if backend not in silent]


def _devices() -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = miniaudio.Devices(_audible()).get_playbacks()
    except miniaudio.MiniaudioError as error:
        raise MissingError("there is no sound device", advice=ADVICE) from error
    return found


def _open(rate: int, channels: int, wanted: str) -> Any:
    chosen = None
    if wanted:
        devices = _devices()
        chosen = devices[pick(wanted, [device["name"] for device in devices])]["id"]
    try:
        return miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=channels,
            sample_rate=rate,
            buffersize_msec=PERIOD,  # of one period, whatever its name says
            callback_periods=PERIODS,
            device_id=chosen,
            backends=_audible(),
            app_name="voicemat",
        )
    except miniaudio.MiniaudioError as error:
        raise MissingError("there is no sound device", advice=ADVICE) from error


def _start(device: Any, requests: Generator[NDArray[np.float32], int, None]) -> None:
    try:
        device.start(requests)
    except miniaudio.MiniaudioError as error:
        raise MissingError("the sound device cannot be started", advice=ADVICE) from error


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
