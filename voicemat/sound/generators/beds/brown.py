"""Brown noise: a deep, even rush. Used very quietly as room tone."""

from __future__ import annotations

from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.noise import (
    NoisePainter,
    Spectrum,
    bins,
    narrowing,
    slope,
    unit_power,
)
from voicemat.sound.generators.recipe import BedRecipe
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE, ratio

SIZE = 32_768

SLOPE = -6.0
"""Decibels per octave; what makes noise brown."""

HIGH_PASS = 120.0
"""Hz. Deeper noise wavers: 50 ms of it hold too few waves to be even."""

LOW_PASS = 1200.0
"""Hz. The tone of a room has no hiss."""

BREATHING = 0.5
"""Standard deviation in decibels of the slow change of level."""

BREATHING_TAU = 12.0
"""Seconds."""


class Brown(Bed):
    """Brown noise that breathes a little."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        shape = slope(
            bins(SIZE), SLOPE, pivot=200.0, high_pass=(HIGH_PASS, 2), low_pass=(LOW_PASS, 2)
        )
        self._shape = unit_power(shape)
        self._breathing = Drift(
            stream(seed, "brown breathing"), tau=BREATHING_TAU, rate=RATE / (SIZE // 2)
        )
        self._noise = NoisePainter(
            stream(seed, "brown noise"),
            size=SIZE,
            spectrum=self._spectrum,
            correlation=narrowing(0.35, 0.6, 250.0),
        )

    def _spectrum(self) -> Spectrum:
        return self._shape * ratio(BREATHING * self._breathing.step())

    def block(self) -> Samples:
        """The next `BLOCK` frames."""
        return self._noise.render(BLOCK)


RECIPE = BedRecipe(
    id="brown",
    title="Brown noise",
    description="A deep, even rush without any event; very quiet, the tone of a room.",
    make=Brown,
    seed=3,  # of the first eight, the one with the smallest of largest rises
    preroll=0,
    period_mp3_frames=6260,
    encoding=Encoding.OPUS_56,
)
