"""What may stand in brackets: one module for each directive, one table for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voicemat.script.cursor import Cursor
from voicemat.script.directives import breathe, cue, music, pause
from voicemat.script.model import Node
from voicemat.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """How a directive is written, for messages, and what reads the part after its first word."""

    form: str
    read: Callable[[Cursor, Span], Node]


DIRECTIVES: Mapping[str, Directive] = {
    "pause": Directive(form="as in [pause 5 s] or [pause 20-60 s]", read=pause.read_pause),
    "rest": Directive(form="[rest] stands alone", read=pause.read_rest),
    "breathe": Directive(
        form="as in [breathe in 4, hold 7, out 8, 4 times], [breathe box 4, for 1 min] "
        "or [breathe 4-7-8, 4 times]",
        read=breathe.read,
    ),
    "music": Directive(
        form="as in [music rain + drift -6 dB, over 10 s], [music fades out over 4 min], "
        "[music quieter] or [music -3 dB over 10 s]",
        read=music.read,
    ),
}
"""Directives by their first word. A first word that is not here is a cue's name."""

CUE_FORM = "as in [bell] or [bowl, soft, 3 times, every 6 s]"

read_cue = cue.read

__all__ = ["CUE_FORM", "DIRECTIVES", "Directive", "read_cue"]
