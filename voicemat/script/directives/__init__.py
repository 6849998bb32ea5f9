"""What may stand in brackets: one module for each directive, one table for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voicemat.script.cursor import Cursor
from voicemat.script.directives import (
    block,
    breathe,
    condition,
    cue,
    include,
    mat,
    music,
    pause,
    tone,
    voice,
)
from voicemat.script.directives.block import CloseBlock, Opening
from voicemat.script.model import Node
from voicemat.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """How a directive is written, for messages, and what reads the part after its first word."""

    form: str
    read: Callable[[Cursor, Span], Node | Opening | CloseBlock]


DIRECTIVES: Mapping[str, Directive] = {
    "pause": Directive(form="as in [pause 5 s] or [pause 20-60 s]", read=pause.read_pause),
    "rest": Directive(form="[rest] stands alone", read=pause.read_rest),
    "breathe": Directive(
        form="as in [breathe in 4, hold 7, out 8, 4 times], [breathe box 4, for 1 min] "
        "or [breathe 4-7-8, 4 times]",
        read=breathe.read,
    ),
    "music": Directive(
        form="as in [music rain + drift -6 dB, over 10 s], [music rain, endless], "
        "[music fades out over 4 min], "
        "[music quieter] or [music -3 dB over 10 s]",
        read=music.read,
    ),
    "at": Directive(form="as in [at 10:00 bell]", read=cue.read_at),
    "tone": Directive(
        form="as in [tone binaural 200 Hz 4 Hz], [tone isochronic 200 Hz 10 to 4 Hz over 20 min] "
        "or [tone stops]",
        read=tone.read,
    ),
    "voice": Directive(
        form="as in [voice emma], [voice emma, slower], [voice slower] or [voice]",
        read=voice.read,
    ),
    "on": Directive(form="[on the mat] stands alone", read=mat.read_on),
    "off": Directive(form="[off the mat] stands alone", read=mat.read_off),
    "include": Directive(form="as in [include safety]", read=include.read),
    "when": Directive(
        form="as in [when beginner], [when from 25 min] or [when under 15 min]",
        read=block.read_when,
    ),
    "repeat": Directive(form="as in [repeat 3 times]", read=block.read_repeat),
    "end": Directive(form="[end] stands alone", read=block.read_end),
}
"""Directives by their first word. A first word that is not here is a cue's name."""

CUE_FORM = (
    "a cue is as in [bell], [bowl, soft, 3 times, every 6 s], [bell every 5 min] or [bell stops]; "
    f"the other directives are {', '.join(DIRECTIVES)}"
)

VARIANT_FORM = "as in [beginner: text], [from 25 min: text] or [under 15 min: text]"

read_condition = condition.read
read_cue = cue.read

__all__ = [
    "CUE_FORM",
    "DIRECTIVES",
    "VARIANT_FORM",
    "CloseBlock",
    "Directive",
    "Opening",
    "read_condition",
    "read_cue",
]
