"""A summer night: moving air, a few crickets each with its own voice, a trill far off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.grains import Grains, pan
from voicemat.sound.generators.noise import (
    NoisePainter,
    Spectrum,
    bins,
    bump,
    narrowing,
    slope,
    unit_power,
)
from voicemat.sound.generators.recipe import BedRecipe
from voicemat.sound.generators.reverb import Convolver, Room, impulse_response
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE, ratio

SIZE = 16_384
"""Frames of a noise block."""

AIR_SWELL = 0.9
TRILL_SWELL = 1.6
"""Standard deviations in decibels of the slow changes of level."""

AIR_LEVEL = 0.032
TRILL_LEVEL = 0.0028
NEAR_LEVEL = 0.45
"""Share of the crickets that comes straight; the meadow returns all of it."""

CRICKET_LEVEL = 0.024
"""Amplitude of the nearest; the furthest has a sixth of it."""

PLACES = 0.7
"""Crickets sit between this far left and right."""

CRICKETS = 5
LOWEST_PITCH = 2300.0
PITCH_RANGE = 1050.0
"""Hz; the crickets share this range evenly, so that no two beat with one another."""

PULSES = (0.55, 0.8, 1.0, 1.0, 0.95, 0.9, 0.9)
"""How loud each pulse of a chirp is."""

TRILL_RATE = 17.3
"""Hz; how fast the far trill flutters, on average."""

MEADOW = Room(decay=(1.2, 1.1, 0.8), length=1.3, delay=0.02, rise=0.04, low_pass=4500.0)


class Cricket:
    """One cricket: its pitch, its place and its tempo, which it changes a little at each rest."""

    def __init__(self, random: np.random.Generator, pitch: float) -> None:
        self._random = random
        self._pitch = pitch + random.uniform(-60, 60)
        self._pulses = int(random.integers(3, 8))
        self._pulse_rate = random.uniform(28, 46)
        self._every = random.uniform(0.62, 1.5)
        self._gains = pan(random.uniform(-PLACES, PLACES))
        self._level = CRICKET_LEVEL * (1.15 - random.uniform(0.25, 1.0))
        self._left = int(random.integers(8, 30))
        """Chirps until it rests."""
        self._next = int(random.uniform(0, 6) * RATE)

    def sing(self, grains: Grains, until: int) -> None:
        """Add every chirp that begins before frame `until`."""
        random = self._random
        while self._next < until:
            level = self._level * ratio(0.9 * float(random.standard_normal()))
            grains.add(self._next, self._chirp(), self._gains * np.float32(level))
            self._left -= 1
            self._next += int(self._every * RATE * (1 + 0.03 * random.standard_normal()))
            if self._left <= 0:
                self._left = int(random.integers(10, 45))
                self._next += int(random.uniform(2.5, 14) * RATE)
                self._every = min(max(self._every * random.uniform(0.94, 1.06), 0.6), 1.6)

    def _chirp(self) -> NDArray[np.float64]:
        random = self._random
        spacing = 1 / self._pulse_rate
        chirp = np.zeros(int((self._pulses * spacing + 0.02) * RATE))
        for index, loudness in enumerate(PULSES[: self._pulses]):
            frames = int(spacing * random.uniform(0.58, 0.68) * RATE)
            u = np.arange(frames) / frames
            # A wing slows down as it closes: each pulse falls by 1.8 %.
            frequency = self._pitch * (1 - 0.018 * u) * random.uniform(0.997, 1.003)
            pulse = np.sin(np.pi * u) ** 1.6 * np.sin(2 * np.pi * np.cumsum(frequency) / RATE)
            start = int(index * spacing * RATE)
            chirp[start : start + frames] += loudness * random.uniform(0.93, 1.07) * pulse
        return chirp


class Night(Bed):
    """Air, crickets and a far trill."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        steps = RATE / (SIZE // 2)
        frequency = bins(SIZE)
        self._air_shape = unit_power(
            slope(frequency, -4.0, pivot=200.0, high_pass=(70.0, 3), low_pass=(700.0, 1))
        )
        self._air_swell = Drift(stream(seed, "night air swell"), tau=8.0, rate=steps)
        self._air = NoisePainter(
            stream(seed, "night air"),
            size=SIZE,
            spectrum=self._air_spectrum,
            correlation=narrowing(0.5, 0.4, 250.0),
        )
        self._trill_shape = unit_power(
            0.6 * bump(frequency, 3300.0, 0.16) + 0.4 * bump(frequency, 4200.0, 0.10)
        )
        self._trill_swell = Drift(stream(seed, "night trill swell"), tau=10.0, rate=steps)
        self._trill = NoisePainter(
            stream(seed, "night trill"),
            size=SIZE,
            spectrum=self._trill_spectrum,
            correlation=narrowing(0.5, 0.0, 250.0),
        )
        pitches = LOWEST_PITCH + PITCH_RANGE * (np.arange(CRICKETS) + 0.5) / CRICKETS
        self._crickets = [
            Cricket(stream(seed, f"night cricket {index}"), float(pitch))
            for index, pitch in enumerate(pitches)
        ]
        self._grains = Grains()
        self._meadow = Convolver(
            impulse_response(stream(seed, "night meadow"), MEADOW), block=BLOCK
        )

    def _air_spectrum(self) -> Spectrum:
        return self._air_shape * ratio(AIR_SWELL * self._air_swell.step())

    def _trill_spectrum(self) -> Spectrum:
        return self._trill_shape * ratio(TRILL_SWELL * self._trill_swell.step())

    def block(self) -> Samples:
        """The next `BLOCK` frames."""
        start = self._grains.position
        for cricket in self._crickets:
            cricket.sing(self._grains, start + BLOCK)
        crickets = self._grains.render(BLOCK)
        time = (start + np.arange(BLOCK)) / RATE
        # The flutter wanders by two turns over some 8 s, so that it is no machine.
        turns = TRILL_RATE * time + np.sin(2 * np.pi * 0.13 * time) / np.pi
        flutter = (0.6 + 0.4 * np.sin(2 * np.pi * turns))[:, None]
        sound = self._air.render(BLOCK) * AIR_LEVEL
        sound += self._trill.render(BLOCK) * flutter * TRILL_LEVEL
        sound += crickets * NEAR_LEVEL + self._meadow(crickets)
        return np.asarray(sound, np.float32)


RECIPE = BedRecipe(
    id="night",
    title="Summer night",
    description="Still air and a few crickets, some near, some far.",
    make=Night,
    seed=1,
    preroll=8,
    period_mp3_frames=6265,
    encoding=Encoding.OPUS_56,
)
