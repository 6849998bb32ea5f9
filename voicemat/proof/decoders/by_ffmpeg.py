"""Decoding by FFmpeg's libraries, through PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np

from voicemat.errors import FileError
from voicemat.proof.decoders.decoder import Decoded, Samples
from voicemat.sound.decoding import stereo
from voicemat.units import RATE


def decode(path: Path) -> Decoded:
    """See `Decode`."""
    try:
        container: Any = av.open(str(path))
        channels = int(container.streams.audio[0].codec_context.channels)
    except (av.FFmpegError, IndexError) as error:
        raise FileError(f"{path}: this file cannot be read as sound") from error
    return Decoded(channels=channels, decoder="FFmpeg", blocks=_blocks(path, container, channels))


def _blocks(path: Path, container: Any, channels: int) -> Iterator[Samples]:
    layout = "mono" if channels == 1 else "stereo"
    convert: Any = av.AudioResampler(format="flt", layout=layout, rate=RATE)

    def samples(frame: Any) -> Samples:
        return stereo(np.asarray(frame.to_ndarray(), np.float32).reshape(-1, min(channels, 2)))

    try:
        with container:
            for frame in container.decode(audio=0):
                yield from map(samples, convert.resample(frame))
            yield from map(samples, convert.resample(None))
    except av.FFmpegError as error:
        raise FileError(f"{path}: this file cannot be read as sound") from error
