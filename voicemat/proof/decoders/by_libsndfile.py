"""Decoding by libsndfile, with mpg123, libFLAC, libopus and libvorbis in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voicemat.proof.decoders.decoder import Decoded, Samples
from voicemat.sound.codec import SoundReader
from voicemat.sound.decoding import decoded


def decode(path: Path) -> Decoded:
    """See `Decode`."""
    reader = SoundReader(path)
    return Decoded(channels=reader.channels, decoder="libsndfile", blocks=_blocks(reader))


def _blocks(reader: SoundReader) -> Iterator[Samples]:
    with reader:
        yield from decoded(reader)
