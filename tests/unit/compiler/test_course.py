"""A score of which a part is settled: that part stays, and the rest makes up for it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.fakes.compiling import compile_text
from tests.fakes.voice import speak
from voicemat.compiler.arrange import arrange, lay
from voicemat.compiler.course import Course, advanced, held, starts, unanchored
from voicemat.compiler.plan import Recording, plan
from voicemat.compiler.score import Anchor, Speak
from voicemat.timeline.comparison import same_until, spoken
from voicemat.units import RATE

TEXT = """\
---
title: Evening
length: 5 min
music: rain
ending: quiet
---
# One

Lie down.
[pause 10-60 s]
Let go.
[pause 10-60 s]

# Two (optional)

Breathe.
[rest]

# Three

Rest.
[pause 5-90 s]
Sleep.
[pause 5-90 s]
"""


@pytest.fixture
def score():
    return compile_text(TEXT).score


@pytest.fixture
def recordings(score):
    return speak(score)


def longer(recordings, factor):
    return {
        utterance: Recording(media=recording.media, frames=int(recording.frames * Fraction(factor)))
        for utterance, recording in recordings.items()
    }


@pytest.mark.parametrize("frontier", [0, 1, 20, 45, 90, 200, 299])
def test_what_has_begun_stays_and_the_length_too(score, recordings, frontier):
    course = Course.of(score)
    first, _ = plan(course.ahead, recordings)
    before = lay(course.ahead, recordings, first)
    frame = frontier * RATE
    course = advanced(course, first, frame)
    begun = sum(1 for clip in spoken(before) if clip.start < frame)
    # What was guessed ahead turns out to be twice as long.
    real = {
        event.utterance: recordings[event.utterance]
        for event, start, _ in starts(first)
        if isinstance(event, Speak) and start < frame
    }
    measured = longer(recordings, 2) | real
    after, _ = arrange(course.ahead, measured)
    assert after.frames == before.frames == 5 * 60 * RATE
    assert spoken(after)[:begun] == spoken(before)[:begun]
    assert same_until(before, after, frame) or not begun
    assert all(clip.start >= frame for clip in spoken(after)[begun:])


def test_nothing_settled_is_the_score_itself(score, recordings):
    course = Course.of(score)
    first, _ = plan(course.ahead, recordings)
    assert advanced(course, first, 0) == course


def test_settling_again_and_again_changes_nothing(score, recordings):
    course = Course.of(score)
    whole, _ = arrange(score, recordings)
    for second in range(0, 300, 7):
        found, _ = plan(course.ahead, recordings)
        course = advanced(course, found, second * RATE)
        timeline, _ = arrange(course.ahead, recordings)
        assert timeline == whole


def test_an_optional_chapter_that_has_begun_is_not_left_out(score, recordings):
    course = Course.of(score)
    first, _ = plan(course.ahead, recordings)
    breathe = next(
        start
        for event, start, _ in starts(first)
        if isinstance(event, Speak) and event.text == "Breathe."
    )
    slow = longer(recordings, 100)
    shortened, _ = arrange(course.ahead, slow)
    assert "Two" not in [chapter.title for chapter in shortened.chapters]
    course = advanced(course, first, breathe + 1)
    kept, _ = arrange(course.ahead, slow)
    assert "Two" in [chapter.title for chapter in kept.chapters]


def test_a_sentence_is_held_back_and_the_rest_gives_way(score, recordings):
    course = Course.of(score)
    first, _ = plan(course.ahead, recordings)
    event = [each for each in first.events if isinstance(each, Speak)][2]
    before = lay(course.ahead, recordings, first)
    course = held(course, first, event, 3 * RATE)
    second, _ = plan(course.ahead, recordings)
    after = lay(course.ahead, recordings, second)
    assert spoken(after)[:2] == spoken(before)[:2]
    assert spoken(after)[2].start == spoken(before)[2].start + 3 * RATE
    assert after.frames == before.frames
    again = held(course, second, event, 3 * RATE)
    third, _ = arrange(again.ahead, recordings)
    assert spoken(third)[2].start == spoken(before)[2].start + 6 * RATE
    assert [clip.text for clip in spoken(third)] == [clip.text for clip in spoken(before)]


def test_what_must_happen_at_a_time_can_be_given_up():
    score = compile_text(TEXT.replace("# Three", "[at 3:00 bowl]\n\n# Three")).score
    course = unanchored(Course.of(score))
    assert any(isinstance(event, Anchor) for event in score.events)
    assert not any(isinstance(event, Anchor) for event in course.ahead.events)
