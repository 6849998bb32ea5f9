"""A voice that takes a fixed time for every letter."""

from __future__ import annotations

from voicemat.compiler import Score
from voicemat.compiler.plan import Recording
from voicemat.timeline.utterance import Utterance

PER_SENTENCE = 19_200
"""Frames: 0.4 s."""

PER_LETTER = 2_881
"""Frames: 60 ms, and one more so that nothing comes out even."""


def speak(score: Score) -> dict[Utterance, Recording]:
    """A recording for every utterance of `score`, called by its text."""
    return {
        utterance: Recording(
            media=utterance.text,
            frames=PER_SENTENCE + PER_LETTER * sum(mark.isalnum() for mark in utterance.text),
        )
        for utterance in score.utterances
    }
