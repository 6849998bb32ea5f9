"""``[bell]``, ``[bowl, soft, 3 times, every 6 s]``, ``[bell every 5 min]``, ``[bell stops]`` and
``[at 10:00 bell]``: any cue by its name.
"""

from __future__ import annotations

import re
from decimal import Decimal

from voicemat.script.cursor import Cursor
from voicemat.script.model import AtTime, CueCall, IntervalStart, IntervalStop, Strike
from voicemat.source import Span

MOST_TIMES = 200

NUMBER_WORDS = {"once": 1, "twice": 2}

_NAME = re.compile(r"[^\W\d_][\w'’-]*")

CueNode = CueCall | IntervalStart | IntervalStop


def read(cursor: Cursor, span: Span, name: str, name_span: Span) -> CueNode:
    """The part after the cue's name."""
    if cursor.keyword("stops"):
        cursor.done()
        return IntervalStop(name=name, name_span=name_span, span=span)
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
        return IntervalStart(name=name, strike=strike, every=every, name_span=name_span, span=span)
    return CueCall(
        name=name, strike=strike, times=times or 1, every=every, name_span=name_span, span=span
    )


def read_at(cursor: Cursor, span: Span) -> AtTime:
    """The part after ``at``: a session time and a cue."""
    at = cursor.duration()
    start = cursor.mark
    name = cursor.take(_NAME)
    if name is None:
        raise cursor.missing("a cue's name")
    place = cursor.place(start)
    found = read(cursor, place, name.group().casefold(), place)
    if not isinstance(found, CueCall):
        raise cursor.missing("a cue that sounds at this time")
    return AtTime(at=at, cue=found, span=span)
