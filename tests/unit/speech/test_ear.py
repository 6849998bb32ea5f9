"""What a recogniser hears of the embedded voice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from voicemat.speech.narrator import Narrator
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

SENTENCES = (
    "Lie down slowly, and let the mat take your weight.",
    "The first minute is the sharpest, and it passes.",
    "Breathe in through your nose, and out a little longer.",
    "Let your shoulders drop away from your ears.",
    "Feel the warmth spread across your back.",
    "There is nothing that you have to do now.",
    "Notice the soft weight of your hands.",
    "If a thought comes, let it pass like a cloud.",
    "Your jaw can be loose, and your tongue can rest.",
    "Every breath out makes the body heavier.",
    "Listen to the rain, as it falls on the leaves.",
    "The points press evenly, and the skin grows warm.",
    "Let the belly rise, and let it fall again.",
    "You can move whenever you need to.",
    "Rest here for a while, and I will be quiet.",
    "Your feet are far away, and very calm.",
    "Sleep may come, or it may not, and both are fine.",
    "The floor holds you, and you need hold nothing.",
    "Soften the small muscles around your eyes.",
    "Good night, and thank you for this time.",
)
"""Calm sentences of the kind that routines are made of, without figures or names."""


@pytest.mark.slow
def test_the_embedded_voice_is_understood(
    ear: Any,
    open_narrator: Callable[..., Narrator],
    say: Callable[..., Utterance],
    record_property: Callable[[str, object], None],
) -> None:
    narrator = open_narrator()
    gap = np.zeros(RATE * 4 // 5, np.float32)
    recordings = [narrator.samples(say(text, "heart", "0.9")) for text in SENTENCES]
    heard = ear.hear(np.concatenate([part for each in recordings for part in (each, gap)]))
    rate = ear.error_rate(" ".join(SENTENCES), heard)
    record_property("word_error_rate", rate)
    assert rate <= 0.015, heard


def test_the_ear_is_no_flatterer(
    ear: Any, open_narrator: Callable[..., Narrator], say: Callable[..., Utterance]
) -> None:
    heard = ear.hear(open_narrator().samples(say(SENTENCES[0], "heart", "0.9")))
    assert ear.error_rate(SENTENCES[0], heard) == 0
    assert ear.error_rate(SENTENCES[1], heard) > 0.7
