"""Modal synthesis: a struck thing as a sum of sines, each dying away at its own pace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.generators.reverb import DECAY_60
from voicemat.units import RATE

Stereo = NDArray[np.float64]

FADE_SHARE = 0.15
"""Share of a strike, at its end, over which what still rings is faded out."""

HIGHEST = 0.45 * RATE
"""Hz; modes above are left out."""

AUDIBLE_DECAYS = 1.2
"""A mode is followed for this many T60: to -72 dB."""

STRIDE = 256
"""A mode over n frames is the product of its course in steps of so many frames and its course
within one: that takes n / STRIDE + STRIDE exponentials in place of n."""


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


def ringing(modes: tuple[Mode, ...], start: int, frames: int) -> Stereo:
    """The modes from frame `start` (at least 0) after the strike on, shape (frames, 2).

    Each mode is an exponential of complex frequency. (Their sum as one product of matrices would
    be shorter to write, and slower: the threads of BLAS wait for one another.)
    """
    heard = [
        mode
        for mode in modes
        if mode.frequency < HIGHEST and start < AUDIBLE_DECAYS * mode.decay * RATE
    ]
    rows = -(-frames // STRIDE)
    steps, within = start + STRIDE * np.arange(rows), np.arange(STRIDE)
    out = np.zeros((2, rows, STRIDE), np.float32)
    for mode in heard:
        rate = (2j * np.pi * mode.frequency - DECAY_60 / mode.decay) / RATE
        # Phases are worked out in double precision; single is enough for what they become.
        coarse = np.exp(rate * steps + 1j * mode.phase).astype(np.complex64)[:, None]
        fine = np.exp(rate * within).astype(np.complex64)
        wave = coarse.real * fine.imag + coarse.imag * fine.real
        out[0] += np.float32(mode.left) * wave
        out[1] += np.float32(mode.right) * wave
    rung = out.reshape(2, -1)[:, :frames].T.astype(np.float64)
    return np.asarray(rung - _missing_attack(heard, start, frames))


def _missing_attack(modes: list[Mode], start: int, frames: int) -> Stereo:
    """What the attacks of the modes take from their first moments."""
    taken = np.zeros((frames, 2))
    for mode in modes:
        rise = int(mode.attack * RATE)
        time = np.arange(start, min(start + frames, rise))
        if not len(time):
            continue
        share = 0.5 + 0.5 * np.cos(np.pi * time / rise)
        wave = np.sin(2 * np.pi * mode.frequency / RATE * time + mode.phase)
        wave *= share * np.exp(-DECAY_60 / (mode.decay * RATE) * time)
        taken[: len(time)] += wave[:, None] * (mode.left, mode.right)
    return taken


def strike(modes: tuple[Mode, ...], seconds: float) -> Stereo:
    """The sound of a strike, shape (frames, 2), silent at its end."""
    samples = ringing(modes, 0, int(seconds * RATE))
    fade = int(FADE_SHARE * len(samples))
    samples[-fade:] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(fade) / fade))[:, None]
    return samples
