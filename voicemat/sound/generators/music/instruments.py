"""Struck and plucked strings and glass, as modes: each note a few sines that die away.

Strings: amplitude of partial n by the place and softness of the touch, frequency stretched by
stiffness to n f sqrt(1 + B n^2) (N. H. Fletcher and T. D. Rossing, The Physics of Musical
Instruments, 2nd edition, 12.3).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from voicemat.sound.generators.modal import Mode
from voicemat.sound.generators.music.harmony import pitch
from voicemat.sound.generators.seeds import stream

Instrument = Callable[[int, float], tuple[Mode, ...]]
"""The modes of a MIDI note at a strength from 0 to 1."""

HIGHEST = 6500.0
"""Hz; modes above are left out."""


def _modes(
    name: str,
    note: int,
    frequency: np.ndarray,
    amplitude: np.ndarray,
    decay: np.ndarray,
    *,
    attack: float,
    width: float,
) -> tuple[Mode, ...]:
    # Drawn for the note and not for its moment: a string is always the same string.
    random = stream(0, name, note)
    phases = random.uniform(0, 1, len(frequency))
    places = random.uniform(-width, width, len(frequency))
    return tuple(
        Mode(
            frequency=float(frequency[n]),
            left=float(amplitude[n] * (1 + places[n])),
            right=float(amplitude[n] * (1 - places[n])),
            decay=float(decay[n]),
            phase=float(phases[n]),
            attack=attack,
        )
        for n in np.flatnonzero(frequency < HIGHEST)
    )


@lru_cache(maxsize=64)
def harp(note: int, strength: float) -> tuple[Mode, ...]:
    """A nylon string, plucked softly near a third of its length."""
    f = pitch(note)
    n = np.arange(1, 15)
    frequency = f * n * np.sqrt(1 + 6e-5 * n**2)
    amplitude = np.abs(np.sin(np.pi * n * 0.31)) / n**1.35
    amplitude *= np.exp(-frequency / (1300 + 900 * strength))
    decay = 6.5 * (220 / f) ** 0.45 / (1 + 0.34 * (n - 1))
    amplitude *= strength / amplitude.sum()
    return _modes("harp", note, frequency, amplitude, decay, attack=0.009, width=0.06)


@lru_cache(maxsize=64)
def felt(note: int, strength: float) -> tuple[Mode, ...]:
    """An upright piano with felt before its hammers: two strings, of which one lasts."""
    f = pitch(note)
    n = np.arange(1, 11)
    frequency = f * n * np.sqrt(1 + 2.5e-4 * n**2)
    amplitude = n**-1.15 * np.exp(-frequency / (750 + 700 * strength))
    decay = 8.0 * (220 / f) ** 0.5 / (1 + 0.28 * (n - 1))
    amplitude *= strength / amplitude.sum()
    return _modes(
        "felt",
        note,
        np.concatenate([frequency, frequency + 0.22 * n]),
        np.concatenate([amplitude, 0.7 * amplitude]),
        np.concatenate([0.45 * decay, decay]),
        attack=0.016,
        width=0.10,
    )


@lru_cache(maxsize=64)
def glass(note: int, strength: float) -> tuple[Mode, ...]:
    """A glass bell: the modes of a bar, bent towards the harmonic, each in a pair that sways."""
    f = pitch(note)
    ratios = np.array([1, 2.0, 2.997, 4.07])
    level = np.array([1, 0.20, 0.07, 0.02]) * np.exp(-f * ratios / 2400)
    decay = np.array([6.5, 3.4, 2.2, 1.3]) * (520 / f) ** 0.35
    sway = np.array([0.0009, 0.0011, 0.0013, 0.001])
    level *= strength / level.sum()
    return _modes(
        "glass",
        note,
        np.concatenate([f * ratios, f * ratios * (1 + sway)]),
        np.concatenate([0.62 * level, 0.38 * level]),
        np.concatenate([decay, decay]),
        attack=0.03,
        width=0.2,
    )
