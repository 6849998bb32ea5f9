"""Frames, decibels and the words for them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from voicemat import units


@pytest.mark.parametrize(
    ("seconds", "frames"),
    [
        (1, 48_000),
        (Decimal("0.1"), 4_800),
        (Decimal("1") / 3, 16_000),
        (Fraction(1, 3), 16_000),
        (Fraction(1, 96_000), 1),  # half a frame goes up
        (Fraction(1, 96_001), 0),
        (Fraction(3, 96_000), 2),
        (Fraction(-1, 96_000), 0),  # and so does minus a half
        (Decimal("0.00001"), 0),
        (0, 0),
        (Decimal(86_400), 4_147_200_000),
    ],
)
def test_seconds_become_frames_once_and_round_half_up(
    seconds: Decimal | Fraction | int, frames: int
) -> None:
    assert units.frames(seconds) == frames


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="exact"):
        units.frames(0.1)  # type: ignore[arg-type]  # the point of the test


def test_seconds_for_display() -> None:
    assert units.seconds(72_000) == 1.5


@pytest.mark.parametrize(
    ("level", "ratio"), [(0.0, 1.0), (20.0, 10.0), (-20.0, 0.1), (-6.0206, 0.5), (3.0103, 2**0.5)]
)
def test_decibels_are_twenty_to_the_decade(level: float, ratio: float) -> None:
    assert units.ratio(level) == pytest.approx(ratio, rel=1e-5)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00"),
        (5, "0:05"),
        (Decimal("59.4"), "0:59"),
        (Decimal("59.5"), "1:00"),
        (750, "12:30"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (3723, "1:02:03"),
        (36_000, "10:00:00"),
    ],
)
def test_a_time_on_a_clock(seconds: Decimal | int, shown: str) -> None:
    assert units.clock(units.frames(seconds)) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (Decimal("0.4"), "0 s"),
        (45, "45 s"),
        (60, "1 min"),
        (720, "12 min"),
        (725, "12 min 5 s"),
        (3600, "1 h"),
        (3902, "1 h 5 min 2 s"),
        (3602, "1 h 2 s"),
    ],
)
def test_a_length_in_words(seconds: Decimal | int, shown: str) -> None:
    assert units.words(units.frames(seconds)) == shown
