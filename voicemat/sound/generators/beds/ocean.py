"""Slow surf: each wave drives four bands of noise with its own timing, over surf far off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import Bed, Samples
from voicemat.sound.generators.drift import Drift
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
from voicemat.sound.generators.seeds import stream

SIZE = 8192

EVERY = 9.5
"""Seconds from wave to wave, on average: a slow swell, near the pace of a sleeper's breath times
two."""

JITTER, FURTHEST = 1.27, 1.75
"""Standard deviation in seconds of a wave about its place on the even grid, and the most it is
off. Intervals then deviate by 1.8 s and lie between 6 and 13 s."""

LIFE = 30.0
"""Seconds after which nothing of a wave is left."""

FAR_SURF = 0.72
"""Amplitude of the surf far off, against 1 for a wave's bands together."""

PLACES = 0.45
"""Waves break between this far left and right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One band of a wave. Times in seconds from the break, which ends the rise.

    The envelope rises by a power of the way, is highest `delay` after the break, holds, and
    falls with a time constant of `decay` times the wave's own. `wide` is how much the band
    follows the wave's place; bass stays in the middle.
    """

    shape: Spectrum
    level: float
    rise_power: float
    delay: float
    hold: float
    decay: float
    wide: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One wave: `start` of its rise in seconds, its height, its places at the beginning and the
    end, the time it rises, its decay, and how late its hiss comes.
    """

    start: float
    height: float
    place: float
    drawn_to: float
    rise: float
    decay: float
    hiss_delay: float


def _bands() -> tuple[Band, ...]:
    frequency = bins(SIZE)
    rumble = slope(frequency, -4.0, pivot=120.0, high_pass=(45.0, 3), low_pass=(220.0, 1))
    hiss = bump(frequency, 3100.0, 0.85) * slope(
        frequency, -1.5, pivot=3100.0, high_pass=(600.0, 2), low_pass=(7500.0, 2)
    )
    body, crash = bump(frequency, 420.0, 1.05), bump(frequency, 1250.0, 1.05)
    rows = (
        # shape, level, rise power, delay, hold, decay, wide
        (rumble, 0.60, 1.5, -0.3, 0.20, 1.50, 0.25),
        (body, 0.80, 2.6, 0.0, 0.30, 1.00, 0.6),
        (crash, 0.46, 4.0, 0.2, 0.25, 0.95, 0.9),
        (hiss, 0.16, 5.0, 0.9, 0.15, 1.40, 1.0),
    )
    return tuple(
        Band(
            shape=unit_power(shape),
            level=level,
            rise_power=power,
            delay=delay,
            hold=hold,
            decay=decay,
            wide=wide,
        )
        for shape, level, power, delay, hold, decay, wide in rows
    )


class Ocean(Bed):
    """Waves over far surf."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        self._bands = _bands()
        self._powers = np.stack([band.shape**2 for band in self._bands])
        far = slope(bins(SIZE), -4.0, pivot=200.0, high_pass=(50.0, 3), low_pass=(1100.0, 1))
        self._far = unit_power(far) ** 2
        self._far_swell = Drift(seed, "ocean far swell", tau=15.0)
        self._flutter = Drift(seed, "ocean flutter", tau=0.35)
        self._wave = lru_cache(maxsize=16)(self._draw)
        self._noise = NoisePainter(
            seed,
            "ocean noise",
            size=SIZE,
            spectrum=self._spectrum,
            correlation=narrowing(0.35, 0.6, 220.0),
        )

    def _draw(self, number: int) -> Wave:
        random = stream(self._seed, "ocean wave", number)
        place = random.uniform(-PLACES, PLACES)
        off = float(np.clip(JITTER * random.standard_normal(), -FURTHEST, FURTHEST))
        return Wave(
            start=number * EVERY + off,
            height=random.uniform(0.66, 1.0),
            place=place,
            drawn_to=place + random.uniform(-0.35, 0.35),
            rise=random.uniform(3.6, 5.2),
            decay=random.uniform(2.5, 3.7),
            hiss_delay=random.uniform(0.6, 1.3),
        )

    def _spectrum(self, seconds: Curve) -> Spectrum:
        first = int((seconds[0] - LIFE - FURTHEST) // EVERY)
        last = int((seconds[-1] + FURTHEST) // EVERY) + 1
        powers = np.zeros((len(seconds), 2, len(self._bands)))
        for number in range(first, last + 1):
            powers += _wave_powers(self._wave(number), self._bands, seconds)
        flutter = 10 ** (0.7 * self._flutter.at(seconds) / 10)
        near = np.einsum("ncb,bf->ncf", powers, self._powers) * flutter[:, None, None]
        far = FAR_SURF**2 * 10 ** (1.2 * self._far_swell.at(seconds) / 10)
        return np.asarray(np.sqrt(near + far[:, None, None] * self._far))

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        return self._noise.chunk(index)


def _wave_powers(wave: Wave, bands: tuple[Band, ...], seconds: Curve) -> NDArray[np.float64]:
    """The power of each band of a wave on the left and the right, shape (n, 2, bands)."""
    after = seconds - wave.start - wave.rise
    way = np.clip((after + wave.rise) / (wave.rise + 4), 0, 1)
    angle = (np.clip(wave.place + (wave.drawn_to - wave.place) * way, -0.9, 0.9) + 1) * np.pi / 4
    sides = np.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    powers = np.empty((len(seconds), 2, len(bands)))
    for column, band in enumerate(bands):
        last = band is bands[-1]
        since = after - (wave.hiss_delay if last else band.delay)
        rise = wave.rise + (wave.hiss_delay if last else band.delay)
        rising = np.clip(1 + since / rise, 0, 1) ** band.rise_power
        falling = np.maximum(since - band.hold, 0)
        # A root of squares rounds the corner between holding and falling.
        decay = np.exp(-(np.sqrt(falling**2 + 0.25) - 0.5) / (wave.decay * band.decay))
        envelope = np.where(since < 0, rising, 1.0) * decay * band.level * wave.height**1.3
        powers[:, :, column] = (envelope[:, None] * (1 + (sides - 1) * band.wide)) ** 2
    return powers


def ocean(seed: int) -> Ocean:
    """Surf on a wide beach."""
    return Ocean(seed)


RECIPE = BedRecipe(
    id="ocean",
    title="Ocean",
    description="Slow surf on a wide beach, a wave about every ten seconds.",
    purpose=Purpose.REST,
    make=ocean,
    seed=1,
    period_mp3_frames=5000,
    encoding=Encoding.OPUS_56,
)
