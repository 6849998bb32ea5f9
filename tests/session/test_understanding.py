"""A speech recogniser understands the embedded voice: the corpus of what is hard to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.corpus import judge
from tests.corpus.judge import Entry
from voicemat.speech.cache import RecordingCache
from voicemat.speech.narrator import Narrator
from voicemat.speech.registry import Registry
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

ERRORS = 0.015
"""Word error rate that is allowed. Measured: 0.006 and 0.007, by `judge`'s rules."""

PACE = "0.9"

WINDOW = 29 * RATE
"""Frames that are heard at once: the recogniser has a window of 30 s, filled up with silence, and
takes the same time for one sentence as for seven."""

GAP = RATE
"""Frames between two sentences."""


def windows(
    entries: tuple[Entry, ...], samples: list[NDArray[np.float32]]
) -> Iterator[tuple[list[Entry], NDArray[np.float32]]]:
    """Sentences together that fit into the recogniser's window."""
    gap = np.zeros(GAP, np.float32)
    batch: list[Entry] = []
    parts: list[NDArray[np.float32]] = []
    for entry, sound in zip(entries, samples, strict=True):
        if sum(map(len, parts)) + len(sound) > WINDOW:
            yield batch, np.concatenate(parts)
            batch, parts = [], []
        batch.append(entry)
        parts += [sound, gap]
    yield batch, np.concatenate(parts)


@pytest.mark.slow
def test_the_corpus_is_understood(
    ear: Any, tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    cache = RecordingCache(tmp_path, limit=1 << 30, notice=pytest.fail)
    narrator = Narrator(Registry.installed(), cache)
    entries = judge.corpus()
    utterances = [
        Utterance(text=entry.written, voice="heart", language="en", pace=PACE) for entry in entries
    ]
    narrator.durations(utterances)
    samples = [narrator.samples(utterance) for utterance in utterances]
    words = edits = 0
    worst: list[str] = []
    for batch, sound in windows(entries, samples):
        said = [entry.understood for entry in batch]
        words += judge.size(said)
        for error in judge.errors(said, ear.hear_at_once(sound)):
            edits += error.edits
            worst.append(
                f'{error.edits}: "{error.said}" as "{error.heard}" in: {said[error.sentence]}'
            )
    assert words > 1500
    report = "\n".join((f"{edits} errors in {words} words", *sorted(worst, reverse=True)))
    record_testsuite_property("corpus", report)
    assert edits / words <= ERRORS, report
