"""Gain over time: fades of clips, and the automation and ducks of a bus.

Bus gains and slow fades are computed at every `CONTROL`-th frame and interpolated in between:
a change that takes a tenth of a second or more is the same to the ear, at a sixty-fourth of the
work. Where nothing changes, the gain is one number. All of it is in double precision, so that
the one number and a curve that stands still round to the same gain.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voicemat.timeline.model import Bus, Clip, Duck, Fade, FadeShape

CONTROL = 64
"""Frames between two computed bus gains."""

SLOW_FADE = 4800
"""Frames (100 ms) from which on a fade is interpolated between control frames."""

FADE_FLOOR = 60.0
"""dB; where a fade that is smooth in decibels begins. Its last step to silence is linear."""

FLOOR_PART = 0.02
"""The part of a fade that goes linearly from silence to the floor."""

_BETWEEN = np.arange(CONTROL) / CONTROL

Curve = NDArray[np.float64]
Gain = Curve | float


def _cosine(part: Curve) -> Curve:
    return 0.5 - 0.5 * np.cos(np.pi * part)


def fade_gain(fade: Fade, positions: Curve) -> Curve:
    """Amplitude of a fade in at `positions` frames from its beginning; 0 before, 1 after it."""
    part = np.clip(positions / fade.frames, 0.0, 1.0)
    if fade.shape is FadeShape.EQUAL_POWER:
        return np.sin(0.5 * np.pi * part)
    level = -FADE_FLOOR * (1.0 - np.sin(0.5 * np.pi * part))
    return np.asarray(10.0 ** (level / 20.0) * np.minimum(part / FLOOR_PART, 1.0))


def _interpolated(knots: Curve, skip: int, frames: int) -> Curve:
    """`frames` values after the first `skip`, from values at every `CONTROL`-th frame."""
    curve = np.diff(knots)[:, None] * _BETWEEN
    curve += knots[:-1, None]
    return curve.reshape(-1)[skip : skip + frames]


def _grid(start: int, frames: int) -> Curve:
    """Every `CONTROL`-th frame from `start` on, to the first after the last of `frames`."""
    return start + CONTROL * np.arange(-(-frames // CONTROL) + 1, dtype=np.float64)


def _evaluated(curve: Callable[[Curve], Curve], fade: Fade, offset: int, frames: int) -> Curve:
    """A fade's `curve` for `frames` frames of a clip from its frame `offset` on."""
    if fade.frames < SLOW_FADE:
        return curve(np.arange(offset, offset + frames, dtype=np.float64))
    # On a grid of the clip's own, so that the gain is the same however the clip is cut.
    skip = offset % CONTROL
    return _interpolated(curve(_grid(offset - skip, frames + skip)), skip, frames)


def clip_gain(clip: Clip, offset: int, frames: int) -> Gain:
    """Amplitude of `frames` frames of a clip from its frame `offset` on: gain and fades.

    Shape (frames,), or one number where it is constant.
    """
    level = 10.0 ** (clip.gain / 20.0)
    gain: Curve | None = None
    rise, fall = clip.fade_in, clip.fade_out
    if rise and rise.frames and offset < rise.frames:
        gain = _evaluated(lambda places: fade_gain(rise, places + 0.5), rise, offset, frames)
    if fall and fall.frames and offset + frames > clip.duration - fall.frames:
        end = clip.duration - 0.5
        falling = _evaluated(lambda places: fade_gain(fall, end - places), fall, offset, frames)
        gain = falling if gain is None else gain * falling
    return level if gain is None else np.asarray(gain * level)


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
        """Amplitude for `frames` frames from `start`, a multiple of `CONTROL`; shape (frames,),
        or one number where it is constant.
        """
        grid = _grid(start, frames)
        held = self._held(start, int(grid[-1]))
        if held is not None:
            return float(self._amplitude(np.array([held]))[0])
        level = self._automation(grid) + self._duck_level(grid)
        return _interpolated(self._amplitude(level), 0, frames)

    def _amplitude(self, level: Curve) -> Curve:
        return np.asarray(10.0 ** ((self._base + level) / 20.0))

    def _held(self, first: int, last: int) -> float | None:
        """The level in dB from one frame to another, where neither automation nor ducks move."""
        level = 0.0
        ducks = self._ducks_within(first, last)
        if ducks:
            if len(ducks) > 1 or first < ducks[0].down or last > ducks[0].up:
                return None
            level -= ducks[0].depth
        if len(self._points):
            after = int(np.searchsorted(self._points, first, side="right"))
            before, until = max(after - 1, 0), min(after, len(self._points) - 1)
            if last > self._points[until] > first or self._levels[before] != self._levels[until]:
                return None
            level += float(self._levels[until])
        return level

    def _ducks_within(self, first: float, last: float) -> tuple[Duck, ...]:
        return self._ducks[
            bisect_left(self._duck_ends, first) : bisect_right(self._duck_starts, last)
        ]

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
        for duck in self._ducks_within(grid[0], grid[-1]):
            falling = np.clip((grid - duck.start) / max(duck.down - duck.start, 1), 0.0, 1.0)
            rising = np.clip((duck.end - grid) / max(duck.end - duck.up, 1), 0.0, 1.0)
            level -= duck.depth * _cosine(np.minimum(falling, rising))
        return level
