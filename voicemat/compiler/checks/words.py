"""Sentences that are hard to follow, and sentences that promise too much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from voicemat.compiler.checks.english import is_english, promise
from voicemat.compiler.score import Event, Speak
from voicemat.diagnostics import Diagnostic, Kind, warning

MOST_WORDS = 25
"""Words of a sentence that a person follows with closed eyes."""


def long_sentences(events: Iterable[Event]) -> Iterator[Diagnostic]:
    """Sentences of more than `MOST_WORDS` words. The transcript of a recording is no sentence."""
    for event in events:
        if isinstance(event, Speak) and not event.utterance.take:
            count = sum(any(map(str.isalnum, word)) for word in event.text.split())
            if count > MOST_WORDS:
                yield warning(
                    Kind.LONG_SENTENCE, event.origin, count=str(count), most=str(MOST_WORDS)
                )


def medical_promises(events: Iterable[Event], language: str) -> Iterator[Diagnostic]:
    """Sentences that promise what medicine would do."""
    if not is_english(language):
        return
    for event in events:
        if isinstance(event, Speak) and (words := promise(event.text)):
            yield warning(Kind.MEDICAL_PROMISE, event.origin, words=words)
