"""Any sound file as a stream of stereo blocks at the rate of the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import FileError
from voicemat.sound.codec import SoundReader
from voicemat.sound.resampler import resampled
from voicemat.units import RATE

Samples = NDArray[np.float32]

BLOCK = 1 << 16
"""Frames decoded at a time."""


def stereo(block: Samples) -> Samples:
    """`block` with two channels: a single one on both sides, or the front pair of many."""
    return np.repeat(block, 2, axis=1) if block.shape[1] == 1 else block[:, :2]


def decoded(reader: SoundReader) -> Iterator[Samples]:
    """The whole of `reader` at `RATE` in stereo blocks, in memory that does not grow."""
    blocks = (stereo(block) for block in reader.blocks(BLOCK))
    if reader.rate == RATE:
        return blocks
    return resampled(blocks, rate=reader.rate, to=RATE, channels=2)


def decode_whole(path: Path) -> Samples:
    """A short file whole, at `RATE`, shape (frames, 2). Raises FileError when unreadable."""
    with SoundReader(path) as reader:
        samples = np.concatenate([np.zeros((0, 2), np.float32), *decoded(reader)])
    if not len(samples):
        raise FileError(f"{path}: this file holds no sound")
    return samples
