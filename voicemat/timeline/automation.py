"""The level of an automation curve, the one definition that arranging and mixing share.

Between two points the level moves by a raised cosine in decibels, so it starts and stops
moving without a corner; outside the points it is held.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import cos, pi

from voicemat.timeline.model import Point


def level_at(points: Sequence[Point], frame: int) -> float:
    """The curve's level in dB at `frame`; 0 dB when there are no points."""
    if not points:
        return 0.0
    after = bisect_right(points, frame, key=lambda point: point.frame)
    if after == 0:
        return points[0].gain
    before = points[after - 1]
    if after == len(points):
        return before.gain
    until = points[after]
    part = (frame - before.frame) / (until.frame - before.frame)
    return before.gain + (until.gain - before.gain) * (0.5 - 0.5 * cos(pi * part))
