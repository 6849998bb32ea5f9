"""``[music ...]``: another mix, a fade, or a change of level. The header's ``music:`` reads the
same mixes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from voicemat.diagnostics import Kind
from voicemat.script.cursor import Cursor
from voicemat.script.model import Course, FadeDirection, Layer, MusicFade, MusicLevel, MusicMix
from voicemat.source import Span

STEP = Decimal(4)
"""dB by which ``quieter`` and ``louder`` move the music."""

_AFTER_NAME = (
    r"(?:,|(?<=\s)\+(?=\s|\Z)|\bover\s+\d"
    r"|[-+\N{MINUS SIGN}\N{EN DASH}]\s?\d+(?:\.\d+)?\s?dB\b)"
)

_NAME = re.compile(
    rf'"(?P<quoted>[^"\n]+)"|(?!{_AFTER_NAME}).+?(?={_AFTER_NAME}|\Z)', re.IGNORECASE
)
"""A bed's name or a file path: up to a comma, a plus between blanks, a level or ``over``."""

_ESCAPED_BRACKET = re.compile(r"\\([\[\]])")

_PLUS = re.compile(r"\+")


def read(cursor: Cursor, span: Span) -> MusicMix | MusicFade | MusicLevel:
    """The part after ``music``."""
    if cursor.keyword("fades", "fade"):
        direction = FadeDirection(cursor.expect("in", "out"))
        over = _over(cursor)
        cursor.done()
        return MusicFade(direction=direction, over=over, span=span)
    change: Decimal | None
    if word := cursor.keyword("quieter", "louder"):
        change = STEP if word == "louder" else -STEP
    else:
        change = cursor.decibels()
    if change is not None:
        over = _over(cursor)
        cursor.done()
        return MusicLevel(change=change, over=over, span=span)
    layers = read_layers(cursor)
    over = _over(cursor)
    cursor.done()
    return MusicMix(layers=layers, over=over, span=span)


def _over(cursor: Cursor) -> Decimal | None:
    return cursor.duration() if cursor.keyword("over") else None


def read_layers(cursor: Cursor) -> tuple[Layer, ...]:
    """A mix such as ``rain + drift -6 dB`` or ``rain, endless``."""
    layers: list[Layer] = []
    while True:
        start = cursor.mark
        match = cursor.take(_NAME)
        if match is None:
            end = start if start else 1
            raise cursor.fail(Kind.MISSING_PART, end - 1, end, expected="a bed's name or a file")
        name = _ESCAPED_BRACKET.sub(r"\1", match["quoted"] or match.group().strip())
        span = cursor.place(start, start + len(match.group().rstrip()))
        layers.append(Layer(name=name, gain=cursor.decibels() or Decimal(0), span=span))
        if not cursor.take(_PLUS):
            break
    if cursor.keyword(Course.ENDLESS):
        return tuple(replace(layer, course=Course.ENDLESS) for layer in layers)
    return tuple(layers)
