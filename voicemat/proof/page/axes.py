"""Places on the axes of a picture, in per cent, and the labels there.

Labels are HTML over a picture and not a part of it, so that they have one size on any screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from voicemat.units import RATE, clock

STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
"""Seconds between labels of time: what a person counts in."""

LABELS = 9
"""Of time, at the most; a narrow screen shows every second one."""


def share(part: float, whole: float) -> float:
    """`part` of `whole` in per cent, with two decimals."""
    return round(100 * part / whole, 2) if whole else 0.0


def time_step(frames: int) -> int:
    """Frames between two labels of time."""
    step = next((step for step in STEPS if frames <= step * RATE * LABELS), STEPS[-1])
    return step * RATE


def time_labels(frames: int) -> str:
    """The labels under a picture of `frames` frames."""
    step = time_step(frames)
    places = range(0, frames + 1, step)
    return "".join(_time_label(number, at, frames) for number, at in enumerate(places))


def _time_label(number: int, at: int, frames: int) -> str:
    kind = "x"
    if number == 0:
        kind += " first"
    elif at > 0.96 * frames:
        kind += " last"
    if number % 2:
        kind += " odd"
    return f'<span class="{kind}" style="left:{share(at, frames)}%">{clock(at)}</span>'


def y_label(text: str, at: float) -> str:
    """A label beside a picture, at a height in per cent."""
    return f'<span class="y" style="bottom:{at}%">{escape(text)}</span>'


def grid(lowest: float, highest: float, step: float, width: float, height: float) -> str:
    """The lines of a picture at those levels."""
    return "".join(
        f'<line class="grid" x1="0" x2="{width:g}" y1="{y:.1f}" y2="{y:.1f}"/>'
        for level in _levels(lowest, highest, step)
        for y in [height * (highest - level) / (highest - lowest)]
    )


def _levels(lowest: float, highest: float, step: float) -> Iterator[float]:
    level = step * -(-lowest // step)
    while level <= highest:
        yield level
        level += step
