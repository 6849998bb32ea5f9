"""Slow random motion: what keeps a bed alive without ever repeating."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.generators.seeds import stream

Curve = NDArray[np.float64]

PAGE = 64
"""Random weights drawn at a time."""

SPACING = 1.75
"""Time constants from one knot to the next. The autocorrelation then falls to one half after 1.7
time constants, as that of white noise through two equal one-pole low-passes does."""


def spline_weights(u: Curve) -> Curve:
    """The four weights of a uniform cubic B-spline at the share u in 0..1 of a stretch, scaled so
    that the sum of their squares is 1; shape (4, *u.shape).
    """
    weights = np.stack(
        [(1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3]
    )
    return np.asarray(weights / np.sqrt((weights**2).sum(axis=0)))


class Drift:
    """A smooth random course of zero mean and unit variance, twice differentiable.

    Random weights on an endless row of knots under cubic B-splines (lattice noise): a value
    depends on the four knots around it alone. `tau` is its time constant in seconds.
    """

    def __init__(self, seed: int, name: str, *, tau: float) -> None:
        self._seed = seed
        self._name = name
        self._spacing = SPACING * tau
        self._page = lru_cache(maxsize=4)(self._draw)

    def _draw(self, page: int) -> Curve:
        return stream(self._seed, self._name, page).standard_normal(PAGE)

    def at(self, seconds: Curve) -> Curve:
        """The values at `seconds`, an array in order of time."""
        knot, u = np.divmod(seconds / self._spacing, 1.0)
        index = knot.astype(np.int64)
        first = (int(index[0]) - 1) // PAGE
        last = (int(index[-1]) + 2) // PAGE
        weights = np.concatenate([self._page(page) for page in range(first, last + 1)])
        near = weights[index - 1 - first * PAGE + np.arange(4)[:, None]]
        return np.asarray((near * spline_weights(u)).sum(axis=0))
