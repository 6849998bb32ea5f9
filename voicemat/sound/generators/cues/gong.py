"""A soft gong: many modes, of which the upper ones bloom late, as energy climbs to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.codec import Encoding
from voicemat.sound.generators.cues.finishing import finished, in_hall
from voicemat.sound.generators.modal import AUDIBLE_DECAYS
from voicemat.sound.generators.recipe import CueRecipe
from voicemat.sound.generators.reverb import DECAY_60, Room
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE

FUNDAMENTAL = 110.0
"""Hz; A2."""

MODES = 70
HIGHEST_RATIO = 16.0
"""The modes lie between one and so many times the fundamental."""

LOWEST_MODES = ((1.0, 1.0), (1.006, 0.6), (1.49, 0.5), (2.0, 0.42), (2.52, 0.3), (2.97, 0.26))
"""Ratio and amplitude of those that give the pitch; the others lie as chance will have it."""

FALL, SOFTNESS = -0.75, 1300.0
"""Amplitudes of the others: ratio^FALL e^(-f/SOFTNESS), times a random share."""

DECAY, DECAY_FALL = 22.0, -0.5
"""T60 in seconds of a mode: 22 ratio^-0.5."""

FIRST_BLOOM, LAST_BLOOM = 0.012, 0.9
"""Seconds; time constants with which modes come in, rising with pitch. Energy climbs from the
struck modes to the upper ones (N. H. Fletcher and T. D. Rossing, The Physics of Musical
Instruments, 2nd edition, 20.2)."""

GLIDE, GLIDE_TAU = 0.006, 1.6
"""The pitch begins this share high and comes down with this time constant in seconds."""

SECONDS = 22.0
WIDTH = 0.5
HALL = Room(decay=(3.2, 3.2, 1.4), length=3.4, delay=0.018, rise=0.03, low_pass=3000.0)


def gong(seed: int) -> NDArray[np.float32]:
    """One very soft stroke, shape (frames, 2)."""
    random = stream(seed, "gong")
    low = np.array(LOWEST_MODES)
    high = np.sort(random.uniform(2.6, HIGHEST_RATIO, MODES - len(low)))
    ratios = np.concatenate([low[:, 0], high])
    shares = random.uniform(0.35, 1.0, len(high))
    upper = high**FALL * np.exp(-FUNDAMENTAL * high / SOFTNESS) * shares
    amplitudes = np.concatenate([low[:, 1], upper])
    decays = DECAY * ratios**DECAY_FALL * random.uniform(0.8, 1.2, MODES)
    blooms = np.clip(0.012 + 0.16 * np.log2(ratios) ** 1.3, FIRST_BLOOM, LAST_BLOOM)
    places = random.uniform(-WIDTH, WIDTH, MODES)
    places[:2] = 0.0
    phases = random.uniform(0, 2 * np.pi, MODES)
    time = np.arange(int(SECONDS * RATE)) / RATE
    turns = np.cumsum(1 + GLIDE * np.exp(-time / GLIDE_TAU)) / RATE
    sound = np.zeros((len(time), 2))
    for mode in range(MODES):
        heard = slice(0, int(AUDIBLE_DECAYS * decays[mode] * RATE))
        since = time[heard]
        envelope = np.exp(-DECAY_60 * since / decays[mode]) * (1 - np.exp(-since / blooms[mode]))
        wave = np.sin(2 * np.pi * FUNDAMENTAL * ratios[mode] * turns[heard] + phases[mode])
        wave *= amplitudes[mode] * envelope
        sound[heard] += wave[:, None] * (1 + places[mode], 1 - places[mode])
    ringing = in_hall(seed, "gong hall", sound, wet=0.3, tail=2.5, hall=HALL)
    return finished(ringing, peak=-3.0, fade=7.0)


RECIPE = CueRecipe(
    id="gong",
    title="Gong",
    description="A deep gong on A2, struck very softly; it blooms before it fades.",
    make=gong,
    seed=1,
    encoding=Encoding.VORBIS_Q3,
)
