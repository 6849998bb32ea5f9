"""The spectral noise painter: endless stereo noise with any spectrum, changing as it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.generators.bed import BLOCK
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE

Samples = NDArray[np.float32]
Spectrum = NDArray[np.float64]
Curve = NDArray[np.float64]

OCTAVE = 6.0206
"""Decibels in a doubling of amplitude."""


def bins(size: int) -> Spectrum:
    """The frequencies in Hz of a block of `size` frames, shape (size // 2 + 1,); the lowest is
    raised to 1 Hz so that logarithms stay finite.
    """
    return np.asarray(np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1.0))


def slope(
    frequency: Spectrum,
    decibels: float,
    *,
    pivot: float,
    high_pass: tuple[float, int],
    low_pass: tuple[float, int],
) -> Spectrum:
    """Amplitudes that rise by `decibels` per octave, 1 at `pivot` Hz, between Butterworth
    skirts given by corner in Hz and order.
    """
    tilt = (frequency / pivot) ** (decibels / OCTAVE)
    low, low_order = high_pass
    high, high_order = low_pass
    skirts = np.sqrt(1 + (low / frequency) ** (2 * low_order)) * np.sqrt(
        1 + (frequency / high) ** (2 * high_order)
    )
    return np.asarray(tilt / skirts)


def bump(frequency: Spectrum, centre: float, octaves: float) -> Spectrum:
    """A Gaussian of amplitude over log frequency, with a standard deviation in octaves."""
    return np.asarray(np.exp(-0.5 * (np.log2(frequency / centre) / octaves) ** 2))


def unit_power(spectrum: Spectrum) -> Spectrum:
    """`spectrum` scaled so that noise painted with it has unit power."""
    return np.asarray(spectrum / np.sqrt(np.mean(spectrum**2)))


def narrowing(lowest: float, rise: float, corner: float) -> Callable[[Spectrum], Spectrum]:
    """Left-right correlation over frequency: `lowest + rise` in the bass, which therefore stays
    in the middle, falling to `lowest` above `corner` Hz, which makes it wide.
    """

    def correlation(frequency: Spectrum) -> Spectrum:
        return np.asarray(lowest + rise / (1 + (frequency / corner) ** 2))

    return correlation


class NoisePainter:
    """Noise painted in blocks of random phase under sine windows that overlap by one half.

    Neighbours are unrelated and sin^2 + cos^2 = 1, so the power is constant by construction and
    there is no seam anywhere. Blocks have `size` frames, a power of two up to `2 * BLOCK`.

    `spectrum` is given the times in seconds at which blocks are centred, shape (n,), and returns
    their amplitudes, shape (n, bins), or (n, 2, bins) for left and right; `correlation` gives
    that of the two sides.
    """

    def __init__(
        self,
        seed: int,
        name: str,
        *,
        size: int,
        spectrum: Callable[[Curve], Spectrum],
        correlation: Callable[[Spectrum], Spectrum],
    ) -> None:
        self._seed = seed
        self._name = name
        self._size = size
        self._spectrum = spectrum
        self._window = np.sin(np.pi * (np.arange(size) + 0.5) / size).astype(np.float32)
        related = np.clip(correlation(bins(size)), 0, 1)
        self._middle = np.sqrt((1 + related) / 2).astype(np.float32)
        self._side = np.sqrt((1 - related) / 2).astype(np.float32)
        self._painted = lru_cache(maxsize=2)(self._paint)

    def _paint(self, index: int) -> Samples:
        """The blocks that begin within chunk `index`, summed: shape (2, BLOCK + size // 2)."""
        hop = self._size // 2
        count = BLOCK // hop
        random = stream(self._seed, self._name, index)
        parts = random.standard_normal((count, 2, 2, hop + 1), dtype=np.float32)
        phases = parts[:, :, 0] + 1j * parts[:, :, 1]
        middle, side = phases[:, 0] * self._middle, phases[:, 1] * self._side
        centres = (index * BLOCK + (np.arange(count) + 1) * hop) / RATE
        amplitudes = self._spectrum(centres)
        if amplitudes.ndim == 2:
            amplitudes = amplitudes[:, None]
        painted = np.stack([middle + side, middle - side], axis=1) * amplitudes.astype(np.float32)
        # Each bin has power 2 and counts twice over size^2: this makes flat amplitude 1 unit power.
        scale = np.float32(np.sqrt(self._size / 2))
        blocks = np.fft.irfft(painted, self._size).astype(np.float32) * (self._window * scale)
        canvas = np.zeros((2, BLOCK + hop), np.float32)
        canvas[:, :BLOCK] = blocks[:, :, :hop].transpose(1, 0, 2).reshape(2, BLOCK)
        canvas[:, hop:] += blocks[:, :, hop:].transpose(1, 0, 2).reshape(2, BLOCK)
        return canvas

    def chunk(self, index: int) -> Samples:
        """Chunk `index` of the noise, shape (BLOCK, 2)."""
        samples = self._painted(index)[:, :BLOCK].copy()
        rest = self._painted(index - 1)[:, BLOCK:]
        samples[:, : rest.shape[1]] += rest
        return samples.T
