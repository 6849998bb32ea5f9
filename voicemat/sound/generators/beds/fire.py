"""A hearth: the low flutter of the flames, a soft hiss, and wood that crackles in bursts.

Flames are combustion noise, whose power falls by f^-2.5 (J. N. Chadwick and D. L. James,
"Animating Fire with Sound", 2011, after Rajaram and Lieuwen). Crackles are what physics calls
crackling noise: sizes by a power law without a scale of their own, and one that sets off others
(J. P. Sethna, K. A. Dahmen and C. R. Myers, "Crackling noise", Nature 410, 2001). Each is a few
milliseconds of noise about some kilohertz (A. Farnell, Designing Sound, 2010, "Fire").
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.filters import at_peak, band_pass, filtered, low_pass
from voicemat.sound.generators.grains import Grain, PowerLaw, Scatter, pan
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
from voicemat.units import RATE, ratio

SIZE = 4096
"""Frames of a noise block, 85 ms: flames flutter at up to some 10 Hz."""

FLAME_SLOPE = -7.5
"""Decibels per octave of power: f^-2.5."""

FLUTTER, LICK, GLOW, BREATH = 0.55, 0.4, 0.8, 1.0
"""Standard deviations, in decibels, of the flames' level over 0.1 s, 5 s and 12 s, and of the
hiss over 1 s. A flutter of 1.5 dB and 0.2 s alone moves the loudness by 5 LU now and then."""

FLAME_LEVEL = 0.026
HISS_SHARE = 0.06
"""Amplitude of the hiss about 900 Hz and 3 kHz against the flames."""

SPARKS = 1.6
"""Crackles per second that nothing has set off."""

OFFSPRING = 0.55
"""Crackles that one sets off, on average; under 1, so that every burst ends."""

AFTER = 0.09
"""Seconds; mean time from one to those that it sets off."""

LONGEST_BURST = 0.6
"""Seconds from the first crackle of a burst, after which none is added: one burst then reaches
no further than the next chunk."""

STRENGTHS = PowerLaw(tail=1.5, least=-16.0, most=6.0)
"""The sizes (energies) of crackling noise fall with exponents of 1.3 to 2, which makes 0.6 to 2 of
this tail of amplitude. The upper end keeps a log from startling anyone."""

CRACKLE_LEVEL = 0.040
POPS = 0.4
"""Deep pops per second."""
POP_LEVEL = 0.016
POP_SPREAD, POP_MOST = 2.5, 4.0
"""Decibels: the standard deviation of the pops about their level, and their upper end."""
NEAR, RETURNED = 0.8, 0.8
RESERVE = 160
VEIL = 6500.0
"""Hz; the corner of what curtains and carpets take from a crackle."""

AIR = 6500.0
"""Hz at which 8.7 dB are lost on the way across the room; the loss grows by the square of the
frequency, as that of air does: 21 dB at 10 kHz. A crack at arm's length is a click."""

EARLY = 16
"""Frames of silence before a crackle: `across` has no delay, so it reaches back as far."""

PLACES = 0.5
HEARTH = Room(decay=(0.5, 0.45, 0.3), length=0.55, delay=0.004, rise=0.004, low_pass=4000.0)
"""A small, warm room."""


def across(frequency: NDArray[np.floating]) -> NDArray[np.complexfloating]:
    """What the way across the room leaves of a sound."""
    return np.asarray(np.exp(-((frequency / AIR) ** 2)), np.complex128)


def crackle(random: np.random.Generator) -> NDArray[np.float32]:
    """A crack of wood: 0.6 to 4 ms of noise about 2.2 kHz, peak 1."""
    tau = float(np.exp(random.uniform(np.log(0.0006), np.log(0.004))))
    time = np.arange(int(tau * 10 * RATE) + 64) / RATE
    noise = random.standard_normal(len(time)) * np.exp(-time / tau) * (1 - np.exp(-time / 0.00025))
    centre = 2200 * 2 ** (0.7 * random.standard_normal())
    band = band_pass(max(0.55 * centre, 150.0), min(1.8 * centre, 9000.0))
    near = filtered(np.concatenate([np.zeros(EARLY), noise]), band, tail=400)
    return at_peak(filtered(filtered(near, low_pass(VEIL)), across))


def pop(random: np.random.Generator) -> NDArray[np.float32]:
    """A pocket of gas that gives way: a short, falling tone of 140 to 420 Hz, peak 1."""
    tau = random.uniform(0.008, 0.02)
    time = np.arange(int(tau * 8 * RATE)) / RATE
    turns = random.uniform(140, 420) * time * (1 - 0.15 * time / (8 * tau))
    wave = np.sin(2 * np.pi * turns) * np.exp(-time / tau) * (1 - np.exp(-time / 0.002))
    return at_peak(wave)


