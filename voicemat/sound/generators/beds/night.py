"""A summer night: moving air, a few crickets each with its own voice, a trill far off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.grains import Grain, Scatter, pan
from voicemat.sound.generators.noise import (
    Curve,
    NoisePainter,
    Spectrum,
    bins,
    bump,
    narrowing,
    slope,
    unit_power,
)
from voicemat.sound.generators.recipe import BedRecipe
from voicemat.sound.generators.reverb import Reverb, Room, impulse_response
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE

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


BOUT = 21.0, 38.0
"""Seconds: a cricket sings and rests in turns whose length is its own, between these."""

REST = 2.5, 11.0
"""Seconds of a turn, at its end, that it rests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cricket:
    """One cricket: its pitch in Hz, pulses in a chirp and per second, tempo (seconds from chirp
    to chirp), the length of its turns in seconds and where the first of them begins, and the
    gains of left and right.
    """

    name: str
    pitch: float
    pulses: int
    pulse_rate: float
    every: float
    turn: float
    first: float
    gains: NDArray[np.float32]


def _cricket(seed: int, number: int, pitch: float) -> Cricket:
    name = f"night cricket {number}"
    random = stream(seed, name)
    turn = random.uniform(*BOUT)
    level = CRICKET_LEVEL * (1.15 - random.uniform(0.25, 1.0))
    return Cricket(
        name=name,
        pitch=pitch + random.uniform(-60, 60),
        pulses=int(random.integers(3, 8)),
        pulse_rate=random.uniform(28, 46),
        every=random.uniform(0.62, 1.5),
        turn=turn,
        first=random.uniform(0, turn),
        gains=pan(random.uniform(-PLACES, PLACES)) * np.float32(level),
    )


def _chirp(random: np.random.Generator, cricket: Cricket) -> NDArray[np.float32]:
    spacing = 1 / cricket.pulse_rate
    chirp = np.zeros(int((cricket.pulses * spacing + 0.02) * RATE))
    for index, loudness in enumerate(PULSES[: cricket.pulses]):
        frames = int(spacing * random.uniform(0.58, 0.68) * RATE)
        u = np.arange(frames) / frames
        # A wing slows down as it closes: each pulse falls by 1.8 %.
        frequency = cricket.pitch * (1 - 0.018 * u) * random.uniform(0.997, 1.003)
        pulse = np.sin(np.pi * u) ** 1.6 * np.sin(2 * np.pi * np.cumsum(frequency) / RATE)
        start = int(index * spacing * RATE)
        chirp[start : start + frames] += loudness * random.uniform(0.93, 1.07) * pulse
    return np.asarray(chirp, np.float32)


class Night(Bed):
    """Air, crickets and a far trill."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        frequency = bins(SIZE)
        self._air_shape = unit_power(
            slope(frequency, -4.0, pivot=200.0, high_pass=(80.0, 3), low_pass=(700.0, 1))
        )
        self._air_swell = Drift(seed, "night air swell", tau=8.0)
        self._air = NoisePainter(
            seed,
            "night air",
            size=SIZE,
            spectrum=self._air_spectrum,
            correlation=narrowing(0.5, 0.4, 250.0),
        )
        self._trill_shape = unit_power(
            0.6 * bump(frequency, 3300.0, 0.16) + 0.4 * bump(frequency, 4200.0, 0.10)
        )
        self._trill_swell = Drift(seed, "night trill swell", tau=10.0)
        self._trill = NoisePainter(
            seed,
            "night trill",
            size=SIZE,
            spectrum=self._trill_spectrum,
            correlation=narrowing(0.5, 0.0, 250.0),
        )
        pitches = LOWEST_PITCH + PITCH_RANGE * (np.arange(CRICKETS) + 0.5) / CRICKETS
        self._crickets = [
            _cricket(seed, number, float(pitch)) for number, pitch in enumerate(pitches)
        ]
        self._chirps = Scatter(self._events)
        response = impulse_response(seed, "night meadow", MEADOW)
        self._meadow = Reverb(response, self._chirps.chunk)

    def _air_spectrum(self, seconds: Curve) -> Spectrum:
        level = AIR_SWELL * self._air_swell.at(seconds)
        return np.asarray(self._air_shape * 10 ** (level[:, None] / 20))

    def _trill_spectrum(self, seconds: Curve) -> Spectrum:
        level = TRILL_SWELL * self._trill_swell.at(seconds)
        return np.asarray(self._trill_shape * 10 ** (level[:, None] / 20))

    def _events(self, index: int) -> Iterator[Grain]:
        start = index * BLOCK
        for cricket in self._crickets:
            first = int((start / RATE - cricket.first) // cricket.turn)
            last = int(((start + BLOCK) / RATE - cricket.first) // cricket.turn)
            for turn in range(first, last + 1):
                for frame, level, which in self._song(cricket, turn):
                    if start <= frame < start + BLOCK:
                        random = stream(self._seed, f"{cricket.name} chirp {turn}", which)
                        yield Grain(
                            start=frame - start,
                            sound=_chirp(random, cricket),
                            gains=cricket.gains * np.float32(level),
                        )

    def _song(self, cricket: Cricket, turn: int) -> Iterator[tuple[int, float, int]]:
        """The chirps of a turn: frame, amplitude and number."""
        random = stream(self._seed, f"{cricket.name} turn", turn)
        # Every turn it changes its tempo a little.
        every = cricket.every * random.uniform(0.94, 1.06)
        count = int((cricket.turn - random.uniform(*REST)) / every)
        jitter = 0.03 * every * random.standard_normal(count)
        levels = 10 ** (0.9 * random.standard_normal(count) / 20)
        begin = cricket.first + turn * cricket.turn
        for number in range(count):
            yield int((begin + number * every + jitter[number]) * RATE), levels[number], number

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        time = (index * BLOCK + np.arange(BLOCK)) / RATE
        # The flutter wanders by two turns over some 8 s, so that it is no machine.
        turns = TRILL_RATE * time + np.sin(2 * np.pi * 0.13 * time) / np.pi
        flutter = (0.6 + 0.4 * np.sin(2 * np.pi * turns))[:, None].astype(np.float32)
        sound: Samples = (
            self._air.chunk(index) * np.float32(AIR_LEVEL)
            + self._trill.chunk(index) * flutter * np.float32(TRILL_LEVEL)
            + self._chirps.chunk(index) * np.float32(NEAR_LEVEL)
            + self._meadow.chunk(index)
        )
        return sound


RECIPE = BedRecipe(
    id="night",
    title="Summer night",
    description="Still air and a few crickets, some near, some far.",
    purpose=Purpose.REST,
    make=Night,
    seed=1,
    period_mp3_frames=5000,
    encoding=Encoding.OPUS_56,
)
