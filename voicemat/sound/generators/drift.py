"""Slow random motion: what keeps a bed alive without ever repeating."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from voicemat.units import RATE

WARM_UP = 6.0
"""Time constants that a drift runs before its first value, so that it starts in its stride."""


class Drift:
    """A random walk held to unit variance: white noise through two equal one-pole low-passes.

    `tau` is the time constant of each in seconds, `rate` the number of values per second.
    """

    def __init__(self, random: np.random.Generator, *, tau: float, rate: float) -> None:
        self._random = random
        self._keep = a = exp(-1.0 / (tau * rate))
        # Variance of the cascade for unit white noise: (1-a)^4 (1+a^2) / (1-a^2)^3.
        self._scale = 1.0 / sqrt((1 - a) ** 4 * (1 + a * a) / (1 - a * a) ** 3)
        self._first = self._second = 0.0
        for _ in range(int(WARM_UP / (1 - a))):
            self.step()

    def step(self) -> float:
        """The next value."""
        a = self._keep
        self._first = (1 - a) * float(self._random.standard_normal()) + a * self._first
        self._second = (1 - a) * self._first + a * self._second
        return self._second * self._scale


class SmoothDrift:
    """A `Drift` of 100 values a second, drawn out to the sample rate in straight lines."""

    SPACING = RATE // 100

    def __init__(self, random: np.random.Generator, *, tau: float) -> None:
        self._drift = Drift(random, tau=tau, rate=RATE / self.SPACING)
        self._points = [self._drift.step(), self._drift.step()]
        self._into = 0
        """Frames since the first of `_points`."""

    def render(self, frames: int) -> NDArray[np.float64]:
        """The next `frames` values, shape (frames,)."""
        last = self._into + frames
        while len(self._points) < last // self.SPACING + 2:
            self._points.append(self._drift.step())
        index, rest = np.divmod(self._into + np.arange(frames), self.SPACING)
        points = np.array(self._points)
        share = rest / self.SPACING
        values: NDArray[np.float64] = points[index] * (1 - share) + points[index + 1] * share
        passed, self._into = divmod(last, self.SPACING)
        del self._points[:passed]
        return values
