"""Rain on leaves: a wash of noise, drops by the thousand, and now and then a plink or a pat.

The wash alone is hiss; the drops make it rain. Band kurtosis from 2 to 8 kHz tells the two apart:
3 is Gaussian noise, rain that is heard drop by drop lies about 6. Here it is 4 to 4.5 on purpose:
more would need drops that stand out, and what stands out keeps a sleeper awake.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.filters import low_pass
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

Grain = NDArray[np.float64]

SIZE = 16_384
"""Frames of a block of the wash."""

SEGMENT = RATE // 4
"""Frames that are scheduled at a time, with one intensity."""

PLACES = 0.7
"""Grains lie between this far left and right."""

DIM, BRIGHT = -14.0, 5.0
"""Decibels; no grain is further than this from its layer's level."""

GARDEN = Room(decay=(0.7, 0.6, 0.35), length=0.7, delay=0.004, rise=0.006, low_pass=4500.0)
"""Leaves and walls near by: they take the dryness off the drops."""

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
    wash_level: float
    shimmer: float
    """Amplitude of the part of the wash about 2.5 kHz."""
    drop_pitch: float
    drops: Layer
    near_drops: Layer
    plinks: Layer
    pats: Layer
    low_pass: float


def drop(random: np.random.Generator, pitch: float) -> Grain:
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
    return _softened(wave, random.uniform(2500, 6500))


def plink(random: np.random.Generator) -> Grain:
    """A drop into a puddle: a bubble that rings and rises.

    K. van den Doel, "Physically based models for liquid sounds", ACM TAP 2 (2005): a bubble of
    radius r metres rings at 3/r Hz, is damped by 0.13/r + 0.0072 r^-1.5, and its pitch rises by
    the share xi of its damping as it nears the surface.
    """
    radius = 3.0 / (1150 * 2 ** (0.45 * random.standard_normal()))
    damping = (0.13 / radius + 0.0072 * radius**-1.5) * random.uniform(0.6, 1.0)
    xi = random.uniform(0.02, 0.12)
    time = np.arange(int(min(7 / damping, 0.25) * RATE)) / RATE
    turns = 3.0 / radius * (time + xi * damping * time**2 / 2)
    wave = np.exp(-damping * time) * np.sin(2 * np.pi * turns) * (1 - np.exp(-time / 0.0011))
    return np.asarray(wave / np.abs(wave).max())


def pat(random: np.random.Generator) -> Grain:
    """A heavy drop on something hollow, 150 to 420 Hz."""
    tau = random.uniform(0.006, 0.016)
    time = np.arange(int(tau * 8 * RATE)) / RATE
    wave = np.sin(2 * np.pi * random.uniform(150, 420) * time)
    wave += 0.4 * random.standard_normal(len(time))
    wave *= np.exp(-time / tau) * (1 - np.exp(-time / 0.002))
    return _softened(wave, 900.0)


def _softened(wave: Grain, corner: float) -> Grain:
    numerator, denominator = signal.butter(1, corner, fs=RATE)
    soft = signal.lfilter(numerator, denominator, wave)
    return np.asarray(soft / np.abs(soft).max())


