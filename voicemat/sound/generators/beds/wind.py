"""Wind in trees: gusts that drive level, colour and leaves, and a few soft tones that wander."""

from __future__ import annotations

import numpy as np

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import Bed, Samples
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.noise import Curve, NoisePainter, Spectrum, bins, bump, narrowing
from voicemat.sound.generators.recipe import BedRecipe

SIZE = 8192

GUSTS = ((22.0, 0.14), (5.0, 0.23), (1.1, 0.06))
"""Time constants in seconds, and weights, of the courses that a gust is the sum of: weather,
gusts and turbulence."""

CALM = 1.0
"""Added to the sum; the gust is its softplus, about 0.9 to 2, so the wind never stops."""

CORNER = 170.0
"""Hz; the wind is dark above this times (1 + gust)^1.15."""

TONES = (230.0, 390.0, 610.0)
"""Hz; branches and edges that sing, softly and about a fifth of an octave wide."""

SINGING = 0.055
"""Amplitude of a tone at a gust of 1."""

LEAVES, TWIGS = 0.010, 0.015
"""Amplitudes of the rustle about 2.6 kHz and of the rougher one about 1 kHz."""


class Wind(Bed):
    """Gusts through a few trees."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._frequency = bins(SIZE)
        self._octave = np.log2(self._frequency)
        self._gusts = [(Drift(seed, f"wind gust {tau}", tau=tau), weight) for tau, weight in GUSTS]
        self._tones = [
            (
                Drift(seed, f"wind pitch {tone}", tau=3.5),
                Drift(seed, f"wind level {tone}", tau=2.0),
                tone,
            )
            for tone in TONES
        ]
        self._side = Drift(seed, "wind side", tau=2.5)
        self._rustle = Drift(seed, "wind rustle", tau=0.16)
        low = 1 / np.sqrt(1 + (45.0 / self._frequency) ** 6)
        self._body = (self._frequency + 20) ** -0.8 * low * 26
        high = np.sqrt(1 / (1 + (self._frequency / 6500) ** 4))
        self._leaves = LEAVES * bump(self._frequency, 2600.0, 1.1) * high
        self._twigs = TWIGS * bump(self._frequency, 1000.0, 0.8)
        self._noise = NoisePainter(
            seed,
            "wind noise",
            size=SIZE,
            spectrum=self._spectrum,
            correlation=narrowing(0.4, 0.5, 220.0),
        )

    def _spectrum(self, seconds: Curve) -> Spectrum:
        drive = sum(weight * drift.at(seconds) for drift, weight in self._gusts)
        gust = np.log1p(np.exp(1.1 * drive + CALM))[:, None]
        corner = CORNER * (1 + gust) ** 1.15
        amplitude = self._body * gust**1.05 / np.sqrt(1 + (self._frequency / corner) ** 2.6)
        for pitch, level, tone in self._tones:
            centre = np.log2(tone) + 0.22 * pitch.at(seconds)[:, None] + 0.10 * (gust - 1)
            sung = SINGING * gust**1.2 * np.clip(0.75 + 0.6 * level.at(seconds), 0, 2)[:, None]
            amplitude = amplitude + sung * np.exp(-0.5 * ((self._octave - centre) / 0.22) ** 2)
        rustle = np.clip(1 + 0.33 * self._rustle.at(seconds), 0.2, 2)[:, None]
        amplitude = amplitude + self._leaves * gust**1.6 * rustle + self._twigs * gust**1.3
        side = np.clip(0.16 * self._side.at(seconds), -0.4, 0.4)
        sides = np.stack([1 + side, 1 - side], axis=1)
        return np.asarray(amplitude[:, None] * sides[:, :, None])

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        return self._noise.chunk(index)


def wind(seed: int) -> Wind:
    """Wind in the trees about a house."""
    return Wind(seed)


RECIPE = BedRecipe(
    id="wind",
    title="Wind",
    description="Wind that rises and falls in the trees about a house.",
    purpose=Purpose.REST,
    make=wind,
    seed=1,
    period_mp3_frames=5000,
    encoding=Encoding.VORBIS_DARK,
)
