"""A look-ahead true-peak limiter that is a pure function of the samples around each frame.

The reduction that each frame needs is held over a window and smoothed by a filter of the same
length (two boxcars), so the gain is down when the peak comes, and without a corner. It is finite
on both sides and computed in integers, so a stretch comes out the same however it is cut. A
session that is mixed well hardly ever needs it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.true_peak import BOUND, CENTRE, TAPS, bounds, interpolated_peaks

Samples = NDArray[np.float32]

BOXCAR = 480
"""Frames of one smoothing boxcar: 10 ms. Two of them make the limiter's window."""

REACH = 2 * BOXCAR + TAPS
"""Frames on either side that a frame's gain depends on."""

_HOP = 256
"""Frames that are examined together for interpolated peaks."""

_SCALE = 1 << 24
"""Steps of full reduction in the integer arithmetic of the smoothing."""


def limit(samples: Samples, ceiling: float) -> Samples:
    """The middle of `samples`, with no true peak over `ceiling` (an amplitude ratio).

    `samples` has shape (n + 2 REACH, channels): `REACH` frames of context on either side. The
    result has shape (n, channels). Frames far from any peak are passed bit for bit.
    """
    inner = samples[REACH : len(samples) - REACH]
    if max(samples.max(initial=0.0), -samples.min(initial=0.0)) * BOUND <= ceiling:
        return inner
    need = _needed(samples, ceiling)
    if need is None:
        return inner
    # Frame f of `samples` is held by the windows that the triangle from f - 2 BOXCAR + 1 covers.
    smooth = _smooth(_hold(need))[REACH - 2 * BOXCAR + 1 :][: len(inner)]
    return inner * (1.0 - smooth / _SCALE).astype(np.float32)[:, None]


def _needed(samples: Samples, ceiling: float) -> NDArray[np.int64] | None:
    """The reduction that each frame needs, in steps of 1 / `_SCALE`, rounded up; None where none
    needs any.
    """
    need: NDArray[np.int64] | None = None
    hops = np.flatnonzero(bounds(samples, _HOP) > ceiling)
    # Neighbours together: each call costs more than the samples of a hop.
    for run in np.split(hops, np.flatnonzero(np.diff(hops) > 1) + 1):
        if not len(run):
            continue
        first = max(int(run[0]) * _HOP - TAPS, 0)
        last = min((int(run[-1]) + 1) * _HOP + TAPS, len(samples))
        if last - first < TAPS:
            continue
        peak = _peaks(samples[first:last])
        over = np.flatnonzero(peak > ceiling)
        if len(over):
            need = np.zeros(len(samples), np.int64) if need is None else need
            need[first + over] = np.ceil((1.0 - ceiling / peak[over]) * _SCALE)
    return need


def _peaks(samples: Samples) -> NDArray[np.float64]:
    """The larger of each frame's magnitude and of what is interpolated after it."""
    magnitudes = np.abs(samples)
    peaks = magnitudes[:, 0]
    for channel in magnitudes.T[1:]:  # NumPy's reduction over pairs takes far longer
        peaks = np.maximum(peaks, channel)
    between = interpolated_peaks(samples)
    reach = peaks[CENTRE : CENTRE + len(between)]
    np.maximum(reach, between, out=reach)
    return peaks.astype(np.float64)


def _hold(need: NDArray[np.int64]) -> NDArray[np.int64]:
    """The largest need within the limiter's window around each frame, by doubling."""
    width = 2 * BOXCAR + 1
    held = need
    span = 1
    while span < width:
        step = min(span, width - span)
        held = np.maximum(held[:-step], held[step:])
        span += step
    return held


def _smooth(held: NDArray[np.int64]) -> NDArray[np.int64]:
    """Two boxcars in a row: a triangle of weights that sum to one."""
    smooth = held
    for _ in range(2):
        total = np.concatenate([[0], np.cumsum(smooth)])
        smooth = -(-(total[BOXCAR:] - total[:-BOXCAR]) // BOXCAR)
    return smooth
