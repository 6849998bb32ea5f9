"""A map of the silences: who may be heard in them, and when the voice may begin."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import voicemat
from voicemat.timeline.model import BusName, MarkerKind

pytestmark = pytest.mark.slow

RATE = 48_000

WINDOW = RATE // 10

FADE_IN = 15 * RATE
FADE_OUT = 180 * RATE
"""As the routine writes them."""


def level(samples: Any) -> float:
    """Root mean square in dBFS."""
    return float(20 * np.log10(np.sqrt(np.mean(np.square(samples, dtype=np.float64))) + 1e-20))


@pytest.fixture(scope="module")
def timeline(sleep: Any) -> Any:
    return sleep("20m").timeline


@pytest.fixture(scope="module")
def silences(timeline: Any) -> list[Any]:
    return [marker for marker in timeline.markers if marker.kind is MarkerKind.SILENCE]


@pytest.fixture(scope="module")
def speech(timeline: Any) -> list[Any]:
    tracks = timeline.bus(BusName.VOICE).tracks
    return sorted((clip for track in tracks for clip in track.clips), key=lambda clip: clip.start)


def test_nobody_speaks_in_a_silence(sleep: Any, stretch: Any, silences: list[Any]) -> None:
    assert len(silences) > 40
    for marker in silences:
        assert not stretch(sleep("20m"), marker.start, marker.end, bus="voice").any()


def test_every_sentence_is_heard_and_none_stands_out(
    sleep: Any, stretch: Any, speech: list[Any]
) -> None:
    for clip in speech:
        voice = stretch(sleep("20m"), clip.start, clip.end, bus="voice")
        assert -28.0 < level(voice) < -22.5, clip.text  # measured: -26.2 to -24.5


def test_no_silence_is_dead(sleep: Any, stretch: Any, silences: list[Any]) -> None:
    """The music is there, except where it fades; even there a sample is hardly ever zero."""
    session = sleep("20m")
    for marker in silences:
        mix = stretch(session, marker.start, marker.end)
        for start in range(0, len(mix) - WINDOW, WINDOW):
            window = mix[start : start + WINDOW]
            assert np.count_nonzero(window) > 0.99 * window.size
            place = marker.start + start
            if FADE_IN <= place < session.frames - FADE_OUT - WINDOW:
                assert level(window) > -60.0, place


def test_a_routine_without_music_has_room_tone_in_its_silences(
    config: Any, stretch: Any, tmp_path: Path
) -> None:
    path = tmp_path / "bare.md"
    path.write_text("Good evening.\n[rest]\n")
    session = voicemat.load(str(path), config=config).compile("40s", voice="silent")
    middle = stretch(session, 15 * RATE, 30 * RATE)
    assert np.count_nonzero(middle) > 0.99 * middle.size
    assert -70.0 < level(middle) < -55.0


def test_the_music_is_down_before_each_sentence_begins(
    sleep: Any, stretch: Any, speech: list[Any]
) -> None:
    """Compared with the same music that nobody turns down."""
    session = sleep("20m")
    buses = tuple(replace(bus, ducks=()) for bus in session.timeline.buses)
    free = replace(session, timeline=replace(session.timeline, buses=buses))
    moment = RATE // 100

    def lowered(start: int, end: int) -> float:
        loud, soft = (stretch(mix, start, end, bus="music") for mix in (free, session))
        return level(loud) - level(soft)

    for clip in speech:
        # Each is heard 20 LU over the music that is 12 LU below it without the duck.
        assert lowered(clip.start - moment, clip.start) == pytest.approx(8.0, abs=0.05), clip.text
        assert lowered(clip.start, clip.end) == pytest.approx(8.0, abs=0.05), clip.text
    # And it comes back: in the longest silence it is as loud as it would be.
    _, start, end = max(
        (after.start - before.end, before.end, after.start) for before, after in pairwise(speech)
    )
    assert lowered(start + 5 * RATE, end - 5 * RATE) == pytest.approx(0.0, abs=0.01)
