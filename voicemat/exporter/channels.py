"""The channels of a mix, and of the file that is made of it."""

from __future__ import annotations

import numpy as np

from voicemat.exporter.content import Channels
from voicemat.exporter.mix import Samples


def with_channels(block: Samples, channels: Channels) -> Samples:
    """A block of a mix, shape (frames, 2), with so many channels: shape (frames, channels).

    One channel is the mean of the two, so that a voice in the middle keeps its level.
    """
    if channels is Channels.STEREO:
        return block
    mean: Samples = block.mean(axis=1, keepdims=True, dtype=np.float32)
    return mean
