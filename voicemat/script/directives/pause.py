"""``[pause 5 s]``, ``[pause 20-60 s]`` and ``[rest]``."""

from __future__ import annotations

from decimal import Decimal

from voicemat.script.cursor import Cursor
from voicemat.script.model import Pause, Stretch
from voicemat.source import Span

SHORTEST_REST = Decimal(5)
"""Seconds that a [rest] takes at the least."""


def read_pause(cursor: Cursor, span: Span) -> Pause:
    """The part after ``pause``: a duration or a range."""
    stretch = cursor.stretch()
    cursor.done()
    return Pause(stretch=stretch, span=span)


def read_rest(cursor: Cursor, span: Span) -> Pause:
    """The part after ``rest``: nothing."""
    cursor.done()
    return Pause(stretch=Stretch(least=SHORTEST_REST, most=None), span=span)
