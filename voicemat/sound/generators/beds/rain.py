"""Rain on leaves: a wash of noise, drops by the thousand, and now and then a plink or a pat.

The wash alone is hiss; the drops make it rain. Band kurtosis from 2 to 8 kHz tells the two apart:
3 is Gaussian noise, rain that is heard drop by drop lies about 6. Here it is 4 to 4.5 on purpose:
more would need drops that stand out, and what stands out keeps a sleeper awake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.filters import filtered, low_pass
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
from voicemat.sound.generators.water import bubble
from voicemat.units import RATE

Sound = NDArray[np.float32]

SIZE = 16_384
"""Frames of a block of the wash."""

PLACES = 0.7
"""Grains lie between this far left and right."""

DIM, BRIGHT = -14.0, 5.0
"""Decibels; no grain is further than this from its layer's level."""

GARDEN = Room(decay=(0.7, 0.6, 0.35), length=0.7, delay=0.004, rise=0.006, low_pass=4500.0)
"""Leaves and walls near by: they take the dryness off the drops."""

NEAR = 0.75
"""Share of the drops that comes straight; the garden returns all of it."""

RESERVE = {"drops": 220, "plinks": 90, "pats": 50}
"""How many grains of each kind are made once and drawn from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Grains of one kind: `rate` per second, amplitude `level`, whose spread is in decibels."""

    rate: float
    level: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What tells one rain from another. Frequencies in Hz, slopes in decibels per octave."""

    wash_slope: float
    wash_high_pass: float
    wash_low_pass: float
    wash_order: int
    wash_level: float
    shimmer: float
    """Amplitude of the part of the wash about 2.5 kHz."""
    drop_pitch: float
    drops: Layer
    near_drops: Layer
    plinks: Layer
    pats: Layer
    veil: float
    """What air, distance or a window take away: one pole at so many Hz, over everything."""


def drop(random: np.random.Generator, pitch: float, veil: float) -> Sound:
    """A drop on a leaf: two damped resonances and a little noise, 1.2 to 3.5 ms long."""
    frequency = pitch * 2 ** (0.55 * random.standard_normal())
    tau = random.uniform(0.0012, 0.0035)
    time = np.arange(int(tau * 9 * RATE)) / RATE
    wave = (
        np.sin(2 * np.pi * frequency * time + random.uniform(0, 2 * np.pi))
        + 0.5 * np.sin(2 * np.pi * frequency * random.uniform(1.3, 1.9) * time)
        + 0.35 * random.standard_normal(len(time))
    )
    wave *= np.exp(-time / tau) * (1 - np.exp(-time / 0.00035))
    leaf = low_pass(random.uniform(2500, 6500))
    return _at_a_distance(filtered(wave, leaf), veil)


def plink(random: np.random.Generator, veil: float) -> Sound:
    """A drop into a puddle: a bubble that rings and rises."""
    pitch = 1150 * 2 ** (0.45 * random.standard_normal())
    ringing = bubble(
        pitch=pitch,
        damping=random.uniform(0.6, 1.0),
        rise=random.uniform(0.02, 0.12),
        attack=0.0011,
    )
    return _at_a_distance(ringing, veil)


def pat(random: np.random.Generator, veil: float) -> Sound:
    """A heavy drop on something hollow, 150 to 420 Hz."""
    tau = random.uniform(0.006, 0.016)
    time = np.arange(int(tau * 8 * RATE)) / RATE
    wave = np.sin(2 * np.pi * random.uniform(150, 420) * time)
    wave += 0.4 * random.standard_normal(len(time))
    wave *= np.exp(-time / tau) * (1 - np.exp(-time / 0.002))
    return _at_a_distance(filtered(wave, low_pass(900.0)), veil)


def _at_a_distance(wave: NDArray[np.float64], veil: float) -> Sound:
    """`wave` at peak 1, and then behind the veil: a high drop loses more by it than a low one."""
    return np.asarray(filtered(wave / np.abs(wave).max(), low_pass(veil), tail=100), np.float32)


class Rain(Bed):
    """Rain of a given character."""

    def __init__(self, seed: int, character: Character) -> None:
        super().__init__()
        self._seed = seed
        self._character = character
        self._wash_swell = Drift(seed, "rain wash swell", tau=14.0)
        self._wash_colour = Drift(seed, "rain wash colour", tau=9.0)
        self._shower = Drift(seed, "rain shower", tau=6.0)
        frequency = bins(SIZE)
        body = slope(
            frequency,
            character.wash_slope,
            pivot=400.0,
            high_pass=(character.wash_high_pass, 2),
            low_pass=(character.wash_low_pass, character.wash_order),
        )
        shimmer = bump(frequency, 2500.0, 1.0) * slope(
            frequency, -1.0, pivot=2500.0, high_pass=(200.0, 2), low_pass=(6500.0, 2)
        )
        veil = 1 / np.sqrt(1 + (frequency / character.veil) ** 2)
        self._base = unit_power(body + character.shimmer * shimmer) * veil
        self._octaves = np.clip(np.log2(np.maximum(frequency, 50.0) / 1500.0), -2, 2)
        self._wash = NoisePainter(
            seed,
            "rain wash",
            size=SIZE,
            spectrum=self._spectrum,
            correlation=narrowing(0.35, 0.45, 400.0),
        )
        far = character.veil
        drops = self._reserve("drops", lambda random: drop(random, character.drop_pitch, far))
        self._layers = (
            (character.drops, drops),
            (character.near_drops, drops),
            (character.plinks, self._reserve("plinks", lambda random: plink(random, far))),
            (character.pats, self._reserve("pats", lambda random: pat(random, far))),
        )
        self._grains = Scatter(self._events)
        response = impulse_response(seed, "rain garden", GARDEN)
        self._garden = Reverb(response, self._grains.chunk)

    def _reserve(self, kind: str, make: Callable[[np.random.Generator], Sound]) -> list[Sound]:
        random = stream(self._seed, f"rain {kind}")
        return [make(random) for _ in range(RESERVE[kind])]

    def _spectrum(self, seconds: Curve) -> Spectrum:
        swell = 1.5 * self._wash_swell.at(seconds)[:, None]
        tilt = 0.6 * self._wash_colour.at(seconds)[:, None] + 0.35 * swell
        return np.asarray(self._base * 10 ** ((swell + tilt * self._octaves) / 20))

    def _events(self, index: int) -> Iterator[Grain]:
        seconds = np.array([(index + 0.5) * BLOCK / RATE])
        intensity = 10 ** (1.2 * float(self._shower.at(seconds)[0]) / 20)
        for number, (layer, reserve) in enumerate(self._layers):
            random = stream(self._seed, f"rain layer {number}", index)
            count = random.poisson(layer.rate * intensity * BLOCK / RATE)
            starts = random.integers(0, BLOCK, count)
            spreads = np.clip(layer.spread * random.standard_normal(count), DIM, BRIGHT)
            places = random.uniform(-PLACES, PLACES, count)
            chosen = random.integers(0, len(reserve), count)
            levels = (layer.level * 10 ** (spreads / 20)).astype(np.float32)
            for start, level, place, which in zip(starts, levels, places, chosen, strict=True):
                yield Grain(start=int(start), sound=reserve[which], gains=pan(place) * level)

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        wash = self._wash.chunk(index) * np.float32(self._character.wash_level)
        near = self._grains.chunk(index) * np.float32(NEAR)
        return wash + near + self._garden.chunk(index)


SOFT = Character(
    wash_slope=-3.0,
    wash_high_pass=110.0,
    wash_low_pass=2600.0,
    wash_order=1,
    wash_level=0.0283,
    shimmer=0.20,
    drop_pitch=2300.0,
    drops=Layer(rate=160.0, level=0.019, spread=5.0),
    near_drops=Layer(rate=12.0, level=0.082, spread=2.0),
    plinks=Layer(rate=2.0, level=0.018, spread=2.5),
    pats=Layer(rate=9.0, level=0.014, spread=3.0),
    veil=8500.0,
)

NIGHT = Character(
    wash_slope=-6.0,
    wash_high_pass=150.0,
    wash_low_pass=1000.0,
    wash_order=2,
    wash_level=0.0283,
    shimmer=0.0,
    drop_pitch=1100.0,
    drops=Layer(rate=160.0, level=0.0045, spread=4.0),
    near_drops=Layer(rate=20.0, level=0.008, spread=2.0),
    plinks=Layer(rate=0.5, level=0.008, spread=2.5),
    pats=Layer(rate=14.0, level=0.004, spread=3.0),
    veil=800.0,
)


def soft_rain(seed: int) -> Rain:
    """Rain in a garden by day."""
    return Rain(seed, SOFT)


def night_rain(seed: int) -> Rain:
    """The same garden behind a window at night: darker, further away, fewer plinks."""
    return Rain(seed, NIGHT)


RECIPE = BedRecipe(
    id="rain",
    title="Rain",
    description="Soft, steady rain on leaves.",
    purpose=Purpose.REST,
    make=soft_rain,
    seed=1,
    period_mp3_frames=5000,
    encoding=Encoding.OPUS_56,
)

NIGHT_RECIPE = BedRecipe(
    id="night-rain",
    title="Night rain",
    description="Darker rain, heard from indoors; made to fall asleep to.",
    purpose=Purpose.SLEEP,
    make=night_rain,
    seed=5,
    period_mp3_frames=5000,
    encoding=Encoding.VORBIS_DARK,
)
