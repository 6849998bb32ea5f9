"""The picture of a session: what is drawn, of timelines whose every moment is known."""

from __future__ import annotations

import pytest

from voicemat.player.picture import DEPTH, Picture, draw
from voicemat.timeline.model import (
    Bus,
    BusName,
    Clip,
    Duck,
    Fade,
    FadeShape,
    Media,
    MediaKind,
    Point,
    Tags,
    Timeline,
    Track,
)
from voicemat.units import RATE

MINUTE = 60 * RATE


def clip(start: float, seconds: float, kind: MediaKind = MediaKind.RECORDING, **more) -> Clip:
    return Clip(
        start=round(start * RATE),
        duration=round(seconds * RATE),
        media=Media(kind=kind, name="it"),
        **more,
    )


def bus(name: BusName, *clips: Clip, **more) -> Bus:
    return Bus(name=name, tracks=(Track(name="one", clips=clips),), **more)


def timeline(*buses: Bus, frames: int = MINUTE) -> Timeline:
    return Timeline(
        rate=RATE, frames=frames, tags=Tags(title="It"), voice_loudness=-18.0, buses=buses
    )


def test_speech_is_shared_among_the_columns_that_it_sounds_in():
    # Six columns of 10 s: 2 s in the first, 4 s in the second, 8 s in the last.
    voice = bus(BusName.VOICE, clip(8, 6), clip(50, 8))
    assert draw(timeline(voice), 6).voice == pytest.approx((0.25, 0.5, 0, 0, 0, 1))


def test_music_dips_where_it_is_ducked_and_falls_with_its_automation():
    music = bus(
        BusName.MUSIC,
        clip(0, 60, MediaKind.BED),
        ducks=(Duck(start=0, down=1, up=10 * RATE - 1, end=10 * RATE, depth=DEPTH / 3),),
        automation=(
            Point(frame=30 * RATE, gain=0.0),
            Point(frame=30 * RATE + 1, gain=-DEPTH / 2),
            Point(frame=50 * RATE, gain=-DEPTH / 2),
            Point(frame=50 * RATE + 1, gain=-2 * DEPTH),
        ),
    )
    heights = draw(timeline(music), 6).music
    assert heights == pytest.approx((2 / 3, 1, 1, 0.5, 0.5, 0), abs=0.07)


def test_music_is_drawn_in_relation_to_its_loudest_whatever_that_is():
    loud, soft = (
        draw(timeline(bus(BusName.MUSIC, clip(0, 30, MediaKind.BED, gain=gain))), 4).music
        for gain in (0.0, -50.0)
    )
    assert loud == soft == pytest.approx((1, 1, 0, 0))


def test_a_fade_is_a_slope():
    fade = Fade(frames=30 * RATE, shape=FadeShape.DECIBEL)
    heights = draw(timeline(bus(BusName.MUSIC, clip(0, 60, MediaKind.BED, fade_in=fade))), 12).music
    assert sorted(heights) == list(heights)
    assert heights[0] < 0.1
    assert heights[-1] == pytest.approx(1)


def test_entrainment_tones_are_music_and_room_tone_is_nothing():
    room = bus(BusName.ROOM, clip(0, 60, MediaKind.BED))
    tones = bus(BusName.TONES, clip(30, 30, MediaKind.TONE))
    assert draw(timeline(room, tones), 2).music == pytest.approx((0, 1))


def test_strikes_and_breaths_are_counted_in_the_column_where_they_begin():
    cues = bus(
        BusName.CUES,
        clip(0, 9, MediaKind.BREATH),
        clip(9.9, 5, MediaKind.CUE),
        clip(30, 5, MediaKind.BREATH),
        clip(36, 20, MediaKind.BREATH),
    )
    picture = draw(timeline(cues), 6)
    assert picture.cues == (1, 0, 0, 0, 0, 0)
    assert picture.breaths == (1, 0, 0, 2, 0, 0)


@pytest.mark.parametrize("frames", [0, 1, 7])
def test_a_session_shorter_than_its_picture(frames):
    picture = draw(timeline(bus(BusName.VOICE), frames=frames), 20)
    assert picture == Picture(
        voice=(0.0,) * 20, music=(0.0,) * 20, cues=(0,) * 20, breaths=(0,) * 20
    )
