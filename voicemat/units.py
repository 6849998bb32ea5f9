"""The units of the program: frames, decibels, LUFS, and the one conversion of each.

Time is an integer number of frames at one rate. Scripts hold exact decimals, which become
frames once, here, by rounding half up.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from typing import NewType

RATE = 48_000
"""Frames per second of every timeline, mix and recording."""

Frames = NewType("Frames", int)
"""A duration or a position, in frames at `RATE`."""

Db = NewType("Db", float)
"""A gain or a relative level, in decibels."""

Lufs = NewType("Lufs", float)
"""A loudness by ITU-R BS.1770, in LUFS."""


def frames(seconds: Decimal | Fraction | int) -> Frames:
    """The number of frames in an exact number of seconds, rounded half up.

    Floats are refused: they have lost the exact decimal that a script wrote.
    """
    if isinstance(seconds, float):
        raise TypeError("seconds must be exact: Decimal, Fraction or int")
    return Frames(floor(Fraction(seconds) * RATE + Fraction(1, 2)))


def seconds(count: int) -> float:
    """The duration of `count` frames in seconds, for display only."""
    return count / RATE


def ratio(level: float) -> float:
    """The amplitude ratio of a level in decibels: 10^(dB/20)."""
    return float(10.0 ** (level / 20.0))


def clock(count: int) -> str:
    """`count` frames as a person reads a time: ``0:05``, ``12:30``, ``1:02:03``."""
    whole = int((Decimal(count) / RATE).to_integral_value(ROUND_HALF_UP))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


def words(count: int) -> str:
    """`count` frames in words for a message: ``45 s``, ``12 min``, ``1 h 5 min 2 s``."""
    whole = int((Decimal(count) / RATE).to_integral_value(ROUND_HALF_UP))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    parts = [
        f"{value} {unit}" for value, unit in ((hours, "h"), (minute, "min"), (second, "s")) if value
    ]
    return " ".join(parts) or "0 s"
