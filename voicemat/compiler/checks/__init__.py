"""Warnings about a routine that compiles: what a listener would rather not hear.

One module for each family. Every check is a pure function that gives its findings; none of them
stops a compile.
"""

from __future__ import annotations

from collections.abc import Sequence

from voicemat.compiler.checks.mat import never_left, no_safety
from voicemat.compiler.checks.silence import unannounced_silences
from voicemat.compiler.checks.sleep import cues, last_fade, louder_music, waking_words
from voicemat.compiler.checks.words import long_sentences, medical_promises
from voicemat.compiler.checks.writing import risky_breaths, unused_options, unused_respellings
from voicemat.compiler.plan import Plan
from voicemat.compiler.score import Score
from voicemat.diagnostics import Diagnostic
from voicemat.script.model import Ending, Script


def check_script(script: Script, parts: Sequence[Script]) -> tuple[Diagnostic, ...]:
    """What is to say about a script as it is written; `parts` are the scripts that it includes,
    directly or not.
    """
    scripts = (script, *parts)
    return (
        *unused_options(script.header, scripts),
        *unused_respellings(script.header, scripts),
        *risky_breaths(scripts),
    )


def check_session(score: Score, plan: Plan) -> tuple[Diagnostic, ...]:
    """What is to say about a session as a listener hears it; `plan` is that of the score."""
    language = score.tags.language
    found = [
        *long_sentences(plan.events),
        *medical_promises(plan.events, language),
        *unannounced_silences(plan, score.ending, language),
        *never_left(plan.events),
        *no_safety(plan.events, score),
    ]
    if score.ending is Ending.SLEEP:
        found += [
            *cues(plan.events),
            *waking_words(plan.events, language),
            *louder_music(plan.events),
            *last_fade(plan.events),
        ]
    return tuple(found)


__all__ = ["check_script", "check_session"]