def burst(random: np.random.Generator) -> list[float]:
    """The times in seconds of the crackles that one spark sets off, itself at 0 first: a
    branching process, the cluster form of a self-exciting one (A. G. Hawkes and D. Oakes, 1974).
    """
    times = [0.0]
    for parent in times:  # grows while it is gone through
        for _ in range(random.poisson(OFFSPRING)):
            time = parent + float(random.exponential(AFTER))
            if time < LONGEST_BURST:
                times.append(time)
    return times


class Fire(Bed):
    """Flames, hiss, crackles and pops in a small room."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        frequency = bins(SIZE)
        flames = slope(
            frequency, FLAME_SLOPE, pivot=120.0, high_pass=(100.0, 2), low_pass=(1200.0, 1)
        )
        self._flame_power = unit_power(flames) ** 2
        hiss = 0.55 * bump(frequency, 900.0, 1.1) + 0.2 * bump(frequency, 3000.0, 0.8)
        self._hiss_power = (HISS_SHARE * unit_power(hiss)) ** 2
        self._flutter = Drift(seed, "fire flutter", tau=0.055)
        self._lick = Drift(seed, "fire lick", tau=3.0)
        self._glow = Drift(seed, "fire glow", tau=7.0)
        self._breath = Drift(seed, "fire breath", tau=0.5)
        self._activity = Drift(seed, "fire activity", tau=5.0)
        self._noise = NoisePainter(
            seed,
            "fire noise",
            size=SIZE,
            spectrum=self._spectrum,
            correlation=narrowing(0.3, 0.65, 250.0),
        )
        crackles, pops = stream(seed, "fire crackles"), stream(seed, "fire pops")
        self._crackles = [crackle(crackles) for _ in range(RESERVE)]
        self._pops = [pop(pops) for _ in range(RESERVE // 4)]
        self._grains = Scatter(self._events)
        response = impulse_response(seed, "fire hearth", HEARTH)
        self._hearth = Reverb(response, self._grains.chunk)

    def _spectrum(self, seconds: Curve) -> Spectrum:
        glow = GLOW * self._glow.at(seconds)
        flames = FLUTTER * self._flutter.at(seconds) + LICK * self._lick.at(seconds) + glow
        hiss = BREATH * self._breath.at(seconds) + glow
        power = (
            10 ** (np.clip(flames, -6, 5)[:, None] / 10) * self._flame_power
            + 10 ** (hiss[:, None] / 10) * self._hiss_power
        )
        return np.asarray(np.sqrt(power))

    def _events(self, index: int) -> Iterator[Grain]:
        random = stream(self._seed, "fire events", index)
        seconds = np.array([(index + 0.5) * BLOCK / RATE])
        rate = SPARKS * np.exp(np.clip(0.6 * self._activity.at(seconds)[0], -2, 1.1))
        for _ in range(random.poisson(rate * BLOCK / RATE)):
            start, spot = random.integers(0, BLOCK), random.uniform(-PLACES, PLACES)
            for time in burst(random):
                yield Grain(
                    start=int(start + time * RATE),
                    sound=self._crackles[random.integers(len(self._crackles))],
                    gains=pan(spot + random.uniform(-0.2, 0.2))
                    * np.float32(CRACKLE_LEVEL * STRENGTHS.draw(random, 1)[0]),
                )
        for _ in range(random.poisson(POPS * BLOCK / RATE)):
            yield Grain(
                start=int(random.integers(0, BLOCK)),
                sound=self._pops[random.integers(len(self._pops))],
                gains=pan(random.uniform(-0.3, 0.3))
                * np.float32(
                    POP_LEVEL * ratio(min(POP_SPREAD * float(random.standard_normal()), POP_MOST))
                ),
            )

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        flames = self._noise.chunk(index) * np.float32(FLAME_LEVEL)
        near = self._grains.chunk(index) * np.float32(NEAR)
        sound: Samples = flames + near + self._hearth.chunk(index) * np.float32(RETURNED)
        return sound


def hearth(seed: int) -> Fire:
    """A fire in a fireplace."""
    return Fire(seed)


RECIPE = BedRecipe(
    id="fire",
    title="Fire",
    description="A fire in the hearth that flutters and crackles.",
    purpose=Purpose.REST,
    make=hearth,
    seed=1,
    period_mp3_frames=5000,
    encoding=Encoding.OPUS_56,
)
