"""A brook: bubbles from several rivulets, each with its own place, sizes and rhythm, over water.

What tells a brook from a hiss is that single bubbles stand out, ever so briefly: the kurtosis of
the band from 2 to 8 kHz of a real one lies about 11, where Gaussian noise has 3. Few loud bubbles
in gusts give that figure too, and lurch by 10 LU. Here it comes from the small ones alone: they
ring for some milliseconds, so they may stand out and still weigh little in a loudness of 400 ms.
The large ones, which ring long and carry the loudness, are many and of nearly one strength. What
that leaves is a figure between 7 and 8: more would need gusts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.filters import at_peak, filtered, low_pass
from voicemat.sound.generators.grains import Grain, PowerLaw, Scatter, pan
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
from voicemat.sound.generators.reverb import Reverb, Room, impulse_response
from voicemat.sound.generators.seeds import stream
from voicemat.sound.generators.water import bubble
from voicemat.units import RATE, ratio

SIZE = 8192

RIVULETS = 7
LOWEST, OCTAVES = 420.0, 2.3
"""Hz and octaves: the rivulets' own pitches are spread over this range."""

SCATTER = 0.55
"""Octaves; standard deviation of a bubble's pitch about its rivulet's."""

DEEPEST, HIGHEST = 300.0, 4200.0
"""Hz; no bubble rings outside."""

LOUDER = 0.5
"""Strength of a bubble by this power of its pitch. One of 420 Hz rings ten times as long as one of
3 kHz: as strong, it would be heard as a gulp."""

RESERVE = 60
"""Bubbles made for each rivulet and drawn from."""

RATES = (34.0, 46.0)
"""Bubbles per second of a rivulet about 1 kHz, between these."""

RARER = 1.5
"""Rates fall by this power of the pitch: where bubbles are short, single ones stand out."""

SLOW, FAST = 0.2, 0.2
"""How far the logarithm of a rivulet's rate moves over seconds, and over tenths of one (standard
deviations). Real brooks gush more; 0.9 of the fast one alone moves the loudness by 5 LU."""

STEPS = 16
"""Stretches of a chunk, 43 ms each, within which a rivulet's rate holds."""

STRENGTHS = PowerLaw(tail=2.2, least=-6.0, most=4.0)
"""Many weak bubbles, few strong ones, as in breaking water (van den Doel 2005); the upper end
keeps a single one from being louder than all the others."""

BUBBLE_LEVEL = 0.022
WATER_LEVEL = 0.005
NEAR, RETURNED = 0.9, 0.4

VEIL = 6500.0
"""Hz; air and distance take what is higher."""

PLACES = 0.55
BANK = Room(decay=(0.5, 0.5, 0.3), length=0.6, delay=0.003, rise=0.004, low_pass=5000.0)
"""Stones and grass about the water."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivulet:
    """One of the threads of a brook."""

    sounds: tuple[NDArray[np.float32], ...]
    gains: NDArray[np.float32]
    rate: float
    slow: Drift
    fast: Drift


def _rivulet(seed: int, number: int) -> Rivulet:
    random = stream(seed, "stream rivulet", number)
    centre = LOWEST * 2 ** (OCTAVES * (number + random.uniform(0.2, 0.8)) / RIVULETS)
    sounds = []
    for _ in range(RESERVE):
        pitch = float(np.clip(centre * 2 ** (SCATTER * random.standard_normal()), DEEPEST, HIGHEST))
        ringing = bubble(
            pitch=pitch,
            damping=random.uniform(0.45, 1.0),
            rise=random.uniform(0.0, 0.18),
            attack=0.6 / pitch,
        )
        sounds.append(at_peak(filtered(ringing, low_pass(VEIL))) * (pitch / 1500) ** LOUDER)
    return Rivulet(
        sounds=tuple(np.asarray(sound, np.float32) for sound in sounds),
        gains=pan(random.uniform(-PLACES, PLACES)) * ratio(random.uniform(-3, 2)),
        rate=random.uniform(*RATES) * (1000 / centre) ** RARER,
        slow=Drift(seed, f"stream slow {number}", tau=random.uniform(2, 6)),
        fast=Drift(seed, f"stream fast {number}", tau=0.16),
    )


class Stream(Bed):
    """Rivulets among stones."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        frequency = bins(SIZE)
        veil = 1 / np.sqrt(1 + (frequency / VEIL) ** 2)
        self._water_shape = unit_power(
            slope(frequency, -4.0, pivot=500.0, high_pass=(170.0, 2), low_pass=(3000.0, 1)) * veil
        )
        self._swell = Drift(seed, "stream swell", tau=4.0)
        self._ripple = Drift(seed, "stream ripple", tau=0.25)
        self._water = NoisePainter(
            seed,
            "stream water",
            size=SIZE,
            spectrum=self._spectrum,
            correlation=narrowing(0.3, 0.5, 220.0),
        )
        self._rivulets = [_rivulet(seed, number) for number in range(RIVULETS)]
        self._bubbles = Scatter(self._events)
        response = impulse_response(seed, "stream bank", BANK)
        self._bank = Reverb(response, self._bubbles.chunk)

    def _spectrum(self, seconds: Curve) -> Spectrum:
        level = self._swell.at(seconds) + self._ripple.at(seconds)
        return np.asarray(self._water_shape * 10 ** (level[:, None] / 20))

    def _events(self, index: int) -> Iterator[Grain]:
        random = stream(self._seed, "stream bubbles", index)
        step = BLOCK // STEPS
        seconds = (index * BLOCK + (np.arange(STEPS) + 0.5) * step) / RATE
        for rivulet in self._rivulets:
            babble = SLOW * rivulet.slow.at(seconds) + FAST * rivulet.fast.at(seconds)
            rates = rivulet.rate * np.exp(np.clip(babble, -3, 1.8))
            counts = random.poisson(rates * step / RATE)
            starts = np.repeat(np.arange(STEPS) * step, counts)
            starts += random.integers(0, step, len(starts))
            strengths = STRENGTHS.draw(random, len(starts))
            sounds = random.integers(0, RESERVE, len(starts))
            for start, strength, sound in zip(starts, strengths, sounds, strict=True):
                yield Grain(
                    start=int(start),
                    sound=rivulet.sounds[sound],
                    gains=rivulet.gains * np.float32(BUBBLE_LEVEL * strength),
                )

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        water = self._water.chunk(index) * np.float32(WATER_LEVEL)
        bubbles = self._bubbles.chunk(index) * np.float32(NEAR)
        sound: Samples = water + bubbles + self._bank.chunk(index) * np.float32(RETURNED)
        return sound


def brook(seed: int) -> Stream:
    """A small brook."""
    return Stream(seed)


RECIPE = BedRecipe(
    id="stream",
    title="Stream",
    description="A small brook among stones.",
    purpose=Purpose.REST,
    make=brook,
    seed=1,
    period_mp3_frames=5000,
    encoding=Encoding.OPUS_56,
)
