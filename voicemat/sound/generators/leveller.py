"""A slow hand on the fader: evens out the long swells of a bed without pumping."""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import NDArray

from voicemat.units import RATE

Samples = NDArray[np.float32]

STEP = 512
"""Frames between two readings of the level: 11 ms, a whole part of a bed's block."""

FLOOR = 1e-8
"""Mean power under which nothing is raised."""


class Leveller:
    """Moves the level of a sound towards `target` (mean power, of both sides together).

    It follows the power with two equal one-pole averages of `tau` seconds and takes back `share`
    of the distance in decibels: 0 would do nothing, 1 everything.
    """

    def __init__(self, *, target: float, share: float, tau: float) -> None:
        self._target = target
        self._share = share
        self._keep = exp(-STEP / (tau * RATE))
        self._first = self._second = target
        self._gain = 1.0

    def __call__(self, samples: Samples) -> Samples:
        """The next block, shape (frames, 2); its length must be a multiple of `STEP`."""
        power = (samples.astype(np.float64) ** 2).reshape(-1, STEP, 2).mean(axis=(1, 2))
        gains = [self._gain]
        for reading in power:
            self._first = self._keep * self._first + (1 - self._keep) * float(reading)
            self._second = self._keep * self._second + (1 - self._keep) * self._first
            gains.append((self._target / max(self._second, FLOOR)) ** (self._share / 2))
        self._gain = gains[-1]
        places = np.arange(len(samples)) / STEP
        curve = np.interp(places, np.arange(len(gains)), gains)
        return np.asarray(samples * curve[:, None], np.float32)
