"""Decoding by miniaudio's own decoders of WAV, FLAC and MP3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import miniaudio
import numpy as np

from voicemat.errors import FileError
from voicemat.proof.decoders.decoder import BLOCK, Decoded, Samples
from voicemat.units import RATE


def decode(path: Path) -> Decoded:
    """See `Decode`."""
    try:
        stream = miniaudio.stream_file(
            str(path), miniaudio.SampleFormat.FLOAT32, 2, RATE, frames_to_read=BLOCK
        )
    except miniaudio.MiniaudioError as error:
        raise FileError(f"{path}: this file cannot be read as sound") from error
    return Decoded(channels=_channels(path), decoder="miniaudio", blocks=_blocks(stream))


def _channels(path: Path) -> int:
    """How many channels the file has. The library's own question goes by the suffix of the name."""
    for ask in (miniaudio.wav_get_file_info, miniaudio.flac_get_file_info):
        try:
            return int(ask(str(path)).nchannels)
        except miniaudio.MiniaudioError:
            continue
    return int(miniaudio.mp3_get_file_info(str(path)).nchannels)


def _blocks(stream: Any) -> Iterator[Samples]:
    for block in stream:
        yield np.frombuffer(block, np.float32).reshape(-1, 2)
