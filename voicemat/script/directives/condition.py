"""When something happens: an option's value, or the asked length."""

from __future__ import annotations

import re

from voicemat.script.cursor import Cursor
from voicemat.script.model import ChoiceIs, Condition, LengthFrom, LengthUnder

_CHOICE = re.compile(r"[^\W_][\w-]*")


def read(cursor: Cursor) -> Condition:
    """A condition: ``beginner``, ``from 25 min`` or ``under 15 min``."""
    start = cursor.mark
    word = cursor.keyword("from", "under")
    if word:
        seconds = cursor.duration()
        span = cursor.place(start)
        if word == "from":
            return LengthFrom(least=seconds, span=span)
        return LengthUnder(limit=seconds, span=span)
    choice = cursor.take(_CHOICE)
    if choice is None:
        raise cursor.missing("an option's value, from 25 min or under 15 min")
    return ChoiceIs(value=choice.group(), span=cursor.place(start))
