"""A voice that says nothing, for as long as a sentence would take.

For tests and for machines without a voice: every length comes out plausible, and at once.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from voicemat.speech.engine import Take, Voice
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE, frames

PER_CHARACTER = Fraction("0.045")
"""Seconds a letter or digit takes at pace 1; this and the next two fit the embedded voice."""

PER_PAUSE = Fraction("0.35")
"""Seconds a comma or the like takes at pace 1."""

EXTRA = Fraction("0.35")
"""Seconds that a sentence takes besides, at pace 1."""


class SilentEngine:
    """The engine of the voice ``silent``."""

    name = "silent"
    version = "1"
    audible = False
    reads_ipa = False

    def voices(self) -> tuple[Voice, ...]:
        """The one voice."""
        return (
            Voice(
                name="silent",
                language="mul",
                description="silence as long as the sentence",
            ),
        )

    def synthesise(self, utterance: Utterance, seed: int) -> Take:  # noqa: ARG002 - all alike
        """Silence at `RATE` whose length follows from the text and the pace alone."""
        characters = sum(mark.isalnum() for mark in utterance.text)
        pauses = sum(mark in ",;:.!?" for mark in utterance.text[:-1])
        seconds = (EXTRA + PER_CHARACTER * characters + PER_PAUSE * pauses) / Fraction(
            utterance.pace
        )
        return Take(samples=np.zeros(frames(seconds), np.float32), rate=RATE)
