"""``[tone binaural 200 Hz 4 Hz]`` and ``[tone stops]``."""

from __future__ import annotations

import re
from decimal import Decimal

from voicemat.diagnostics import Kind
from voicemat.script.cursor import Cursor
from voicemat.script.model import ToneKind, ToneStart, ToneStop
from voicemat.source import Span

CARRIER = (60, 500)
BEAT = (Decimal("0.5"), 40)
"""Hard limits in Hz; see the entrainment tones in the design of sound."""

_HERTZ = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*Hz\b", re.IGNORECASE)


def read(cursor: Cursor, span: Span) -> ToneStart | ToneStop:
    """The part after ``tone``."""
    word = cursor.expect(*ToneKind, "stops")
    if word == "stops":
        cursor.done()
        return ToneStop(span=span)
    carrier = _hertz(cursor, "a carrier", *CARRIER)
    beat = _hertz(cursor, "a beat", *BEAT)
    cursor.done()
    return ToneStart(kind=ToneKind(word), carrier=carrier, beat=beat, span=span)


def _hertz(cursor: Cursor, what: str, least: Decimal | int, most: int) -> Decimal:
    start = cursor.mark
    match = cursor.take(_HERTZ)
    if match is None:
        raise cursor.missing(f"{what} such as 200 Hz")
    value = Decimal(match.group(1))
    if not least <= value <= most:
        raise cursor.fail(
            Kind.OUT_OF_RANGE,
            start,
            what=what,
            value=match.group(),
            least=f"{least} Hz",
            most=f"{most} Hz",
        )
    return value
