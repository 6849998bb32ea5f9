"""``[voice emma, slower]``, ``[voice slower]`` and ``[voice]``."""

from __future__ import annotations

import re

from voicemat.script.cursor import Cursor
from voicemat.script.model import Tempo, VoiceChange
from voicemat.source import Span

_NAME = re.compile(r"[^\s,\]]+")


def read(cursor: Cursor, span: Span) -> VoiceChange:
    """The part after ``voice``."""
    tempo = cursor.keyword(*Tempo)
    name = None
    if tempo is None and not cursor.at_end:
        match = cursor.take(_NAME)
        name = match.group() if match else None
        tempo = cursor.keyword(*Tempo)
    cursor.done()
    return VoiceChange(name=name, tempo=Tempo(tempo) if tempo else None, span=span)
