"""A wind chime of five tubes, brushed softly once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.codec import Encoding
from voicemat.sound.generators.cues.finishing import finished, in_hall
from voicemat.sound.generators.grains import pan
from voicemat.sound.generators.modal import Mode, strike
from voicemat.sound.generators.recipe import CueRecipe
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]

TUBES = (783.99, 880.0, 1046.5, 1174.66, 1318.5)
"""Hz; G5 A5 C6 D6 E6, a pentatonic scale."""

ORDER = (0, 2, 1, 3, 2, 4, 1)
"""The tubes in the order in which they are touched."""

BAR = ((1.0, 0.0, -11.0), (2.756, -13.0, -20.0), (5.404, -27.0, -34.0), (8.933, -42.0, -48.0))
"""The bending modes of a free bar (ratio), with the levels in decibels of both of a pair.
N. H. Fletcher and T. D. Rossing, The Physics of Musical Instruments, 2nd edition, 2.15."""

SPLIT = 1.0011
"""Ratio of the two frequencies of a pair."""

DECAY = 7.5
DECAY_FALL = -0.85
"""T60 in seconds of a mode: 7.5 ratio^-0.85."""

SOFTNESS = 9000.0
"""Hz; a soft striker takes e^(-f/9000) off each mode."""

ATTACK = 0.006
"""Seconds; soft enough that no touch clicks."""

SPREAD = 0.2
"""From one tube to the next, where 1 is from the middle to one side."""

SECONDS = 10.0
BRUSH = 2.6
"""Seconds after which no further tube is touched."""


def chime(seed: int) -> Samples:
    """One brush, shape (frames, 2)."""
    random = stream(seed, "chime")
    canvas = np.zeros((int((SECONDS + BRUSH) * RATE), 2))
    time = 0.0
    for tube in ORDER:
        sound = _tube(random, TUBES[tube]) * pan((tube - 2) * SPREAD) * random.uniform(0.45, 1.0)
        start = int(time * RATE)
        canvas[start : start + len(sound)] += sound
        time += random.uniform(0.22, 0.5)
        if time > BRUSH:
            break
    ringing = in_hall(seed, "chime hall", canvas, wet=0.35, tail=2.0)
    return finished(ringing, peak=-4.0, fade=4.0)


def _tube(random: np.random.Generator, pitch: float) -> NDArray[np.float64]:
    fundamental = pitch * (1 + random.normal(0, 0.0006))
    modes = []
    for mode_ratio, level, partner_level in BAR:
        phase = random.uniform(0, 2 * np.pi)
        for split, decibels in ((1.0, level), (SPLIT, partner_level)):
            frequency = fundamental * mode_ratio * split
            amplitude = ratio(decibels) * float(np.exp(-frequency / SOFTNESS))
            modes.append(
                Mode(
                    frequency=frequency,
                    left=amplitude,
                    right=amplitude,
                    decay=DECAY * mode_ratio**DECAY_FALL,
                    phase=phase,
                    attack=ATTACK,
                )
            )
    return strike(tuple(modes), SECONDS)


RECIPE = CueRecipe(
    id="chime",
    title="Chime",
    description="A chime of five tubes, brushed softly once.",
    make=chime,
    seed=1,
    encoding=Encoding.VORBIS_Q3,
)
