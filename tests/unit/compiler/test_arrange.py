"""Score and measured durations to timeline."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.fakes.catalog import CATALOG
from tests.fakes.compiling import compile_text
from tests.fakes.voice import PER_LETTER, PER_SENTENCE
from voicemat.compiler import Fit
from voicemat.compiler.levels import LEVELS, RECORDING_LUFS
from voicemat.script.model import Ending
from voicemat.timeline.model import BusName, Clip, MarkerKind, MediaKind, Timeline
from voicemat.units import RATE


def clips(timeline: Timeline, bus: BusName) -> list[Clip]:
    """All clips of a bus, in order of time."""
    found = [clip for track in timeline.bus(bus).tracks for clip in track.clips]
    return sorted(found, key=lambda clip: clip.start)


def silences(timeline: Timeline) -> list[int]:
    return [
        marker.end - marker.start
        for marker in timeline.markers
        if marker.kind is MarkerKind.SILENCE
    ]


HELLO = PER_SENTENCE + 5 * PER_LETTER

# -- length ----------------------------------------------------------------------------------

STRETCHY = "Hello.\n...\nStay a while.\n[pause 10-40 s]\nGood.\n[rest]\nBye.\n"


@pytest.mark.parametrize("frames", [60 * RATE, 60 * RATE + 1, 1200 * RATE - 1, 8 * 3600 * RATE])
def test_the_length_is_met_to_the_frame(frames: int) -> None:
    timeline = compile_text(STRETCHY, frames=frames).session
    assert timeline.frames == frames
    assert timeline.chapters[-1].end == frames


def test_without_a_wish_every_silence_has_its_natural_size() -> None:
    compiled = compile_text(STRETCHY)
    assert silences(compiled.session) == [303_578, 20 * RATE, 60 * RATE]


def test_silences_share_in_proportion_to_their_natural_sizes() -> None:
    natural = compile_text(STRETCHY).session
    longer = compile_text(STRETCHY, frames=natural.frames + sum(silences(natural)) // 4).session
    for long, short in zip(silences(longer), silences(natural), strict=True):
        assert long == pytest.approx(1.25 * short, abs=1)


def test_what_is_rigid_does_not_move() -> None:
    text = "Hello.\n[pause 3 s]\n[breathe in 4, out 6, 3 times]\nGood.\n[rest]"
    short = compile_text(text, seconds=60).session
    long = compile_text(text, seconds=600).session
    assert silences(short)[0] == silences(long)[0] == 3 * RATE
    for bus in (BusName.VOICE, BusName.CUES):
        assert [(clip.start, clip.duration) for clip in clips(short, bus)] == [
            (clip.start, clip.duration) for clip in clips(long, bus)
        ]


@pytest.mark.parametrize(
    ("text", "seconds", "expected"),
    [
        (STRETCHY, 1, [2, 10, 5]),
        ("Hello.\n[pause 2-9 s]\n...", 1, [2, 2]),
        ("Hello.\n[pause 2-9 s]\n...", 7200, [9, 20]),
        ("Hello.", 1, []),
        ("Hello.", 7200, []),
    ],
)
def test_the_nearest_length(text: str, seconds: int, expected: list[int]) -> None:
    assert compile_text(text, seconds=seconds).timeline is None
    nearest = compile_text(text, seconds=seconds, fit=Fit.NEAREST)
    assert not nearest.findings
    assert silences(nearest.session) == [size * RATE for size in expected]


def test_a_length_that_is_possible_is_met_with_nearest_too() -> None:
    assert compile_text(STRETCHY, seconds=90, fit=Fit.NEAREST).session.frames == 90 * RATE


# -- layout ----------------------------------------------------------------------------------


def test_speech_stands_where_its_measured_duration_puts_it() -> None:
    timeline = compile_text("Hello.\n[pause 5 s]\nHello.\n[pause 5 s]\nGood.").session
    first, second, third = clips(timeline, BusName.VOICE)
    assert first.duration == second.duration == HELLO
    assert second.start == first.end + 5 * RATE
    assert third.start == second.end + 5 * RATE
    assert first.media.kind is MediaKind.RECORDING
    assert (first.media.name, first.text) == ("Hello.", "Hello.")


def test_every_clip_of_speech_keeps_its_origin() -> None:
    timeline = compile_text("# One\n\nHello. *Good.*\n[bell]\n[breathe box 1, 1 time]").session
    for bus in (BusName.VOICE, BusName.CUES):
        assert all(clip.origin for clip in clips(timeline, bus))
    origins = [clip.origin for clip in clips(timeline, BusName.VOICE)[:2]]
    assert [(origin.line, origin.column) for origin in origins if origin] == [(3, 1), (3, 9)]


def test_recordings_are_brought_to_the_anchor() -> None:
    for ending in Ending:
        timeline = compile_text(f"---\nending: {ending}\n---\nHello.").session
        assert timeline.voice_loudness == LEVELS[ending].voice
        (clip,) = clips(timeline, BusName.VOICE)
        assert clip.gain + RECORDING_LUFS == pytest.approx(LEVELS[ending].voice)
    assert LEVELS[Ending.QUIET].voice == -18
    assert LEVELS[Ending.SLEEP].voice == -22


def test_a_breath_keeps_its_time_exactly() -> None:
    timeline = compile_text("[breathe in 4, hold 7, out 8, 3 times, tones]").session
    made = clips(timeline, BusName.CUES)
    assert [clip.duration // RATE for clip in made] == [4, 7, 8] * 3
    assert [clip.media.name for clip in made] == ["in", "hold", "out"] * 3
    assert all(before.end == after.start for before, after in pairwise(made))
    (marker,) = [marker for marker in timeline.markers if marker.kind is MarkerKind.BREATH]
    assert (marker.start, marker.end) == (made[0].start, made[-1].end)


def test_prompts_begin_with_their_phases() -> None:
    timeline = compile_text("[breathe in 4, out 6, 3 times]").session
    prompts = clips(timeline, BusName.VOICE)
    tones = clips(timeline, BusName.CUES)
    assert [clip.text for clip in prompts] == ["Breathe in.", "Breathe out."] * 2
    starts = [clip.start for clip in [*prompts, *tones]]
    assert [later - starts[0] for later in starts] == [
        second * RATE for second in (0, 4, 10, 14, 20, 24)
    ]


def test_words_that_do_not_fit_their_phase_give_way_to_tones() -> None:
    timeline = compile_text("[breathe in 6, out 1, 1 time]").session
    (prompt,) = clips(timeline, BusName.VOICE)
    (tone,) = clips(timeline, BusName.CUES)
    assert prompt.text == "Breathe in."
    assert (tone.media.name, tone.duration) == ("out", RATE)


def test_a_cue_is_struck_and_speech_goes_on_while_it_rings() -> None:
    timeline = compile_text("[bowl, 3 times, every 7 s]\nHello.\n[rest]", seconds=60).session
    strikes = clips(timeline, BusName.CUES)
    cue = CATALOG.cues["bowl"]
    assert [strike.start - strikes[0].start for strike in strikes] == [0, 7 * RATE, 14 * RATE]
    assert {strike.duration for strike in strikes} == {cue.frames}
    (spoken,) = clips(timeline, BusName.VOICE)
    assert spoken.start == strikes[-1].start + cue.clear


@pytest.mark.parametrize(
    "end",
    ["[bowl]", "[bowl]\n[pause 1 s]", "[bowl]\nBye.", "[bowl]\n...", "[bowl, twice]\n[chime]"],
)
def test_the_last_cue_rings_out(end: str) -> None:
    for seconds in (None, 90):
        timeline = compile_text(f"Hello.\n[rest]\n{end}", seconds=seconds).session
        assert max(clip.end for clip in clips(timeline, BusName.CUES)) <= timeline.frames
        assert seconds is None or timeline.frames == seconds * RATE


def test_ending_bell_rings_out_at_the_very_end() -> None:
    timeline = compile_text("---\nending: bell\n---\nHello.\n[rest]", seconds=120).session
    strikes = clips(timeline, BusName.CUES)
    assert len(strikes) == 3
    assert strikes[-1].end == timeline.frames


def test_nothing_ends_on_the_last_syllable() -> None:
    timeline = compile_text("Hello.").session
    assert timeline.frames - clips(timeline, BusName.VOICE)[-1].end >= 2 * RATE


# -- chapters and markers --------------------------------------------------------------------


def chapters(text: str) -> list[tuple[str, int, int]]:
    timeline = compile_text(text).session
    return [(made.title, made.start, made.end) for made in timeline.chapters]


def test_chapters_follow_one_another_from_the_beginning_to_the_end() -> None:
    timeline = compile_text("# One\nHello.\n# Two\nGood.\n...\n# Three\n[bell]").session
    assert [chapter.title for chapter in timeline.chapters] == ["One", "Two", "Three"]
    assert timeline.chapters[0].start == 0
    assert timeline.chapters[-1].end == timeline.frames
    for before, after in pairwise(timeline.chapters):
        assert before.end == after.start
    lines = [chapter.origin.line for chapter in timeline.chapters if chapter.origin]
    assert lines == [1, 3, 6]


def test_a_chapter_begins_before_its_first_word() -> None:
    timeline = compile_text("Hello.\n# Two\nGood.").session
    first, second = clips(timeline, BusName.VOICE)
    assert timeline.chapters[1].start == first.end
    assert second.start > timeline.chapters[1].start


def test_speech_before_the_first_heading_is_a_chapter_with_the_routine_s_title() -> None:
    titles = [title for title, _, _ in chapters("---\ntitle: Rest\n---\nHello.\n# One\nGood.")]
    assert titles == ["Rest", "One"]


@pytest.mark.parametrize("lead", ["...\n", "[bell]\n", "[pause 3 s]\n", "> note\n"])
def test_sounds_before_the_first_heading_belong_to_it(lead: str) -> None:
    ((title, start, _),) = chapters(f"{lead}# One\nHello.")
    assert (title, start) == ("One", 0)


def test_without_headings_the_whole_is_one_chapter() -> None:
    ((title, start, end),) = chapters("---\ntitle: Rest\n---\nHello.")
    assert (title, start, end) == ("Rest", 0, compile_text("Hello.").session.frames)


def test_silences_are_marked_where_nothing_sounds() -> None:
    timeline = compile_text("Hello.\n...\nGood.\n[pause 5 s]\nBye.\n[rest]").session
    spoken = clips(timeline, BusName.VOICE)
    marked = [(marker.start, marker.end) for marker in timeline.markers]
    assert marked == [
        (spoken[0].end, spoken[1].start),
        (spoken[1].end, spoken[2].start),
        (spoken[2].end, timeline.frames),
    ]
