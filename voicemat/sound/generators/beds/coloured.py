"""Coloured noise: brown, a deep, even rush (very quietly also the tone of a room), and pink."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import Bed, Samples
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.noise import (
    Curve,
    NoisePainter,
    Spectrum,
    bins,
    narrowing,
    slope,
    unit_power,
)
from voicemat.sound.generators.recipe import BedRecipe

SIZE = 32_768

BREATHING = 0.5
"""Standard deviation in decibels of the slow change of level."""

BREATHING_TAU = 12.0
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A slope in decibels per octave between two corners in Hz."""

    name: str
    slope: float
    high_pass: float
    low_pass: float
    order: int
    """Of the skirt above."""


BROWN = Colour(name="brown", slope=-6.0, high_pass=150.0, low_pass=850.0, order=3)
"""Deeper noise wavers, because 50 ms of it hold too few waves to be even; and the tone of a room
has no hiss."""

PINK = Colour(name="pink", slope=-3.0, high_pass=60.0, low_pass=5000.0, order=2)


class Coloured(Bed):
    """Noise of one colour that breathes a little."""

    def __init__(self, seed: int, colour: Colour) -> None:
        super().__init__()
        self._shape = unit_power(
            slope(
                bins(SIZE),
                colour.slope,
                pivot=200.0,
                high_pass=(colour.high_pass, 2),
                low_pass=(colour.low_pass, colour.order),
            )
        )
        self._breathing = Drift(seed, f"{colour.name} breathing", tau=BREATHING_TAU)
        self._noise = NoisePainter(
            seed,
            f"{colour.name} noise",
            size=SIZE,
            spectrum=self._spectrum,
            correlation=narrowing(0.28, 0.64, 250.0),
        )

    def _spectrum(self, seconds: Curve) -> Spectrum:
        level = 10 ** (BREATHING * self._breathing.at(seconds) / 20)
        return np.asarray(self._shape * level[:, None])

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        return self._noise.chunk(index)


def brown(seed: int) -> Coloured:
    """A deep rush."""
    return Coloured(seed, BROWN)


def pink(seed: int) -> Coloured:
    """An even rush over the whole range."""
    return Coloured(seed, PINK)


RECIPE = BedRecipe(
    id="brown",
    title="Brown noise",
    description="A deep, even rush without any event; very quiet, the tone of a room.",
    purpose=Purpose.SLEEP,
    make=brown,
    seed=3,
    period_mp3_frames=5000,
    encoding=Encoding.VORBIS_DARK,
)

PINK_RECIPE = BedRecipe(
    id="pink",
    title="Pink noise",
    description="An even rush, as of a waterfall far away; covers other sounds.",
    purpose=Purpose.COVER,
    make=pink,
    seed=1,
    period_mp3_frames=5000,
    encoding=Encoding.OPUS_56,
)
