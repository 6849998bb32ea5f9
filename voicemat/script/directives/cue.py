"""``[bell]``, ``[bowl, soft, 3 times, every 6 s]``: any cue by its name."""

from __future__ import annotations

from decimal import Decimal

from voicemat.script.cursor import Cursor
from voicemat.script.model import CueCall, Strike
from voicemat.source import Span

MOST_TIMES = 200

NUMBER_WORDS = {"once": 1, "twice": 2}


def read(cursor: Cursor, span: Span, name: str) -> CueCall:
    """The part after the cue's name."""
    strike = Strike.NORMAL
    times: int | None = None
    every: Decimal | None = None
    while not cursor.at_end:
        if cursor.keyword("soft", "softly"):
            strike = Strike.SOFT
        elif word := cursor.keyword(*NUMBER_WORDS):
            times = NUMBER_WORDS[word]
        elif cursor.keyword("every"):
            every = cursor.duration()
        elif (count := cursor.integer("the number of times", most=MOST_TIMES)) is not None:
            times = count
            cursor.expect("times", "time")
        else:
            cursor.done()
    if every is not None and times is None:
        raise cursor.missing('"3 times"')
    return CueCall(name=name, strike=strike, times=times or 1, every=every, span=span)
