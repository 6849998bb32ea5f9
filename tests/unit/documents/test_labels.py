from __future__ import annotations

import re

from tests.fakes.narrated import HARD
from voicemat.documents import Subject, make
from voicemat.timeline.model import Timeline
from voicemat.timeline.sentences import sentences
from voicemat.units import RATE, frames

LINE = re.compile(r"(\d+\.\d{6})\t(\d+\.\d{6})\t([^\t\n]+)\n")
"""The standard format of the Audacity manual, "Importing and Exporting Labels"."""


def read(timeline: Timeline) -> list[tuple[int, int, str]]:
    """The labels, their times as the nearest frames."""
    text = make("labels", Subject(timeline=timeline)).decode()
    found = [LINE.fullmatch(line) for line in text.splitlines(keepends=True)]
    assert all(found)
    return [
        (round(float(match[1]) * RATE), round(float(match[2]) * RATE), match[3])
        for match in found
        if match
    ]


def test_every_label_has_its_exact_frames(timeline: Timeline) -> None:
    labels = read(timeline)
    assert [label[0] for label in labels] == sorted(label[0] for label in labels)
    for sentence in sentences(timeline):
        assert (sentence.start, sentence.end, sentence.text) in labels
    assert (frames(4), frames(8), HARD) in labels
    assert (frames(100) + 1, frames(100) + 1, "# Drift") in labels
    assert (frames(55), frames(55), "[bell]") in labels
    assert (0, frames(2), "(silence)") in labels
    assert (frames(31), frames(50), "(breath)") in labels
    assert (frames(10), frames(90), "(mat)") in labels
    assert len(labels) == 6 + 3 + 3 + 3
