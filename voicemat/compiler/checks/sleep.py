"""What might wake a person in the last chapter of a routine for sleep.

A routine without chapters is one chapter, which begins with its first sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicemat import units
from voicemat.compiler.checks.english import is_english, waking
from voicemat.compiler.score import (
    ChapterStart,
    CueStrike,
    Event,
    IntervalBegin,
    IntervalEnd,
    LevelChange,
    MixChange,
    MusicFadeEvent,
    Speak,
)
from voicemat.diagnostics import Diagnostic, Kind, warning
from voicemat.script.model import FadeDirection

SHORTEST_FADE = units.frames(30)
"""A fade from which the end of the music is not noticed."""


def cues(events: Sequence[Event]) -> Iterator[Diagnostic]:
    """Cues in the last chapter, and intervals that reach into it."""
    begins = _last_chapter(events)
    running: dict[str, CueStrike] = {}
    struck: list[CueStrike] = []
    for at, event in enumerate(events):
        if at == begins:
            struck += running.values()
        if isinstance(event, IntervalBegin):
            running[event.strike.media] = event.strike
        elif isinstance(event, IntervalEnd):
            running.pop(event.media, None)
        strike = event.strike if isinstance(event, IntervalBegin) else event
        if at >= begins and isinstance(strike, CueStrike):
            struck.append(strike)
    for strike in struck:
        yield warning(Kind.CUE_BEFORE_SLEEP, strike.origin, name=strike.media)


def waking_words(events: Sequence[Event], language: str) -> Iterator[Diagnostic]:
    """Sentences of the last chapter that would get a sleeper up."""
    if not is_english(language):
        return
    for event in events[_last_chapter(events) :]:
        if isinstance(event, Speak) and (words := waking(event.text)):
            yield warning(Kind.WAKING_WORDS, event.origin, words=words)


def louder_music(events: Sequence[Event]) -> Iterator[Diagnostic]:
    """Music that rises or comes in during the last chapter."""
    for event in events[_last_chapter(events) :]:
        louder = isinstance(event, LevelChange) and event.change > 0
        comes = isinstance(event, MusicFadeEvent) and event.direction is FadeDirection.IN
        if isinstance(event, LevelChange | MusicFadeEvent) and (louder or comes):
            yield warning(Kind.LOUDER_BEFORE_SLEEP, event.origin)


def last_fade(events: Sequence[Event]) -> Iterator[Diagnostic]:
    """A fade out that ends the music, in the last chapter, in less than `SHORTEST_FADE` frames."""
    chapter = events[_last_chapter(events) :]
    changes = [event for event in chapter if isinstance(event, MusicFadeEvent | MixChange)]
    last = changes[-1] if changes else None
    if (
        isinstance(last, MusicFadeEvent)
        and last.direction is FadeDirection.OUT
        and last.over < SHORTEST_FADE
    ):
        yield warning(
            Kind.SHORT_LAST_FADE,
            last.origin,
            actual=units.words(last.over),
            least=units.words(SHORTEST_FADE),
        )


def _last_chapter(events: Sequence[Event]) -> int:
    """The first event of the last chapter, and never before the first sentence."""
    spoken = (at for at, event in enumerate(events) if isinstance(event, Speak))
    chapters = [at for at, event in enumerate(events) if isinstance(event, ChapterStart)]
    return max(next(spoken, len(events)), chapters[-1] if chapters else 0)
