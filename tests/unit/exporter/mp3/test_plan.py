"""What is encoded where: the whole session once, and only what is steady from a loop."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicemat.exporter.encoders.mp3.frame import FRAME_SAMPLES
from voicemat.exporter.encoders.mp3.plan import (
    LEAD,
    LONGEST_LOOP,
    REACH,
    SEGMENT,
    WINDOW,
    WORTH,
    Part,
    lap_of,
    parts_of,
)
from voicemat.exporter.encoders.mp3.splice import TAIL
from voicemat.mixer import Steady
from voicemat.timeline.model import Tags, Timeline

MINUTE = 2500 * FRAME_SAMPLES


def steady(
    *stretches: tuple[int, int], period: int = 300 * FRAME_SAMPLES, name: str = ""
) -> Steady:
    timeline = Timeline(
        rate=48_000, frames=1 << 40, tags=Tags(title=name), voice_loudness=-18.0, buses=()
    )
    return Steady(period=period, stretches=stretches, timeline=timeline)


@st.composite
def sessions(draw: st.DrawFn) -> tuple[int, tuple[Steady, ...]]:
    """A length and steady stretches that do not meet, of up to three sounds."""
    lengths = draw(st.lists(st.integers(0, 2 * MINUTE), min_size=1, max_size=12))
    frames = sum(lengths)
    found: dict[int, list[tuple[int, int]]] = {}
    at = 0
    for number, length in enumerate(lengths):
        if number % 2 and length > 10_000:
            found.setdefault(draw(st.integers(0, 2)), []).append((at + 2000, at + length - 2000))
        at += length
    periods = st.sampled_from([1, 48_000, 300 * FRAME_SAMPLES, 1152 * 1151 + 1])
    return frames, tuple(
        steady(*stretches, period=draw(periods), name=str(name))
        for name, stretches in found.items()
    )


@settings(max_examples=200)
@given(sessions())
def test_the_parts_are_the_session_and_can_be_joined(
    session: tuple[int, tuple[Steady, ...]],
) -> None:
    frames, found = session
    parts = parts_of(frames, found)
    assert parts[0].first == 0
    assert parts[-1].end == -(-frames // FRAME_SAMPLES)
    assert parts[0].loop is None
    assert parts[-1].loop is None
    for part, following in pairwise(parts):
        assert part.end == following.first
    for part, following in pairwise(parts[1:]):
        assert part.joins.stop <= following.joins.start
    for part, following in pairwise(parts):
        if part.loop is not None:
            # Wherever it is joined, it lies within a steady stretch, and so does what is heard.
            begin, end = part.joins.start - REACH, following.joins.stop + REACH
            assert any(
                start <= begin * FRAME_SAMPLES and end * FRAME_SAMPLES <= stop
                for start, stop in part.loop.stretches
            )
        else:
            assert part.end - part.first <= 1.5 * SEGMENT


@settings(max_examples=100)
@given(sessions())
def test_a_lap_is_whole_and_lies_behind_the_beginning(
    session: tuple[int, tuple[Steady, ...]],
) -> None:
    frames, found = session
    for loop in {part.loop for part in parts_of(frames, found)} - {None}:
        assert loop is not None
        lap = lap_of(loop)
        assert lap.frames * FRAME_SAMPLES % loop.period == 0
        assert 96 <= lap.frames <= LONGEST_LOOP
        assert lap.parts[0].first == lap.first
        assert sum(part.end - part.first for part in lap.parts) == lap.frames
        assert (lap.first - LEAD) * FRAME_SAMPLES >= loop.stretches[0][0]
        reused = [part for part in parts_of(frames, found) if part.loop is loop]
        assert sum(part.end - part.first for part in reused) > WORTH * lap.frames


def test_a_session_of_a_minute_is_one_part() -> None:
    assert parts_of(MINUTE, ()) == (Part(first=0, end=2500),)
    assert parts_of(0, ()) == (Part(first=0, end=0),)


def test_an_hour_is_sixty_parts() -> None:
    parts = parts_of(60 * MINUTE, ())
    assert len(parts) == 60
    assert parts[7] == Part(first=7 * 2500, end=8 * 2500)


def test_a_loop_takes_all_it_can_of_a_steady_stretch() -> None:
    sound = steady((MINUTE, 4 * MINUTE))
    before, loop, after = parts_of(5 * MINUTE, (sound,))
    assert loop == Part(first=2500 + REACH, end=4 * 2500 - REACH - WINDOW, loop=sound)
    assert (before.loop, after.loop) == (None, None)


def test_a_session_that_begins_with_a_loop_has_frames_before_the_first_join() -> None:
    before, loop, _ = parts_of(5 * MINUTE, (steady((0, 4 * MINUTE)),))
    assert before == Part(first=0, end=LEAD)
    assert loop.joins.start - TAIL >= 0


@pytest.mark.parametrize(
    "sound",
    [
        steady((MINUTE, MINUTE + 100 * FRAME_SAMPLES)),
        steady((MINUTE, 3 * MINUTE), period=2 * MINUTE),
        steady((MINUTE, 20 * MINUTE), period=11 * MINUTE),
        steady((MINUTE, 20 * MINUTE), period=1152 * 1151 + 1),
    ],
    ids=["too short", "not worth it", "too long a loop", "never in step with the frames"],
)
def test_what_saves_nothing_is_not_reused(sound: Steady) -> None:
    assert all(part.loop is None for part in parts_of(20 * MINUTE, (sound,)))
