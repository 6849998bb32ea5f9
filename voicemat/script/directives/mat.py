"""``[on the mat]`` and ``[off the mat]``."""

from __future__ import annotations

from voicemat.script.cursor import Cursor
from voicemat.script.model import MatChange, MatSide
from voicemat.source import Span


def read_on(cursor: Cursor, span: Span) -> MatChange:
    """The part after ``on``."""
    return _read(cursor, span, MatSide.ON)


def read_off(cursor: Cursor, span: Span) -> MatChange:
    """The part after ``off``."""
    return _read(cursor, span, MatSide.OFF)


def _read(cursor: Cursor, span: Span, side: MatSide) -> MatChange:
    cursor.expect("the")
    cursor.expect("mat")
    cursor.done()
    return MatChange(side=side, span=span)
