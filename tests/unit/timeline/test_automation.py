"""The level of an automation curve."""

from __future__ import annotations

import pytest

from voicemat.timeline.automation import level_at
from voicemat.timeline.model import Point

CURVE = (Point(frame=100, gain=0.0), Point(frame=300, gain=-8.0), Point(frame=400, gain=2.0))


@pytest.mark.parametrize(
    ("frame", "level"),
    [
        (-5, 0.0),
        (0, 0.0),
        (100, 0.0),
        (150, -8 * (0.5 - 0.5 * 2**-0.5)),  # a quarter of a raised cosine
        (200, -4.0),
        (300, -8.0),
        (350, -3.0),
        (400, 2.0),
        (10**9, 2.0),
    ],
)
def test_it_moves_by_a_raised_cosine_and_is_held_outside(frame: int, level: float) -> None:
    assert level_at(CURVE, frame) == pytest.approx(level)


def test_without_points_it_is_nothing() -> None:
    assert level_at((), 77) == 0.0


def test_one_point_is_held_everywhere() -> None:
    assert [level_at(CURVE[1:2], frame) for frame in (0, 300, 900)] == [-8.0] * 3


def test_two_points_at_one_frame_are_a_step_and_no_division_by_zero() -> None:
    step = (Point(frame=100, gain=0.0), Point(frame=100, gain=-8.0))
    assert [level_at(step, frame) for frame in (99, 100, 101)] == [0.0, -8.0, -8.0]
