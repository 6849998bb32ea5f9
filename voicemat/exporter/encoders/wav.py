"""WAV by libsndfile: PCM, as RF64 where a plain WAV file cannot say its size."""

from __future__ import annotations

from typing import BinaryIO

from voicemat.exporter.content import Content
from voicemat.exporter.encoders.pcm import Quantiser, bits_of
from voicemat.exporter.encoders.sndfile import SoundWriter
from voicemat.exporter.metadata import NAME, track_text
from voicemat.exporter.mix import Samples

HEADROOM = 1 << 20
"""Bytes for everything but the sound, generously."""


class WavEncoder:
    """A WAV file that says what it is in a LIST/INFO chunk."""

    def __init__(self, file: BinaryIO, content: Content) -> None:
        bits = bits_of(content.settings.quality, "WAV")
        channels = content.settings.channels
        # A WAV file's size is 32 bits wide. The length is known here, so there is no need for
        # libsndfile's way, RF64 that turns into WAV on closing, which soundfile does not offer.
        big = content.timeline.frames * channels * bits // 8 + HEADROOM >= 2**32
        self._quantiser = Quantiser(bits)
        self._sound = SoundWriter(file, "RF64" if big else "WAV", f"PCM_{bits}", channels)
        for name, text in _tags(content).items():
            if text:
                self._sound.label(name, text)

    def write(self, block: Samples) -> None:
        """Append the next block. Samples over full scale are clipped."""
        self._sound.write(self._quantiser.quantised(block))

    def finish(self) -> None:
        """Write the final sizes into the header."""
        self._sound.finish()

    def close(self) -> None:
        """Free libsndfile's handle. What it would still write goes nowhere."""
        self._sound.close()


def _tags(content: Content) -> dict[str, str]:
    """The texts of the chunk, by libsndfile's names."""
    tags = content.metadata
    return {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "genre": tags.genre,
        "tracknumber": track_text(tags),
        "date": tags.year,
        "comment": tags.comment,
        "copyright": tags.copyright,
        "software": NAME,
    }
