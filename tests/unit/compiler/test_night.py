"""Another beginning and another end of a session: nothing is cut, and nothing ends abruptly."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.compiling import compile_text
from tests.fakes.samples import NoiseSamples
from voicemat.compiler.night import FADE, Night, for_night
from voicemat.mixer import Mixer
from voicemat.timeline.comparison import spoken
from voicemat.timeline.model import BusName, Clip, FadeShape, MarkerKind, Timeline
from voicemat.units import RATE

MINUTE = 60 * RATE
TEXT = """\
---
title: Evening
length: 10 min (5-60)
music: rain
ending: {ending}
---
# One

Lie down.
[pause 60-240 s]
[on the mat]
Let go.
[breathe in 4, out 6, 6 times]
[rest]

# Two

Rest now.
[pause 30-300 s]
Sleep.
"""


@pytest.fixture(params=["sleep", "bell"])
def session(request) -> Timeline:
    return compile_text(TEXT.replace("{ending}", request.param)).session


def clips(timeline: Timeline, name: BusName) -> list[Clip]:
    return [clip for track in timeline.bus(name).tracks for clip in track.clips]


def loudness(timeline: Timeline, start: int, end: int) -> NDArray[np.float64]:
    """The power of each second of the music, in dB."""
    mixer = Mixer(timeline, NoiseSamples(), buses=frozenset({BusName.MUSIC, BusName.ROOM}))
    seconds = mixer.block(start, end - start).reshape(-1, RATE, 2).astype(np.float64)
    return 10 * np.log10((seconds**2).mean(axis=(1, 2)) + 1e-20)


def assert_sound(timeline: Timeline) -> None:
    """Nothing lies outside the session, and no two clips of a track overlap."""
    for bus in timeline.buses:
        for track in bus.tracks:
            assert all(one.end <= two.start for one, two in pairwise(track.clips))
            for clip in track.clips:
                assert clip.start >= 0
                assert clip.end <= timeline.frames
                for fade in (clip.fade_in, clip.fade_out):
                    assert fade is None or fade.frames <= clip.duration
        assert all(duck.start <= duck.down <= duck.up <= duck.end for duck in bus.ducks)


def test_without_wishes_nothing_changes(session):
    assert for_night(session, Night()) is session


@pytest.mark.parametrize("minutes", [1, 6, 10, 45])
def test_a_timer_lets_the_music_fade_from_then_on(session, minutes):
    ended = for_night(session, Night(timer=minutes * MINUTE))
    assert_sound(ended)
    last = spoken(ended)[-1]
    start = ended.frames - FADE
    # From the timer on, or from the end of what is under way there.
    assert start >= minutes * MINUTE
    breath = next(marker for marker in session.markers if marker.kind is MarkerKind.BREATH)
    assert start in (minutes * MINUTE, last.end, breath.end)
    assert spoken(ended) == spoken(session)[: len(spoken(ended))]
    assert all(clip.end <= start for clip in spoken(ended))
    music = [clip for clip in clips(ended, BusName.MUSIC) if clip.end == ended.frames]
    assert music
    for clip in music:
        assert clip.fade_out is not None
        assert (clip.fade_out.frames, clip.fade_out.shape) == (FADE, FadeShape.DECIBEL)


@pytest.mark.parametrize("minutes", [4, 12])
def test_the_fade_is_even_and_ends_in_silence(session, minutes):
    ended = for_night(session, Night(timer=minutes * MINUTE))
    start = (ended.frames - FADE) // RATE * RATE
    before = loudness(ended, start - 5 * RATE, start)
    levels = loudness(ended, start, ended.frames // RATE * RATE)
    assert np.diff(levels).max() < 1.0, "it swells"
    assert np.diff(levels)[:150].min() > -3.0, "it drops"
    assert levels[0] == pytest.approx(before[-1], abs=1.0)
    assert levels[-2] < before[-1] - 35


def test_a_word_that_has_begun_is_said_and_none_after_it(session):
    word = spoken(session)[1]  # the third leads a breath
    ended = for_night(session, Night(timer=word.start + 1))
    assert spoken(ended)[-1] == word
    assert ended.frames == word.end + FADE
    assert spoken(for_night(session, Night(timer=word.start)))[-1] != word


def test_a_guided_breath_that_has_begun_is_led_to_its_end(session):
    breath = next(marker for marker in session.markers if marker.kind is MarkerKind.BREATH)
    ended = for_night(session, Night(timer=breath.start + RATE))
    assert ended.frames == breath.end + FADE

    def inside(timeline: Timeline) -> list[Clip]:
        return [
            clip
            for name in (BusName.VOICE, BusName.CUES)
            for clip in clips(timeline, name)
            if breath.start <= clip.start < breath.end
        ]

    assert inside(ended) == inside(session) != []


@pytest.mark.parametrize("night", [Night(timer=45 * MINUTE), Night(then=30 * MINUTE)])
def test_what_was_before_the_end_stays_the_same(session, night):
    longer = for_night(session, night)
    start, until = session.frames - 120 * RATE, session.frames - 61 * RATE
    same = [Mixer(each, NoiseSamples()).block(start, until - start) for each in (session, longer)]
    assert np.array_equal(*same)


def test_then_music_goes_on_for_so_long(session):
    longer = for_night(session, Night(then=30 * MINUTE))
    assert_sound(longer)
    assert longer.frames == session.frames + 30 * MINUTE
    levels = loudness(longer, session.frames - 90 * RATE, session.frames + MINUTE)
    assert levels.max() - levels.min() < 10, "only the duck moves it"
    assert longer.chapters[-1].end == longer.frames


def test_a_little_music_fades_over_half_of_it(session):
    longer = for_night(session, Night(then=MINUTE))
    final = max(clips(longer, BusName.MUSIC), key=lambda clip: clip.end)
    assert longer.frames == session.frames + MINUTE
    assert final.fade_out.frames == MINUTE // 2


def test_music_that_had_left_comes_back():
    text = TEXT.replace("{ending}", "bell").replace(
        "Sleep.", "[music fades out]\nSleep.\n[pause 40 s]"
    )
    session = compile_text(text).session
    assert max(clip.end for clip in clips(session, BusName.MUSIC)) < session.frames
    longer = for_night(session, Night(then=20 * MINUTE))
    assert_sound(longer)
    levels = loudness(longer, session.frames + 15 * RATE, session.frames + MINUTE)
    assert levels.min() > -45
    assert loudness(longer, session.frames - 2 * RATE, session.frames).max() < -55


def test_a_session_without_music_ends_by_a_timer_too():
    session = compile_text(TEXT.replace("music: rain\n", "").replace("{ending}", "quiet")).session
    for minutes in (5, 30):
        ended = for_night(session, Night(timer=minutes * MINUTE))
        assert_sound(ended)
        assert ended.frames >= minutes * MINUTE + FADE


def test_a_delay_comes_before_everything_but_the_music(session):
    later = for_night(session, Night(delay=2 * MINUTE))
    assert_sound(later)
    assert later.frames == session.frames + 2 * MINUTE
    assert [clip.start for clip in spoken(later)] == [
        clip.start + 2 * MINUTE for clip in spoken(session)
    ]
    levels = loudness(later, 20 * RATE, 2 * MINUTE)
    assert levels.min() > -45
    assert later.chapters[0].start == 0
    assert all(one.end == two.start for one, two in pairwise(later.chapters)), (
        "there is a hole between chapters"
    )


def test_all_together(session):
    night = for_night(session, Night(delay=MINUTE, timer=30 * MINUTE, then=5 * MINUTE))
    assert_sound(night)
    assert night.frames == 30 * MINUTE + FADE
