"""The spectral noise painter: endless stereo noise with any spectrum, changing as it goes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voicemat.units import RATE

Samples = NDArray[np.float32]
Spectrum = NDArray[np.float64]

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
    there is no seam anywhere. `spectrum` is asked for the amplitudes of each block in turn, shape
    (bins,) or (2, bins) for left and right; `correlation` gives that of the two sides.
    """

    def __init__(
        self,
        random: np.random.Generator,
        *,
        size: int,
        spectrum: Callable[[], Spectrum],
        correlation: Callable[[Spectrum], Spectrum],
    ) -> None:
        self._random = random
        self._size = size
        self._spectrum = spectrum
        self._window = np.sin(np.pi * (np.arange(size) + 0.5) / size)[:, None]
        related = np.clip(correlation(bins(size)), 0, 1)
        self._middle = np.sqrt((1 + related) / 2)
        self._side = np.sqrt((1 - related) / 2)
        self._ready = np.zeros((0, 2), np.float32)
        self._tail = self._paint()[size // 2 :]

    def _paint(self) -> Spectrum:
        shape = (2, self._size // 2 + 1)
        phases = self._random.standard_normal(shape) + 1j * self._random.standard_normal(shape)
        middle, side = phases[0] * self._middle, phases[1] * self._side
        painted = np.stack([middle + side, middle - side]) * self._spectrum()
        # Each bin has power 2 and counts twice over size^2: this makes flat amplitude 1 unit power.
        scale = np.sqrt(self._size / 2)
        return np.asarray(np.fft.irfft(painted, self._size).T * self._window * scale)

    def render(self, frames: int) -> Samples:
        """The next `frames` frames, shape (frames, 2)."""
        hop = self._size // 2
        parts = [self._ready]
        have = len(self._ready)
        while have < frames:
            block = self._paint()
            parts.append((self._tail + block[:hop]).astype(np.float32))
            self._tail = block[hop:]
            have += hop
        samples = np.concatenate(parts)
        self._ready = samples[frames:]
        return samples[:frames]