class Rain(Bed):
    """Rain of a given character."""

    def __init__(self, seed: int, character: Character) -> None:
        super().__init__()
        self._character = character
        steps = RATE / (SIZE // 2)
        self._wash_swell = Drift(stream(seed, "rain wash swell"), tau=14.0, rate=steps)
        self._wash_colour = Drift(stream(seed, "rain wash colour"), tau=9.0, rate=steps)
        self._shower = Drift(stream(seed, "rain shower"), tau=6.0, rate=RATE / SEGMENT)
        frequency = bins(SIZE)
        body = slope(
            frequency,
            character.wash_slope,
            pivot=400.0,
            high_pass=(character.wash_high_pass, 2),
            low_pass=(character.wash_low_pass, 1),
        )
        shimmer = bump(frequency, 2500.0, 1.0) * slope(
            frequency, -1.0, pivot=2500.0, high_pass=(200.0, 2), low_pass=(6500.0, 2)
        )
        self._base = unit_power(body + character.shimmer * shimmer)
        self._octaves = np.clip(np.log2(np.maximum(frequency, 50.0) / 1500.0), -2, 2)
        self._wash = NoisePainter(
            stream(seed, "rain wash"),
            size=SIZE,
            spectrum=self._spectrum,
            correlation=narrowing(0.6, 0.3, 400.0),
        )
        making = stream(seed, "rain grains")
        drops = [drop(making, character.drop_pitch) for _ in range(RESERVE["drops"])]
        plinks = [plink(making) for _ in range(RESERVE["plinks"])]
        pats = [pat(making) for _ in range(RESERVE["pats"])]
        self._layers = (
            (character.drops, drops, stream(seed, "rain drops")),
            (character.near_drops, drops, stream(seed, "rain near drops")),
            (character.plinks, plinks, stream(seed, "rain plinks")),
            (character.pats, pats, stream(seed, "rain pats")),
        )
        self._grains = Grains()
        self._scheduled = 0
        self._garden = Convolver(impulse_response(stream(seed, "rain garden"), GARDEN), block=BLOCK)
        self._veil = low_pass(character.low_pass, 1)

    def _spectrum(self) -> Spectrum:
        swell = 1.5 * self._wash_swell.step()
        tilt = 0.6 * self._wash_colour.step() + 0.35 * swell
        return self._base * 10 ** ((swell + tilt * self._octaves) / 20)

    def _schedule(self, until: int) -> None:
        while self._scheduled < until:
            intensity = ratio(1.2 * self._shower.step())
            for layer, reserve, random in self._layers:
                count = random.poisson(layer.rate * intensity * SEGMENT / RATE)
                for start in random.integers(0, SEGMENT, count):
                    spread = np.clip(layer.spread * random.standard_normal(), DIM, BRIGHT)
                    gains = pan(random.uniform(-PLACES, PLACES)) * layer.level * ratio(spread)
                    grain = reserve[random.integers(len(reserve))]
                    self._grains.add(self._scheduled + int(start), grain, gains)
            self._scheduled += SEGMENT

    def block(self) -> Samples:
        """The next `BLOCK` frames."""
        self._schedule(self._grains.position + BLOCK)
        grains = self._grains.render(BLOCK)
        wash = self._wash.render(BLOCK) * np.float32(self._character.wash_level)
        return self._veil(wash + grains * np.float32(0.75) + self._garden(grains))


SOFT = Character(
    wash_slope=-3.0,
    wash_high_pass=110.0,
    wash_low_pass=2600.0,
    wash_level=0.0283,
    shimmer=0.20,
    drop_pitch=2300.0,
    drops=Layer(rate=160.0, level=0.017, spread=5.0),
    near_drops=Layer(rate=9.0, level=0.090, spread=2.5),
    plinks=Layer(rate=2.0, level=0.018, spread=2.5),
    pats=Layer(rate=9.0, level=0.014, spread=3.0),
    low_pass=8500.0,
)

NIGHT = Character(
    wash_slope=-6.0,
    wash_high_pass=160.0,
    wash_low_pass=800.0,
    wash_level=0.0283,
    shimmer=0.0,
    drop_pitch=1100.0,
    drops=Layer(rate=160.0, level=0.0045, spread=4.0),
    near_drops=Layer(rate=14.0, level=0.016, spread=2.5),
    plinks=Layer(rate=0.5, level=0.008, spread=2.5),
    pats=Layer(rate=14.0, level=0.004, spread=3.0),
    low_pass=1300.0,
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
    make=soft_rain,
    seed=1,
    preroll=2,
    period_mp3_frames=6250,
    encoding=Encoding.OPUS_56,
)

NIGHT_RECIPE = BedRecipe(
    id="night-rain",
    title="Night rain",
    description="Darker rain, heard from indoors; made to fall asleep to.",
    make=night_rain,
    seed=2,
    preroll=2,
    period_mp3_frames=6255,
    encoding=Encoding.OPUS_56,
)
