"""Finite filters by FFT, block by block."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 1 << 14
"""Points of one transform: with its spectra it stays in a processor's cache, and takes half
the time of longer ones. Filters of up to `SIZE` / 4 taps waste little of it."""


class Filter:
    """A causal FIR filter of some channels that runs on from block to block (overlap-save).

    Works in the precision of its response. `hop` is the block length that it takes best.
    """

    def __init__(self, response: NDArray[Any], channels: int) -> None:
        """`response` is the impulse response, shape (taps,)."""
        self._before = len(response) - 1
        self._spectrum = np.fft.rfft(response, SIZE).astype(np.result_type(response.dtype, 1j))
        self._history = np.zeros((channels, self._before), response.dtype)
        self.hop = SIZE - self._before

    def feed(self, block: NDArray[Any]) -> NDArray[Any]:
        """The next block, shape (channels, frames), filtered, of the same shape."""
        padded = np.concatenate([self._history, block], axis=1)
        frames = block.shape[1]
        self._history = padded[:, frames:]
        out = np.empty_like(padded[:, :frames])
        for at in range(0, frames, self.hop):
            piece = padded[:, at : at + SIZE]
            filtered = np.fft.irfft(np.fft.rfft(piece, SIZE) * self._spectrum, SIZE)
            out[:, at : at + self.hop] = filtered[:, self._before : piece.shape[1]]
        return out
