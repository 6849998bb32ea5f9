"""Modal synthesis: a struck thing as a sum of sines, each dying away at its own pace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.generators.reverb import DECAY_60
from voicemat.units import RATE

Stereo = NDArray[np.float64]

AUDIBLE_DECAYS = 1.2
"""A mode is followed for this many T60: to -72 dB."""

FADE_SHARE = 0.15
"""Share of a strike, at its end, over which what still rings is faded out."""

HIGHEST = 0.45 * RATE
"""Hz; modes above are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One mode: frequency in Hz, amplitudes of left and right, T60 in seconds, phase in radians
    and the length of its raised-cosine attack in seconds.
    """

    frequency: float
    left: float
    right: float
    decay: float
    phase: float
    attack: float


def strike(modes: list[Mode], seconds: float) -> Stereo:
    """The sound of a strike, shape (frames, 2), silent at its end."""
    samples = np.zeros((int(seconds * RATE), 2))
    for mode in modes:
        if mode.frequency > HIGHEST:
            continue
        frames = min(len(samples), int(mode.decay * AUDIBLE_DECAYS * RATE) + 1)
        time = np.arange(frames) / RATE
        envelope = np.exp(-DECAY_60 * time / mode.decay)
        rise = min(max(2, int(mode.attack * RATE)), frames)
        envelope[:rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
        wave = envelope * np.sin(2 * np.pi * mode.frequency * time + mode.phase)
        samples[:frames] += wave[:, None] * (mode.left, mode.right)
    fade = int(FADE_SHARE * len(samples))
    samples[-fade:] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(fade) / fade))[:, None]
    return samples
