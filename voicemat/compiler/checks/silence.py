"""Silences that come without a word of warning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicemat import units
from voicemat.compiler.checks.english import announces_silence, is_english, says_goodbye
from voicemat.compiler.plan import Plan
from voicemat.compiler.score import Breath, CueStrike, Gap, Silence, Speak
from voicemat.diagnostics import Diagnostic, Kind, warning
from voicemat.script.model import Ending
from voicemat.source import Span

LONG = units.frames(60)
"""A silence from which a listener begins to wonder."""

ANNOUNCING = 2
"""The last sentences before a silence, one of which is to announce it."""

PARTING = 8
"""The last sentences of a session for sleep, one of which may say good night."""


def unannounced_silences(plan: Plan, ending: Ending, language: str) -> Iterator[Diagnostic]:
    """Silences of at least `LONG` frames between words, breaths and cues that no sentence
    announces.

    The last silence of a session for sleep is announced by a good night too. A session without
    words needs no announcement.
    """
    if not is_english(language) or not any(isinstance(event, Speak) for event in plan.events):
        return
    said: list[str] = []
    passed = False
    for silence, text in _silences(plan):
        if silence and silence[0] >= LONG:
            passed = True
            frames, origin = silence
            parting = text is None and ending is Ending.SLEEP
            if not (_announced(said) or (parting and any(map(says_goodbye, said[-PARTING:])))):
                yield warning(Kind.UNANNOUNCED_SILENCE, origin, actual=units.words(frames))
        if text:
            # What announced one silence does not announce the next.
            said = [text] if passed else [*said, text]
            passed = False


def _announced(said: Sequence[str]) -> bool:
    return any(map(announces_silence, said[-ANNOUNCING:]))


def _silences(plan: Plan) -> Iterator[tuple[tuple[int, Span] | None, str | None]]:
    """What is heard in turn: the silence before it (frames, and where most of it is written), and
    the words, empty for a breath or a cue; None stands for the end.
    """
    frames = longest = 0
    origin: Span | None = None
    for event, length in zip(plan.events, plan.lengths, strict=True):
        if isinstance(event, Silence | Gap):
            frames += length
            if isinstance(event, Silence) and length > longest:
                longest, origin = length, event.origin
        elif isinstance(event, Speak | Breath | CueStrike):
            yield (
                (frames, origin) if origin else None,
                event.text if isinstance(event, Speak) else "",
            )
            frames = longest = 0
            origin = None
    yield (frames, origin) if origin else None, None
