"""Where nobody speaks, and what sounds there."""

from __future__ import annotations

from collections.abc import Sequence

from voicemat.dsp.loudness import ABSOLUTE_GATE, STEP, Energies, lufs
from voicemat.proof.model import Silence
from voicemat.timeline.sentences import Sentence
from voicemat.units import RATE

SHORTEST = RATE
"""Frames of the shortest silence that is told: one second."""

EDGE = RATE // 5
"""Frames at both ends of a silence that are not measured: words fade in them."""


def stretches(spoken: Sequence[Sentence], frames: int) -> tuple[tuple[int, int], ...]:
    """The silences of a session of `frames` frames, first frame and the one after the last."""
    found = []
    at = 0
    for sentence in spoken:
        if sentence.start - at >= SHORTEST:
            found.append((at, sentence.start))
        at = max(at, sentence.end)
    if frames - at >= SHORTEST:
        found.append((at, frames))
    return tuple(found)


def silences(spoken: Sequence[Sentence], frames: int, energies: Energies) -> tuple[Silence, ...]:
    """The silences with their loudness, from the sound's 100 ms energies."""
    return tuple(
        Silence(start=start, end=end, loudness=loudness(energies, start + EDGE, end - EDGE))
        for start, end in stretches(spoken, frames)
    )


def loudness(energies: Energies, start: int, end: int) -> float:
    """Mean loudness in LUFS, without a gate, of the 100 ms between two frames; `ABSOLUTE_GATE` at
    the least.
    """
    inside = energies[-(-start // STEP) : max(end // STEP, -(-start // STEP) + 1)]
    if not len(inside):
        return ABSOLUTE_GATE
    return round(max(float(lufs(inside.mean())), ABSOLUTE_GATE), 2)
