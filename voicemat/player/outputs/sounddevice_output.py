"""The output `sounddevice`: the computer's sound devices through PortAudio, an extra.

On Linux PortAudio comes from the system (Debian: libportaudio2); elsewhere the wheel brings it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from voicemat.errors import MissingError
from voicemat.player.outputs.adapter import Pace, Pull
from voicemat.player.outputs.choosing import pick
from voicemat.player.outputs.feed import ADVICE, Feed
from voicemat.player.outputs.patience import patiently, silenced_libraries

try:
    with silenced_libraries():  # PortAudio looks for devices when it is loaded
        import sounddevice
except OSError as error:
    raise MissingError(
        "the output sounddevice needs the PortAudio library, which is not there",
        advice="install it; on Debian: apt install libportaudio2",
    ) from error

LATENCY = 0.2
"""Seconds of buffer asked for: it bears a busy processor, and a command is heard soon enough."""


class SounddeviceOutput:
    """A device that PortAudio knows: by its name, else the default."""

    name = "sounddevice"
    pace = Pace.LIVE

    def __init__(self, argument: str) -> None:
        self._wanted = argument
        self._stream: Any = None
        self._feed: Feed | None = None

    def open(self, rate: int, channels: int, pull: Pull) -> None:
        """Open the device of that name, or the default one. Raises MissingError."""
        feed = self._feed = Feed(rate, channels, pull)

        def answer(out: Any, frames: int, _time: object, _status: object) -> None:
            out[:] = feed.block(frames)

        def open_() -> Any:
            wanted = None
            if self._wanted:
                devices = _devices()
                index = pick(self._wanted, [name for _, name in devices])
                wanted = devices[index][0]
            try:
                return sounddevice.OutputStream(
                    samplerate=rate,
                    channels=channels,
                    dtype="float32",
                    device=wanted,
                    latency=LATENCY,
                    callback=answer,
                )
            except (sounddevice.PortAudioError, ValueError) as error:
                raise MissingError("there is no sound device", advice=ADVICE) from error

        with silenced_libraries():
            self._stream = patiently(open_)

    def start(self) -> None:
        """Begin to play. Raises MissingError."""
        try:
            patiently(self._stream.start)
        except sounddevice.PortAudioError as error:
            raise MissingError("the sound device cannot be started", advice=ADVICE) from error

    def finished(self) -> bool:
        """Whether the last sound has left the buffer. Raises MissingError when it is lost."""
        return self._feed is not None and self._feed.finished()

    def stop(self) -> None:
        """Stop and close the device: there is no second start."""
        stream, self._stream = self._stream, None
        if stream is not None:
            with suppress(MissingError, sounddevice.PortAudioError):
                patiently(stream.abort)
                patiently(stream.close)

    def close(self) -> None:
        """The same as `stop`."""
        self.stop()

    @staticmethod
    def devices() -> tuple[str, ...]:
        """The names of the devices that are there."""
        return tuple(name for _, name in _devices())


def _devices() -> list[tuple[int, str]]:
    return [
        (device["index"], device["name"])
        for device in sounddevice.query_devices()
        if device["max_output_channels"] > 0
    ]
