"""Pads: a whole chord in one inverse Fourier transform, with fresh random phases each time.

After the PADsynth algorithm of Nasca O. Paul (public domain): each partial is a narrow bell of
random phases in place of a line, which sounds like an ensemble and never beats mechanically.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from voicemat.units import RATE

Samples = NDArray[np.float32]

HIGHEST = 9000.0
"""Hz; partials above are left out."""

REACH = 3.2
"""Half the width of a partial's bell in standard deviations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """One partial of a chord. `bandwidth` is the standard deviation of its bell in Hz;
    `steadiness`, 0 to 1, the share of its power in a plain centred sine.
    """

    frequency: float
    amplitude: float
    bandwidth: float
    steadiness: float


def pad_correlation(frequency: float) -> float:
    """Left-right correlation of a pad's partial: nearly one in the bass, wide above."""
    return 0.12 + 0.8 / (1 + (frequency / 210.0) ** 2)


def pad_cloud(random: np.random.Generator, partials: list[Partial], frames: int) -> Samples:
    """A steady cloud of partials, shape (frames, 2), of unit power."""
    size = int(fft.next_fast_len(frames, real=True))
    spectra = np.zeros((2, size // 2 + 1), np.complex128)
    spacing = RATE / size
    for partial in partials:
        if partial.frequency > HIGHEST:
            continue
        reach = REACH * partial.bandwidth
        low = max(1, int((partial.frequency - reach) / spacing))
        high = int((partial.frequency + reach) / spacing) + 2
        offsets = np.arange(low, high) * spacing - partial.frequency
        bell = np.exp(-0.5 * (offsets / partial.bandwidth) ** 2)
        bell *= partial.amplitude * np.sqrt(1 - partial.steadiness) / np.sqrt((bell**2).sum())
        shape = (3, high - low)
        noise = random.standard_normal(shape) + 1j * random.standard_normal(shape)
        shared = pad_correlation(partial.frequency)
        for side in (0, 1):
            mixed = noise[0] * np.sqrt(shared) + noise[1 + side] * np.sqrt(1 - shared)
            spectra[side, low:high] += bell * mixed / np.sqrt(2)
        phase = np.exp(2j * np.pi * random.random())
        line = partial.amplitude * np.sqrt(partial.steadiness) * phase
        spectra[:, round(partial.frequency / spacing)] += line
    cloud = fft.irfft(spectra, size).T
    return np.asarray(cloud / np.sqrt((cloud**2).mean()), np.float32)[:frames]


def swell(frames: int, attack: int, release: int) -> Samples:
    """A raised-cosine attack and release of so many frames, 1 between, shape (frames, 1)."""
    envelope = np.ones(frames, np.float32)
    envelope[:attack] = np.sin(np.pi / 2 * np.arange(attack) / attack) ** 2
    envelope[frames - release :] *= np.cos(np.pi / 2 * np.arange(release) / release) ** 2
    return envelope[:, None]
