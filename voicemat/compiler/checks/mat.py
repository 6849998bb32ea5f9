"""What a routine owes to a person who lies on the mat. Its time is checked with the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from voicemat.compiler.score import ChapterStart, Event, MatEvent, Score, Speak
from voicemat.diagnostics import Diagnostic, Kind, warning
from voicemat.script.model import MatSide

_SAFETY = re.compile(r"\bsafety\b", re.IGNORECASE)
_FILE_NAME = re.compile(r"[^/\\]*$")


def never_left(events: Iterable[Event]) -> Iterator[Diagnostic]:
    """An ``[on the mat]`` that no ``[off the mat]`` follows."""
    last: MatEvent | None = None
    for event in events:
        if isinstance(event, MatEvent):
            last = event
    if last and last.side is MatSide.ON:
        yield warning(Kind.MAT_NEVER_LEFT, last.origin)


def no_safety(events: Sequence[Event], score: Score) -> Iterator[Diagnostic]:
    """A session on the mat without a word of care before it.

    Such words come from a script, or stand in a chapter, that has safety in its name. A header
    with a time on the mat counts as using it.
    """
    first = next((at for at, event in enumerate(events) if isinstance(event, MatEvent)), None)
    if first is None and score.mat_cap is None:
        return
    if not any(map(_is_safety, events[:first])):
        spoken = (event for event in events if isinstance(event, MatEvent | Speak | ChapterStart))
        place = events[first] if first is not None else next(spoken, None)
        if isinstance(place, MatEvent | Speak | ChapterStart):
            yield warning(Kind.NO_SAFETY, place.origin)


def _is_safety(event: Event) -> bool:
    if isinstance(event, ChapterStart):
        return bool(_SAFETY.search(event.title))
    if isinstance(event, Speak):
        name = _FILE_NAME.search(event.origin.source)
        return bool(name and _SAFETY.search(name.group()))
    return False
