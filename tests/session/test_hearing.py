"""What is heard in the file is what the script says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from voicemat.timeline.model import BusName, Chapter

pytestmark = pytest.mark.slow

RATE = 48_000

ERRORS = 0.05
"""Word error rate that is allowed. Measured: 0.013, "sunburned" for "sunburnt" and "plane" for
"plain"."""

CHAPTERS = ("Before you begin", "Leave the mat")
"""Without long silences, which the recogniser fills with words of its own."""


@pytest.fixture(scope="module")
def chapters(sleep: Any) -> list[Chapter]:
    return [chapter for chapter in sleep("20m").timeline.chapters if chapter.title in CHAPTERS]


def test_a_recogniser_hears_the_narration_in_the_mp3(
    sleep: Any, exports: Any, decode: Any, ear: Any, chapters: list[Chapter]
) -> None:
    assert len(chapters) == len(CHAPTERS)
    voice = sleep("20m").timeline.bus(BusName.VOICE)
    clips = sorted(
        (clip for track in voice.tracks for clip in track.clips), key=lambda clip: clip.start
    )
    said, heard = [], []
    for chapter in chapters:
        said += [clip.text for clip in clips if chapter.start <= clip.start < chapter.end]
        heard.append(
            ear.hear(decode(exports(20).path, chapter.start, chapter.end).mean(axis=1), RATE)
        )
    assert len(ear.words(" ".join(said))) > 140
    assert ear.error_rate(" ".join(said), " ".join(heard)) <= ERRORS


def test_the_file_holds_the_mix_at_the_same_place(
    sleep: Any, exports: Any, decode: Any, stretch: Any
) -> None:
    """The last sentence of an hour: nothing is lost on the way, and nothing drifts."""
    session = sleep("60m")
    voice = session.timeline.bus(BusName.VOICE)
    last = max(
        (clip for track in voice.tracks for clip in track.clips), key=lambda clip: clip.start
    )
    reach = 2000
    mixed = stretch(session, last.start, last.end)[:, 0]
    decoded = decode(exports(60).path, last.start - reach, last.end + reach)[:, 0]
    assert int(np.argmax(np.correlate(decoded, mixed, "valid"))) == reach
    assert np.corrcoef(decoded[reach:-reach], mixed)[0, 1] > 0.99
