"""Gain over time: fades of clips, and the automation and ducks of a bus.

Bus gains are computed in decibels at every `CONTROL`-th frame and interpolated in between:
a change that takes a tenth of a second or more is the same to the ear, at a sixty-fourth of the
work. Where nothing changes, the gain is one number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray

from voicemat.timeline.model import Bus, Clip, Fade, FadeShape

CONTROL = 64
"""Frames between two computed bus gains."""

FADE_FLOOR = 60.0
"""dB; where a fade that is smooth in decibels begins. Its last step to silence is linear."""

FLOOR_PART = 0.02
"""The part of a fade that goes linearly from silence to the floor."""

Gain = NDArray[np.float32] | float
Curve = NDArray[np.float64]


def _cosine(part: Curve) -> Curve:
    return 0.5 - 0.5 * np.cos(np.pi * part)


def fade_gain(fade: Fade, positions: Curve) -> Curve:
    """Amplitude of a fade in at `positions` frames from its beginning; 0 before, 1 after it."""
    part = np.clip(positions / fade.frames, 0.0, 1.0)
    if fade.shape is FadeShape.EQUAL_POWER:
        return np.sin(0.5 * np.pi * part)
    level = -FADE_FLOOR * (1.0 - np.sin(0.5 * np.pi * part))
    return np.asarray(10.0 ** (level / 20.0) * np.minimum(part / FLOOR_PART, 1.0))


def clip_gain(clip: Clip, offset: int, frames: int) -> Gain:
    """Amplitude of `frames` frames of a clip from its frame `offset` on: gain and fades."""
    level = 10.0 ** (clip.gain / 20.0)
    gain: Curve | None = None
    fade_in, fade_out = clip.fade_in, clip.fade_out
    if fade_in and fade_in.frames and offset < fade_in.frames:
        gain = fade_gain(fade_in, np.arange(offset, offset + frames, dtype=np.float64) + 0.5)
    if fade_out and fade_out.frames and offset + frames > clip.duration - fade_out.frames:
        left = clip.duration - 0.5 - np.arange(offset, offset + frames, dtype=np.float64)
        falling = fade_gain(fade_out, left)
        gain = falling if gain is None else gain * falling
    if gain is None:
        return float(level)
    return np.asarray(gain * level, np.float32)


class BusGain:
    """The gain of a bus over time, ready to be asked for any stretch."""

    def __init__(self, bus: Bus) -> None:
        self._base = bus.gain
        self._points = np.array([point.frame for point in bus.automation], np.float64)
        self._levels = np.array([point.gain for point in bus.automation], np.float64)
        self._ducks = bus.ducks
        self._duck_starts = [duck.start for duck in bus.ducks]
        self._duck_ends = [duck.end for duck in bus.ducks]

    def at(self, start: int, frames: int) -> Gain:
        """Amplitude for `frames` frames from `start`, a multiple of `CONTROL`; shape (frames, 1),
        or one number where it is constant.
        """
        count = -(-frames // CONTROL) + 1
        grid = start + CONTROL * np.arange(count, dtype=np.float64)
        level = self._automation(grid) + self._duck_level(grid)
        if level[0] == level[-1] and np.all(level == level[0]):
            return float(10.0 ** ((self._base + level[0]) / 20.0))
        knots = 10.0 ** ((self._base + level) / 20.0)
        part = np.arange(CONTROL) / CONTROL
        curve = knots[:-1, None] + np.diff(knots)[:, None] * part
        return curve.reshape(-1, 1)[:frames].astype(np.float32)

    def _automation(self, grid: Curve) -> Curve:
        if not len(self._points):
            return np.zeros(len(grid))
        after = np.searchsorted(self._points, grid, side="right")
        before = np.clip(after - 1, 0, None)
        until = np.clip(after, None, len(self._points) - 1)
        width = np.maximum(self._points[until] - self._points[before], 1.0)
        part = np.clip((grid - self._points[before]) / width, 0.0, 1.0)
        low, high = self._levels[before], self._levels[until]
        return np.asarray(low + (high - low) * _cosine(part))

    def _duck_level(self, grid: Curve) -> Curve:
        level = np.zeros(len(grid))
        first = bisect_left(self._duck_ends, grid[0])
        last = bisect_right(self._duck_starts, grid[-1])
        for duck in self._ducks[first:last]:
            falling = np.clip((grid - duck.start) / max(duck.down - duck.start, 1), 0.0, 1.0)
            rising = np.clip((duck.end - grid) / max(duck.end - duck.up, 1), 0.0, 1.0)
            level -= duck.depth * _cosine(np.minimum(falling, rising))
        return level
