"""``[breathe in 4, hold 7, out 8, 4 times]`` and its short forms."""

from __future__ import annotations

import re
from decimal import Decimal

from voicemat.diagnostics import Kind
from voicemat.script.cursor import Cursor
from voicemat.script.model import Breathe, BreathPhase, BreathStyle
from voicemat.source import Span

_COUNTS = re.compile(r"\d{1,2}(?:[-\N{EN DASH}]\d{1,2}){1,3}(?![\d\N{EN DASH}-])")

_SHORT_FORMS = {
    2: (BreathPhase.IN, BreathPhase.OUT),
    3: (BreathPhase.IN, BreathPhase.HOLD, BreathPhase.OUT),
    4: (BreathPhase.IN, BreathPhase.HOLD, BreathPhase.OUT, BreathPhase.HOLD),
}
"""What the numbers of 4-6, 4-7-8 and 4-4-4-4 count."""

MOST_CYCLES = 1000

Pattern = tuple[tuple[BreathPhase, Decimal], ...]


def read(cursor: Cursor, span: Span) -> Breathe:
    """The part after ``breathe``."""
    pattern = _pattern(cursor)
    cycles: int | None = None
    fill: Decimal | None = None
    if cursor.keyword("for"):
        fill = cursor.duration()
    else:
        cycles = cursor.integer("the number of breaths", most=MOST_CYCLES)
        if cycles is None:
            raise cursor.missing('"4 times" or "for 2 min"')
        cursor.expect("times", "time")
    style = cursor.keyword("words", "tones")
    cursor.done()
    return Breathe(
        pattern=pattern,
        cycles=cycles,
        fill=fill,
        style=BreathStyle(style) if style else BreathStyle.SPOKEN_FIRST,
        span=span,
    )


def _pattern(cursor: Cursor) -> Pattern:
    if cursor.keyword("box"):
        seconds = cursor.phase_seconds()
        return tuple((phase, seconds) for phase in _SHORT_FORMS[4])
    start = cursor.mark
    if counts := cursor.take(_COUNTS):
        numbers = [Decimal(number) for number in re.split(r"\D", counts.group())]
        for number in numbers:
            if not 1 <= number <= 30:
                raise cursor.fail(
                    Kind.OUT_OF_RANGE,
                    start,
                    what="a breath",
                    value=f"{number} s",
                    least="1 s",
                    most="30 s",
                )
        return tuple(zip(_SHORT_FORMS[len(numbers)], numbers, strict=True))
    phases: list[tuple[BreathPhase, Decimal]] = []
    cursor.expect("in")
    phases.append((BreathPhase.IN, cursor.phase_seconds()))
    while word := cursor.keyword("hold", "out", "in"):
        phases.append((BreathPhase(word), cursor.phase_seconds()))
    if all(phase is not BreathPhase.OUT for phase, _ in phases):
        cursor.expect("out")
    return tuple(phases)
