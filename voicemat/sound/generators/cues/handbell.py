"""A small handbell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.codec import Encoding
from voicemat.sound.generators.cues.finishing import finished, in_hall
from voicemat.sound.generators.modal import Mode, strike
from voicemat.sound.generators.recipe import CueRecipe
from voicemat.sound.generators.seeds import stream
from voicemat.units import ratio

Samples = NDArray[np.float32]

FUNDAMENTAL = 698.46
"""Hz; F5."""

PAIRS = (
    ((1.0, 0.0), (1.0019, -12.0)),
    ((1.7937, -16.0), (1.8010, -18.0)),
    ((2.5202, -17.0), (2.5224, -20.0)),
    ((2.9907, -19.0), (2.9941, -22.0)),
    ((3.7855, -28.0), (3.8062, -30.0)),
)
"""Ratio over the fundamental and level in decibels of each mode, in their split pairs."""

DECAY = 13.0
DECAY_FALL = -1.1
"""T60 in seconds of a mode: 13 ratio^-1.1."""

SOFTNESS = 4200.0
"""Hz; a soft clapper takes e^(-f/4200) off each mode."""

PLACES = 0.3
"""The modes above the fundamental lie between this far left and right."""

ATTACK = 0.005
SECONDS = 12.0


def handbell(seed: int) -> Samples:
    """One soft stroke, shape (frames, 2)."""
    random = stream(seed, "handbell")
    modes = []
    for pair in PAIRS:
        phase = random.uniform(0, 2 * np.pi)
        for mode_ratio, level in pair:
            frequency = FUNDAMENTAL * mode_ratio
            amplitude = ratio(level) * float(np.exp(-frequency / SOFTNESS))
            # The fundamental stands in the middle; the rest sways around it.
            place = 0.0 if mode_ratio == 1 else random.uniform(-PLACES, PLACES)
            modes.append(
                Mode(
                    frequency=frequency,
                    left=amplitude * (1 + place),
                    right=amplitude * (1 - place),
                    decay=DECAY * mode_ratio**DECAY_FALL,
                    phase=phase,
                    attack=ATTACK,
                )
            )
    ringing = in_hall(seed, "handbell hall", strike(tuple(modes), SECONDS), wet=0.25, tail=2.0)
    return finished(ringing, peak=-3.0, fade=0.35 * SECONDS)


RECIPE = CueRecipe(
    id="bell",
    title="Handbell",
    description="One soft stroke of a small handbell on F5.",
    make=handbell,
    seed=1,
    encoding=Encoding.VORBIS_Q3,
)
