"""Dry, short cues: a wood block and a click."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.codec import Encoding
from voicemat.sound.generators.cues.finishing import finished, in_hall
from voicemat.sound.generators.modal import Mode, strike
from voicemat.sound.generators.recipe import CueRecipe
from voicemat.sound.generators.reverb import Room
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]

BAR = ((1.0, 0.0, 0.16), (2.572, -15.0, 0.07), (4.644, -26.0, 0.035), (6.984, -36.0, 0.02))
"""Ratio over 587.33 Hz (D5), level in decibels and T60 in seconds of a block's modes."""

BLOCK_PITCH = 587.33

TICK = ((880.0, 0.0, 0.055), (2350.0, -18.0, 0.02))
"""Frequency in Hz, level and T60 of a click's modes."""

LEAD = RATE // 100
"""Frames of silence before the knock: a lossy codec smears the very first samples of a file."""

STUDIO = Room(decay=(0.5, 0.45, 0.3), length=0.5, delay=0.018, rise=0.03, low_pass=3500.0)
CLOSET = Room(decay=(0.25, 0.2, 0.15), length=0.25, delay=0.018, rise=0.03, low_pass=4500.0)


def _struck(
    random: np.random.Generator,
    modes: list[tuple[float, float, float]],
    attack: float,
    seconds: float,
) -> NDArray[np.float64]:
    knock = strike(
        tuple(
            Mode(
                frequency=frequency,
                left=ratio(level),
                right=ratio(level),
                decay=decay,
                phase=random.uniform(0, 2 * np.pi),
                attack=attack,
            )
            for frequency, level, decay in modes
        ),
        seconds,
    )
    return np.concatenate([np.zeros((LEAD, 2)), knock])


def woodblock(seed: int) -> Samples:
    """One soft knock, shape (frames, 2)."""
    modes = [(BLOCK_PITCH * mode, level, decay) for mode, level, decay in BAR]
    sound = _struck(stream(seed, "woodblock"), modes, 0.0022, 0.5)
    heard = in_hall(seed, "woodblock room", sound, wet=0.16, tail=0.5, hall=STUDIO)
    return finished(heard, peak=-6.0, fade=0.3)


def click(seed: int) -> Samples:
    """One soft tick, shape (frames, 2)."""
    sound = _struck(stream(seed, "click"), list(TICK), 0.0018, 0.2)
    heard = in_hall(seed, "click room", sound, wet=0.10, tail=0.2, hall=CLOSET)
    return finished(heard, peak=-8.0, fade=0.15)


RECIPE = CueRecipe(
    id="woodblock",
    title="Wood block",
    description="One soft knock on wood; to count with.",
    make=woodblock,
    seed=1,
    encoding=Encoding.VORBIS_Q3,
)

CLICK_RECIPE = CueRecipe(
    id="click",
    title="Click",
    description="One soft tick; to count with.",
    make=click,
    seed=1,
    encoding=Encoding.VORBIS_Q3,
)
