"""The sound of a bubble, from which drips and streams are made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.units import RATE

Sound = NDArray[np.float64]

DECAYS = 7.0
"""Time constants that a bubble is followed for: to -61 dB."""

LONGEST = 0.3
"""Seconds."""


def bubble(*, pitch: float, damping: float, rise: float, attack: float) -> Sound:
    """A bubble that rings at `pitch` Hz, peak near 1.

    K. van den Doel, "Physically based models for liquid sounds", ACM TAP 2 (2005): a bubble of
    radius r metres rings at 3/r Hz and is damped by 0.13/r + 0.0072 r^-1.5 per second; `damping`
    is a share of that. Its pitch rises by `rise` times the damping, as it nears the surface.
    `attack` is a time constant in seconds.
    """
    radius = 3.0 / pitch
    decay = (0.13 / radius + 0.0072 * radius**-1.5) * damping
    time = np.arange(int(min(DECAYS / decay, LONGEST) * RATE)) / RATE
    turns = pitch * (time + rise * decay * time**2 / 2)
    wave = np.exp(-decay * time) * np.sin(2 * np.pi * turns) * (1 - np.exp(-time / attack))
    return np.asarray(wave)
