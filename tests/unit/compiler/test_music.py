"""Beds, fades, levels, and the room tone where no music plays."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.fakes.compiling import compile_text
from voicemat.compiler.music import FINAL_FADE
from voicemat.script.model import Ending
from voicemat.timeline.automation import level_at
from voicemat.timeline.model import BusName, Clip, Fade, FadeShape, MediaKind, Timeline
from voicemat.units import RATE

HEADER = "---\nmusic: rain\n---\n"


def session(body: str, *, seconds: int = 600, header: str = HEADER) -> Timeline:
    return compile_text(header + body + "\n[rest]\n", seconds=seconds).session


def beds(timeline: Timeline, bus: BusName = BusName.MUSIC) -> list[Clip]:
    found = [clip for track in timeline.bus(bus).tracks for clip in track.clips]
    return sorted(found, key=lambda clip: clip.start)


def voice(timeline: Timeline) -> list[Clip]:
    return [clip for track in timeline.bus(BusName.VOICE).tracks for clip in track.clips]


def test_one_bed_lies_under_everything() -> None:
    timeline = session("Hello.")
    (bed,) = beds(timeline)
    assert (bed.start, bed.end) == (0, timeline.frames)
    assert bed.fade_in is not None
    assert bed.fade_in.frames > 0
    assert bed.fade_out == Fade(frames=FINAL_FADE[Ending.QUIET], shape=FadeShape.DECIBEL)
    assert beds(timeline, BusName.ROOM) == []


def test_for_sleep_the_music_leaves_slowly() -> None:
    timeline = session("Hello.", header="---\nmusic: rain\nending: sleep\n---\n")
    (bed,) = beds(timeline)
    assert bed.fade_out is not None
    assert bed.fade_out.frames >= 30 * RATE


def test_without_music_there_is_room_tone_from_end_to_end() -> None:
    timeline = session("Hello.", header="")
    assert beds(timeline) == []
    (room,) = beds(timeline, BusName.ROOM)
    assert (room.start, room.end, room.media.name) == (0, timeline.frames, "brown")
    assert timeline.bus(BusName.MUSIC).ducks == ()


def test_a_fade_in_begins_where_it_is_written() -> None:
    timeline = session("Hello.\n[music fades in over 15 s]\n[pause 20 s]")
    (bed,) = beds(timeline)
    assert bed.start == voice(timeline)[0].end
    assert bed.fade_in == Fade(frames=15 * RATE, shape=FadeShape.DECIBEL)
    (room,) = beds(timeline, BusName.ROOM)
    assert room.start == 0
    assert bed.start < room.end


def test_a_crossfade_overlaps_with_equal_power() -> None:
    timeline = session("Hello.\n[music drift over 10 s]\n[pause 20 s]")
    before, after = beds(timeline)
    at = voice(timeline)[0].end
    fade = Fade(frames=10 * RATE, shape=FadeShape.EQUAL_POWER)
    assert (before.media.name, before.end, before.fade_out) == ("rain", at + 10 * RATE, fade)
    assert (after.media.name, after.start, after.fade_in) == ("drift", at, fade)
    assert beds(timeline, BusName.ROOM) == []


def test_a_mix_begins_and_ends_together() -> None:
    timeline = session("Hello.\n[music drift + night-rain -6 dB]")
    rain, *both = beds(timeline)
    assert {bed.media.name for bed in both} == {"drift", "night-rain"}
    assert len({(bed.start, bed.end, bed.fade_in, bed.fade_out) for bed in both}) == 1
    assert rain.end > both[0].start


def test_music_that_left_comes_back_and_room_tone_fills_the_gap() -> None:
    timeline = session("[music fades out over 5 s]\n[pause 60 s]\n[music fades in over 6 s]")
    first, second = beds(timeline)
    assert first.media == second.media
    assert first.gain == second.gain
    (room,) = beds(timeline, BusName.ROOM)
    assert room.start < first.end < second.start < room.end


def test_music_of_the_body_comes_back_too() -> None:
    body = "[music drift]\n[pause 30 s]\n[music fades out]\n[pause 30 s]\n[music fades in]"
    assert [bed.media.name for bed in beds(session(body, header=""))] == ["drift", "drift"]


def test_a_fade_at_the_end_takes_its_time_from_the_length() -> None:
    text = HEADER + "Hello.\n[rest]\n[music fades out over 2 min]\n"
    timeline = compile_text(text, seconds=600).session
    (bed,) = beds(timeline)
    assert timeline.frames == 600 * RATE
    assert bed.end == timeline.frames
    assert bed.fade_out == Fade(frames=120 * RATE, shape=FadeShape.DECIBEL)


def test_a_fade_out_before_the_end_leaves_the_room() -> None:
    timeline = session("Hello.\n[music fades out over 20 s]\n[pause 60 s]")
    (bed,) = beds(timeline)
    assert bed.end == voice(timeline)[0].end + 20 * RATE
    (room,) = beds(timeline, BusName.ROOM)
    assert room.start < bed.end
    assert room.end == timeline.frames


@pytest.mark.parametrize(
    "body",
    [
        "[music drift over 60 s]\n[pause 1 s]\n[music rain over 60 s]",
        "[music fades out over 60 s]\n[pause 1 s]\n[music fades in over 60 s]\n[pause 1 s]",
        "[pause 600 s]\n[music fades out over 8 s]\n[pause 1 s]\n[music drift over 90 s]",
        "Hello.",
    ],
)
def test_no_fade_is_longer_than_what_it_fades(body: str) -> None:
    timeline = compile_text(HEADER + body).session
    assert beds(timeline)
    for bus in (BusName.MUSIC, BusName.ROOM):
        for clip in beds(timeline, bus):
            assert 0 <= clip.start < clip.end <= timeline.frames
            for fade in (clip.fade_in, clip.fade_out):
                assert fade is not None
                assert 0 < fade.frames <= clip.duration


def test_music_that_would_begin_at_the_very_end_does_not() -> None:
    timeline = compile_text(HEADER + "Hello.\n[pause 5 s]\n[music drift]").session
    assert all(bed.duration for bed in beds(timeline))
    assert [bed.media.name for bed in beds(timeline)] == ["rain"]


@pytest.mark.parametrize("pause", ["0.0001 s", "0.04 s", "0.09 s", "0.1 s", "0.3 s", "9 s"])
@pytest.mark.parametrize(
    "change",
    [
        "[music drift, over 0.0001 s]",
        "[music fades out over 0.0001 s]",
        "[music drift]",
        "[music fades out over 0.0001 s]\n[music fades in over 0.0001 s]",
    ],
)
def test_no_fade_is_a_click(change: str, pause: str) -> None:
    timeline = compile_text(f"{HEADER}Hello.\n[pause 5 s]\n{change}\n[pause {pause}]").session
    for bus in (BusName.MUSIC, BusName.ROOM):
        for clip in beds(timeline, bus):
            for fade in (clip.fade_in, clip.fade_out):
                assert fade is not None
                assert fade.frames >= RATE // 20


def test_changes_of_level_do_not_add_up_without_end() -> None:
    louder = session("[music louder]\n[pause 9 s]\n" * 9).bus(BusName.MUSIC).automation
    assert [point.gain for point in louder[1::2]] == [4.0, 8.0, *([12.0] * 7)]
    quieter = session("[music -25 dB]\n[pause 9 s]\n" * 2 + "[music +4 dB]\n[pause 9 s]")
    points = quieter.bus(BusName.MUSIC).automation
    assert [point.gain for point in points[1::2]] == [-25.0, -40.0, -36.0]


def test_levels_move_and_hold() -> None:
    timeline = session(
        "[pause 60 s]\n[music quieter, over 10 s]\n[pause 60 s]\n[music +1 dB over 5 s]"
    )
    points = timeline.bus(BusName.MUSIC).automation
    assert [(point.frame // RATE, point.gain) for point in points] == [
        (60, 0.0),
        (70, -4.0),
        (120, -4.0),
        (125, -3.0),
    ]


def test_a_level_that_changes_while_it_moves_goes_on_from_there() -> None:
    body = "[pause 60 s]\n[music quieter, over 10 s]\n[pause 5 s]\n[music louder, over 10 s]"
    points = session(body).bus(BusName.MUSIC).automation
    assert [point.frame // RATE for point in points] == [60, 65, 75]
    assert points[1].gain == pytest.approx(-2.0)
    assert points[2].gain == 0.0
    levels = [level_at(points, frame) for frame in range(55 * RATE, 80 * RATE, 480)]
    assert max(abs(after - before) for before, after in pairwise(levels)) < 0.01


def test_two_changes_at_one_place_are_one() -> None:
    points = session("[pause 60 s]\n[music quieter]\n[music quieter]").bus(BusName.MUSIC).automation
    assert [point.gain for point in points] == [0.0, -8.0]


def test_ducks_stand_on_the_music_alone() -> None:
    timeline = session("Hello.")
    assert len(timeline.bus(BusName.MUSIC).ducks) == 1
    for bus in (BusName.VOICE, BusName.CUES, BusName.ROOM):
        assert timeline.bus(bus).ducks == ()


def test_prompts_of_a_breath_duck_the_music_and_tones_do_not() -> None:
    timeline = session("[pause 60 s]\n[breathe in 4, out 6, 10 times]")
    (duck,) = timeline.bus(BusName.MUSIC).ducks
    prompts = voice(timeline)
    assert duck.down == prompts[0].start
    assert prompts[-1].end <= duck.up < prompts[-1].end + RATE


def kinds(timeline: Timeline) -> list[tuple[str, MediaKind]]:
    return [(clip.media.name, clip.media.kind) for clip in beds(timeline)]


def test_what_can_be_made_is_endless_where_it_is_asked_for() -> None:
    mixed = session("[music rain + drift, endless]\nHello.\n[rest]\n", header="")
    # The other bed cannot be made here, so it is looped as ever.
    assert kinds(mixed) == [("rain", MediaKind.ENDLESS), ("drift", MediaKind.BED)]
    looped = session("[music rain + drift]\nHello.\n[rest]\n", header="")
    assert [clip.gain for clip in beds(mixed)] == [clip.gain for clip in beds(looped)]
    assert kinds(session("Hello.\n[rest]\n", header="---\nmusic: rain, endless\n---\n")) == [
        ("rain", MediaKind.ENDLESS)
    ]
