"""Measures of a finished sound: what the manifest holds, and what sleep asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from voicemat.dsp.loudness import BLOCK_STEPS, STEP, Energies, Meter, blocks, k_weighting, lufs
from voicemat.units import RATE

Samples = NDArray[np.float32]

SHORT_TERM_STEPS = 30
"""3 s in steps of 100 ms."""

ONSET_SHARE = 0.01
"""A cue is heard from -40 dB of its peak on."""

CLEAR_DROP = 14.0
"""LU under its loudest moment at which a voice may begin over a cue."""

EARLIEST_CLEAR, LATEST_CLEAR = 2 * RATE, 7 * RATE

RISE_FLOOR = 15.0
"""Decibels under the median; a rise out of deeper than that is not heard as one."""


def loudness_range(energies: Energies) -> float:
    """The loudness range in LU of 100 ms energies (EBU Tech 3342); 0 for less than 3 s."""
    if len(energies) < SHORT_TERM_STEPS:
        return 0.0
    power = np.convolve(energies, np.full(SHORT_TERM_STEPS, 1 / SHORT_TERM_STEPS), "valid")
    power = power[lufs(power) > -70.0]
    if not len(power):
        return 0.0
    loud = lufs(power)[lufs(power) > lufs(power.mean()) - 20.0]
    return float(np.percentile(loud, 95) - np.percentile(loud, 10))


def onset(samples: Samples) -> int:
    """The first frame at which a cue of shape (frames, 2) is heard."""
    level = np.abs(samples).max(axis=1)
    return int(np.argmax(level >= ONSET_SHARE * level.max()))


def clear(energies: Energies) -> int:
    """The frame from which a voice may begin over a cue: 14 LU under its loudest moment, yet at
    least 2 s and at most 7 s from its beginning.
    """
    # After its end there is silence.
    momentary = lufs(blocks(np.concatenate([energies, np.zeros(BLOCK_STEPS)])))
    loudest = int(np.argmax(momentary))
    below = np.flatnonzero(momentary[loudest:] <= momentary[loudest] - CLEAR_DROP)
    if not len(below):
        return LATEST_CLEAR
    end = (loudest + int(below[0]) + BLOCK_STEPS) * RATE // 10
    return min(max(end, EARLIEST_CLEAR), LATEST_CLEAR)


MOST_PEAKS = 40
"""Partials of a spectrum that roughness is summed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """How calm a bed is. `fit_for_sleep` says what that means in figures."""

    centroid: float
    """Of the power spectrum, in Hz."""
    presence: float
    """Share of the power between 2 and 5 kHz, in decibels."""
    rise: float
    """Largest rise of the K-weighted level within 50 ms, in decibels."""
    correlation: float
    """Of left and right."""
    kurtosis: float
    """Of the band from 2 to 8 kHz: 3 is Gaussian noise, more is grains."""
    range: float
    """Loudness range in LU."""

    @property
    def fit_for_sleep(self) -> bool:
        """Dark, even and near the middle. The figures are the project's aims for sleep music."""
        return (
            200 <= self.centroid <= 300
            and self.presence <= -35
            and self.rise <= 4
            and self.correlation >= 0.6
            and self.range <= 6
        )


def calm(samples: Samples) -> Calm:
    """Measure a bed, shape (frames, 2)."""
    frequency, power = spectrum(samples)
    band = (frequency >= 2000) & (frequency < 5000)
    sections = signal.butter(3, (2000, 8000), "band", fs=RATE, output="sos")
    high = signal.sosfilt(sections, samples[:, 0])
    return Calm(
        centroid=float((frequency * power).sum() / power.sum()),
        presence=float(10 * np.log10(power[band].sum() / power.sum() + 1e-12)),
        rise=largest_rise(samples),
        correlation=float(np.corrcoef(samples[:, 0], samples[:, 1])[0, 1]),
        kurtosis=float((high**4).mean() / (high**2).mean() ** 2),
        range=loudness_range(energies(samples)),
    )


def energies(samples: Samples) -> Energies:
    """The K-weighted energies of `samples`, shape (frames, 2), in steps of 100 ms."""
    meter = Meter(2)
    meter.feed(samples)
    # What is shorter than a block of loudness lies in silence.
    meter.feed(np.zeros((max(BLOCK_STEPS * STEP - len(samples), 0), 2), np.float32))
    return meter.energies()


def roughness(samples: Samples) -> float:
    """The sensory dissonance of tonal sound, averaged over 24 moments: for comparison only.

    Summed over pairs of partials (W. A. Sethares, "Local consonance and the relationship between
    timbre and scale", 1993, after Plomp and Levelt); amplitudes are relative to their sum of
    squares.
    """
    size = 32_768
    mono = samples.mean(axis=1)
    found = []
    for start in np.linspace(0, len(mono) - size, 24).astype(int):
        spectrum = np.abs(np.fft.rfft(mono[start : start + size] * np.hanning(size)))
        peaks, _ = signal.find_peaks(spectrum, height=spectrum.max() * 1e-3)
        peaks = peaks[np.argsort(spectrum[peaks])[-MOST_PEAKS:]]
        frequency = peaks * RATE / size
        amplitude = spectrum[peaks] / np.sqrt((spectrum[peaks] ** 2).sum())
        distance = np.abs(frequency[:, None] - frequency)
        scale = 0.24 / (0.0207 * np.minimum(frequency[:, None], frequency) + 18.96)
        weights = np.minimum(amplitude[:, None], amplitude)
        rough = weights * (
            5 * np.exp(-3.51 * scale * distance) - 5 * np.exp(-5.75 * scale * distance)
        )
        found.append(np.triu(rough, 1).sum())
    return float(np.mean(found))


def spectrum(samples: Samples) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Frequencies in Hz and the power spectral density by Welch's method, over both sides."""
    size = min(16_384, len(samples))
    frequency, power = signal.welch(samples.astype(np.float64), RATE, nperseg=size, axis=0)
    return frequency, power.mean(axis=1)


def largest_rise(samples: Samples) -> float:
    """The largest rise in decibels from one 50 ms stretch to the next, every 12.5 ms."""
    weighted = signal.oaconvolve(samples.astype(np.float64), k_weighting()[:, None], axes=0)
    hop = RATE // 80
    power = (weighted[: len(samples)] ** 2).sum(axis=1)
    steps = power[: len(power) // hop * hop].reshape(-1, hop).mean(axis=1)
    level = 10 * np.log10(np.convolve(steps, np.full(4, 0.25), "valid") + 1e-12)
    level = np.maximum(level, np.median(level) - RISE_FLOOR)
    return float((level[4:] - level[:-4]).max())
