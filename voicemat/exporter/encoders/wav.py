"""WAV by libsndfile: 24-bit PCM, as RF64 where a plain WAV file cannot say its size."""

from __future__ import annotations

from typing import BinaryIO

from voicemat.exporter.content import Content
from voicemat.exporter.encoders.sndfile import SoundWriter
from voicemat.exporter.mix import Samples

SAMPLE_BYTES = 3

HEADROOM = 1 << 20
"""Bytes for everything but the sound, generously."""


class WavEncoder:
    """A WAV file with the session's title, author and licence in a LIST/INFO chunk."""

    def __init__(self, file: BinaryIO, content: Content) -> None:
        self._channels = content.settings.channels
        # A WAV file's size is 32 bits wide. The length is known here, so there is no need for
        # libsndfile's way, RF64 that turns into WAV on closing, which soundfile does not offer.
        size = content.timeline.frames * self._channels * SAMPLE_BYTES + HEADROOM
        kind = "RF64" if size >= 2**32 else "WAV"
        self._sound = SoundWriter(file, kind, "PCM_24", self._channels)
        tags = content.metadata
        names = {"title": tags.title, "artist": tags.artist, "copyright": tags.copyright}
        for name, text in names.items():
            if text:
                self._sound.label(name, text)

    def write(self, block: Samples) -> None:
        """Append the next block. Samples over full scale are clipped."""
        self._sound.write(block)

    def finish(self) -> None:
        """Write the final sizes into the header."""
        self._sound.finish()

    def close(self) -> None:
        """Free libsndfile's handle. What it would still write goes nowhere."""
        self._sound.close()
