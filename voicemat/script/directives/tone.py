"""``[tone binaural 200 Hz 4 Hz]``, ``[tone binaural 200 Hz 10 to 4 Hz over 20 min]`` and
``[tone stops]``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from voicemat.diagnostics import Kind
from voicemat.script.cursor import Cursor
from voicemat.script.model import ToneKind, ToneRamp, ToneStart, ToneStop
from voicemat.source import Span

CARRIER = (60, 500)
BEAT = (Decimal("0.5"), 40)
"""Hard limits in Hz; see the entrainment tones in the design of sound."""

_NUMBER = r"(\d{1,4}(?:\.\d{1,3})?)"
_HERTZ = re.compile(rf"{_NUMBER}(?:\s*to\s*{_NUMBER})?\s*Hz\b", re.IGNORECASE)


def read(cursor: Cursor, span: Span) -> ToneStart | ToneStop:
    """The part after ``tone``."""
    word = cursor.expect(*ToneKind, "stops")
    if word == "stops":
        cursor.done()
        return ToneStop(span=span)
    carrier = _hertz(cursor, "a carrier", *CARRIER)
    beat = _hertz(cursor, "a beat", *BEAT)
    ramp = None
    if carrier[1] is not None or beat[1] is not None:
        if not cursor.keyword("over"):
            raise cursor.missing("how long it takes, as in over 20 min")
        ramp = ToneRamp(
            carrier=carrier[0] if carrier[1] is None else carrier[1],
            beat=beat[0] if beat[1] is None else beat[1],
            over=cursor.duration(),
        )
    cursor.done()
    return ToneStart(kind=ToneKind(word), carrier=carrier[0], beat=beat[0], ramp=ramp, span=span)


def _hertz(
    cursor: Cursor, what: str, least: Decimal | int, most: int
) -> tuple[Decimal, Decimal | None]:
    """A frequency within bounds, and the one that it goes to, if it goes."""
    start = cursor.mark
    match = cursor.take(_HERTZ)
    if match is None:
        raise cursor.missing(f"{what} such as 200 Hz")
    value = Decimal(match.group(1))
    goal = Decimal(match.group(2)) if match.group(2) else None
    if not (least <= value <= most and (goal is None or least <= goal <= most)):
        raise cursor.fail(
            Kind.OUT_OF_RANGE,
            start,
            what=what,
            value=match.group(),
            least=f"{least} Hz",
            most=f"{most} Hz",
        )
    return value, goal
