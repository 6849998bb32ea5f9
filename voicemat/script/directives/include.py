"""``[include safety]``."""

from __future__ import annotations

import re

from voicemat.script.cursor import Cursor
from voicemat.script.model import Include
from voicemat.source import Span

_NAME = re.compile(r'"([^"\n]+)"|[^\s,]+')


def read(cursor: Cursor, span: Span) -> Include:
    """The part after ``include``: a script's name, or a path relative to this one."""
    match = cursor.take(_NAME)
    if match is None:
        raise cursor.missing("a script's name")
    cursor.done()
    return Include(name=match.group(1) or match.group(), span=span)
