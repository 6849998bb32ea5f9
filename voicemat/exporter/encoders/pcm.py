"""Samples that are kept as they are: how many bits each has, and what becomes of the rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import UsageError
from voicemat.exporter.content import Quality
from voicemat.exporter.mix import Samples

_BITS = {Quality.SMALL: 16, Quality.STANDARD: 24, Quality.HIGH: 24}
"""Bits of a sample. 16 are what an ear can tell, and all that some old players take."""


def bits_of(quality: Quality | int, format: str) -> int:
    """The bits of a sample. Raises UsageError for a bit rate, which `format` cannot have."""
    if isinstance(quality, Quality):
        return _BITS[quality]
    raise UsageError(
        f"{format} cannot have {quality} kb/s: it keeps every sample",
        advice=f"choose {', '.join(f'{word} ({bits} bit)' for word, bits in _BITS.items())}",
    )


class Quantiser:
    """Makes samples of 16 bits, with noise of a triangular density, two steps wide, so that a fade
    ends in hiss and not in distortion; the same noise in every file. Source: Lipshitz, Wannamaker,
    Vanderkooy, "Quantization and Dither", J. Audio Eng. Soc. 40 (1992).

    Those of 24 bits are left to libsndfile. It rounds some formats down, which nobody hears at
    -138 dBFS, and in 16 bits would be a step of direct current.
    """

    def __init__(self, bits: int) -> None:
        self._random = np.random.default_rng(16) if bits == 16 else None

    def quantised(self, block: Samples) -> Samples | NDArray[np.int16]:
        """The next block, as libsndfile shall write it. Samples over full scale are clipped."""
        if self._random is None:
            return block
        one, other = self._random.random((2, *block.shape), np.float32)
        steps = np.rint(block * np.float32(2**15) + (one - other))
        return np.asarray(np.clip(steps, -(2**15), 2**15 - 1), np.int16)
