"""Singing bowls, struck with a soft mallet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.codec import Encoding
from voicemat.sound.generators.cues.finishing import finished, in_hall
from voicemat.sound.generators.filters import at_peak, filtered, low_pass
from voicemat.sound.generators.modal import Mode, strike
from voicemat.sound.generators.recipe import CueRecipe
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]

DECAY_FALL = -0.78
"""T60 of a mode at `ratio` times the fundamental is that of the fundamental times
ratio^-0.78: fitted to a bowl whose modes ring from 131 s down to 12 s over ratios 1 to 15."""

PARTNER = -12.0
"""Decibels by which the second mode of each split pair is weaker; so deep is the beating."""

PLACES = 0.35
"""The modes above the fundamental lie between this far left and right."""

THUD = 0.10
"""Amplitude of the mallet itself, against a fundamental of 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bowl:
    """A bowl. Frequencies in Hz, times in seconds, levels in decibels.

    The modes lie at `ratios` times `fundamental` and each is a pair, split by `beats`, because
    no bowl is quite round.
    """

    fundamental: float
    ratios: tuple[float, ...]
    levels: tuple[float, ...]
    beats: tuple[float, ...]
    decay: float
    seconds: float
    mallet: float
    """Attack of the fundamental; higher modes are a little quicker."""
    wet: float


MIDDLE = Bowl(
    fundamental=220.0,
    ratios=(1.0, 2.781, 5.212, 8.156, 11.60, 15.35),
    levels=(0.0, -4.5, -17.0, -25.0, -38.0, -46.0),
    beats=(0.62, 1.25, 2.1, 2.9, 3.7, 4.6),
    decay=40.0,
    seconds=30.0,
    mallet=0.007,
    wet=0.22,
)
"""Ratios of a bowl of 180 mm, as measured on one."""


LOW = replace(
    MIDDLE,
    fundamental=146.83,
    levels=(0.0, -1.5, -12.0, -20.0, -31.0, -40.0),
    beats=(0.42, 0.95, 1.7, 2.4, 3.2, 4.0),
    decay=48.0,
    seconds=34.0,
    mallet=0.010,
)
HIGH = replace(
    MIDDLE,
    fundamental=440.0,
    levels=(0.0, -7.0, -20.0, -30.0, -42.0, -50.0),
    beats=(0.7, 1.4, 2.4, 3.3, 4.0, 5.0),
    decay=26.0,
    seconds=22.0,
    mallet=0.006,
)
RIN = Bowl(
    fundamental=587.33,
    ratios=(1.0, 2.765, 5.121, 7.807, 10.784),
    levels=(0.0, -9.0, -22.0, -34.0, -44.0),
    beats=(0.8, 1.7, 2.9, 4.0, 5.0),
    decay=20.0,
    seconds=18.0,
    mallet=0.005,
    wet=0.25,
)
"""A Japanese bowl-shaped bell of 140 mm, with the ratios of a measured one."""


def bowl_modes(
    random: np.random.Generator, bowl: Bowl, *, fundamental: float, decay: float, level: float = 1.0
) -> tuple[Mode, ...]:
    """The modes of a bowl like `bowl`, tuned to `fundamental` Hz, ringing for `decay` s (T60),
    its fundamental at amplitude `level`.
    """
    modes = []
    for mode_ratio, decibels, beat in zip(bowl.ratios, bowl.levels, bowl.beats, strict=True):
        attack = bowl.mallet * (1 + 2 * mode_ratio**-0.5)
        # Both partners start in one phase, so the beat starts at its height: random phases
        # would put the loudest moment anywhere within the first beat.
        phase = random.uniform(0, 2 * np.pi)
        # The fundamental stands in the middle; its beats and the upper modes sway around it.
        places = random.uniform(-PLACES, PLACES, 2) * ((0, 1) if mode_ratio == 1 else (1, 1))
        partners = ((-1, 0.0, 1.0), (1, PARTNER, random.uniform(0.85, 0.98)))
        for (side, partner, shorter), place in zip(partners, places, strict=True):
            amplitude = level * ratio(decibels + partner)
            modes.append(
                Mode(
                    frequency=fundamental * mode_ratio + side * beat / 2,
                    left=amplitude * (1 + place),
                    right=amplitude * (1 - place),
                    decay=decay * mode_ratio**DECAY_FALL * shorter,
                    phase=phase,
                    attack=attack,
                )
            )
    return tuple(modes)


def struck(seed: int, bowl: Bowl) -> Samples:
    """One strike of a bowl, shape (frames, 2)."""
    random = stream(seed, f"bowl {bowl.fundamental:.2f}")
    modes = bowl_modes(random, bowl, fundamental=bowl.fundamental, decay=bowl.decay)
    sound = strike(modes, bowl.seconds)
    thud = _thud(random)
    sound[: len(thud)] += THUD * thud[:, None]
    ringing = in_hall(seed, "bowl hall", sound, wet=bowl.wet, tail=2.0)
    return finished(ringing, peak=-3.0, fade=0.35 * bowl.seconds)


def _thud(random: np.random.Generator) -> NDArray[np.float32]:
    """The felt of the mallet: 50 ms of noise below 420 Hz, peak 1."""
    time = np.arange(RATE // 20) / RATE
    noise = random.standard_normal(len(time)) * np.exp(-time / 0.012) * (1 - np.exp(-time / 0.004))
    return at_peak(filtered(filtered(noise, low_pass(420.0)), low_pass(420.0)))


def middle_bowl(seed: int) -> Samples:
    """A bowl on A3."""
    return struck(seed, MIDDLE)


def low_bowl(seed: int) -> Samples:
    """A bowl on D3."""
    return struck(seed, LOW)


def high_bowl(seed: int) -> Samples:
    """A bowl on A4."""
    return struck(seed, HIGH)


def rin(seed: int) -> Samples:
    """A rin on D5."""
    return struck(seed, RIN)


RECIPE = CueRecipe(
    id="bowl",
    title="Singing bowl",
    description="A singing bowl on A3, struck softly, ringing for half a minute.",
    make=middle_bowl,
    seed=1,
    encoding=Encoding.VORBIS_Q3,
)

LOW_RECIPE = CueRecipe(
    id="bowl-low",
    title="Low bowl",
    description="A large bowl on D3, slow to rise and slow to leave.",
    make=low_bowl,
    seed=1,
    encoding=Encoding.VORBIS_Q3,
)

HIGH_RECIPE = CueRecipe(
    id="bowl-high",
    title="High bowl",
    description="A small bowl on A4, clear and light.",
    make=high_bowl,
    seed=1,
    encoding=Encoding.VORBIS_Q3,
)

RIN_RECIPE = CueRecipe(
    id="rin",
    title="Rin",
    description="A small Japanese temple bell on D5.",
    make=rin,
    seed=1,
    encoding=Encoding.VORBIS_Q3,
)
