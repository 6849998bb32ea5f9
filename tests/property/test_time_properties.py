"""The solver and the arrangement: exact to the frame, within every bound, nothing overlapping."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.fakes.compiling import Compiled, compile_text
from tests.fakes.parsing import parse_node
from tests.property.strategies import Sharing, routines, sharings
from voicemat.compiler import Fit
from voicemat.compiler.score import Silence
from voicemat.compiler.solve import Elastic, share
from voicemat.diagnostics import Kind
from voicemat.script.model import Pause
from voicemat.timeline.model import BusName, Clip, MarkerKind, Timeline
from voicemat.units import RATE, frames

DAY = 24 * 3600 * RATE

# -- the solver ------------------------------------------------------------------------------


def reference(elastics: tuple[Elastic, ...], total: int) -> list[Fraction]:
    """The exact sizes, by bisecting the common factor until nothing is left to find."""

    def sizes(factor: Fraction) -> list[Fraction]:
        return [
            max(
                Fraction(elastic.least),
                factor * elastic.weight
                if elastic.most is None
                else min(Fraction(elastic.most), factor * elastic.weight),
            )
            for elastic in elastics
        ]

    low, high = Fraction(0), Fraction(10**9)
    for _ in range(100):
        middle = (low + high) / 2
        if sum(sizes(middle)) < total:
            low = middle
        else:
            high = middle
    return sizes(high)


@settings(max_examples=150)
@given(sharings())
def test_the_shares_are_the_reference_s(sharing: Sharing) -> None:
    made = share(sharing.elastics, sharing.total)
    assert sum(made) == sharing.total
    exact = reference(sharing.elastics, sharing.total)
    for size, wanted, elastic in zip(made, exact, sharing.elastics, strict=True):
        assert size >= elastic.least
        assert elastic.most is None or size <= elastic.most
        assert abs(size - wanted) < 1
    # What rounding leaves went to the largest fractions.
    raised = [want % 1 for size, want in zip(made, exact, strict=True) if size > want]
    kept = [want % 1 for size, want in zip(made, exact, strict=True) if size < want]
    assert not raised or not kept or min(raised) >= max(kept) - Fraction(1, 10**20)


@given(sharings(), st.integers(2, 50))
def test_free_silences_are_in_proportion_to_their_weights(sharing: Sharing, parts: int) -> None:
    made = share(sharing.elastics, sharing.total)
    free = [
        (size, elastic.weight)
        for size, elastic in zip(made, sharing.elastics, strict=True)
        if size > elastic.least + 1 and (elastic.most is None or size < elastic.most - 1)
    ]
    for (size, weight), (other, weight_of_other) in pairwise(free):
        # Each is within a frame of the common factor times its weight.
        assert abs(size * weight_of_other - other * weight) <= weight + weight_of_other


@given(sharings())
def test_more_time_makes_no_silence_shorter(sharing: Sharing) -> None:
    assume(any(elastic.most is None for elastic in sharing.elastics))
    short = share(sharing.elastics, sharing.total)
    long = share(sharing.elastics, sharing.total + 1000)
    assert all(after >= before - 1 for before, after in zip(short, long, strict=True))


# -- the arrangement -------------------------------------------------------------------------


def bounds(text: str) -> tuple[int, int | None]:
    """The shortest and the longest that a routine can be, by asking for the nearest."""
    compiled = compile_text(text, frames=1, fit=Fit.NEAREST)
    silences = [event for event in compiled.score.events if isinstance(event, Silence)]
    if any(silence.most is None for silence in silences):
        return compiled.session.frames, None
    return compiled.session.frames, compile_text(text, frames=DAY, fit=Fit.NEAREST).session.frames


def clips(timeline: Timeline, bus: BusName) -> list[Clip]:
    found = [clip for track in timeline.bus(bus).tracks for clip in track.clips]
    return sorted(found, key=lambda clip: clip.start)


def check(timeline: Timeline) -> None:
    """Everything that holds for any timeline."""
    check_clips(timeline)
    check_chapters(timeline)
    check_speech(timeline)
    check_music(timeline)


def check_clips(timeline: Timeline) -> None:
    for bus in timeline.buses:
        for track in bus.tracks:
            assert track.clips
            for before, after in pairwise(track.clips):
                assert before.end <= after.start, "clips on one track overlap"
            for clip in track.clips:
                assert 0 <= clip.start < clip.end <= timeline.frames
                for fade in (clip.fade_in, clip.fade_out):
                    assert fade is None or 0 < fade.frames <= clip.duration
        assert all(one.frame < other.frame for one, other in pairwise(bus.automation))


def check_chapters(timeline: Timeline) -> None:
    assert timeline.chapters[0].start == 0
    assert timeline.chapters[-1].end == timeline.frames
    for before, after in pairwise(timeline.chapters):
        assert before.end == after.start


def check_speech(timeline: Timeline) -> None:
    """No two sentences at once, and none in a silence."""
    speech = clips(timeline, BusName.VOICE)
    for before, after in pairwise(speech):
        assert before.end <= after.start
    silent = [marker for marker in timeline.markers if marker.kind is MarkerKind.SILENCE]
    for clip in speech:
        assert not any(clip.start < gap.end and gap.start < clip.end for gap in silent)


def check_music(timeline: Timeline) -> None:
    """Music or room tone in every frame, and music that is down while anybody speaks."""
    ducks = timeline.bus(BusName.MUSIC).ducks
    for before, after in pairwise(ducks):
        assert before.end <= after.start, "the music ducks twice at once"
    music = clips(timeline, BusName.MUSIC)
    for clip in clips(timeline, BusName.VOICE) if music else ():
        assert any(duck.down <= clip.start and clip.end <= duck.up for duck in ducks)
    covered = 0
    beds = [*music, *clips(timeline, BusName.ROOM)]
    for bed in sorted(beds, key=lambda clip: clip.start):
        assert bed.start <= covered, "a hole without music or room tone"
        covered = max(covered, bed.end)
    assert covered == timeline.frames


def silences(compiled: Compiled) -> list[tuple[int, Silence]]:
    """The size of each silence that the author wrote, and its bounds."""
    marked = [
        marker.end - marker.start
        for marker in compiled.session.markers
        if marker.kind is MarkerKind.SILENCE
    ]
    events = [event for event in compiled.score.events if isinstance(event, Silence)]
    return list(zip(marked, events, strict=True))


@settings(max_examples=100)
@given(routines(), st.data())
def test_the_length_is_the_asked_one_to_the_frame(text: str, data: st.DataObject) -> None:
    shortest, longest = bounds(text)
    asked = data.draw(st.integers(shortest, longest or shortest + 7200 * RATE))
    compiled = compile_text(text, frames=asked)
    assert not compiled.findings
    assert compiled.session.frames == asked
    check(compiled.session)
    for size, silence in silences(compiled):
        assert size >= silence.least
        assert silence.most is None or size <= silence.most
    free = [
        (size, silence.natural)
        for size, silence in silences(compiled)
        if size > silence.least + 1 and (silence.most is None or size < silence.most - 1)
    ]
    for (size, weight), (other, weight_of_other) in pairwise(free):
        assert abs(size * weight_of_other - other * weight) <= weight + weight_of_other


@given(routines())
def test_without_a_wish_every_silence_has_its_natural_size(text: str) -> None:
    compiled = compile_text(text)
    check(compiled.session)
    for size, silence in silences(compiled):
        assert size == silence.natural
        assert size >= silence.least
        assert silence.most is None or size <= silence.most
    # Asking for that length gives the same session.
    assert compile_text(text, frames=compiled.session.frames).session == compiled.session


def in_frames(words: str) -> int:
    """A length as a message says it, asked for as a person would."""
    node = parse_node(f"[pause {words}]")
    assert isinstance(node, Pause)
    return frames(node.stretch.least)


@settings(max_examples=100)
@given(routines(), st.data())
def test_an_impossible_length_is_answered_with_one_that_works(
    text: str, data: st.DataObject
) -> None:
    shortest, longest = bounds(text)
    too_short = st.integers(1, shortest - 1)
    too_long = st.nothing() if longest is None else st.integers(longest + 1, longest + DAY)
    asked = data.draw(too_short | too_long)
    compiled = compile_text(text, frames=asked)
    assert compiled.timeline is None
    (finding,) = compiled.findings
    possible = dict(finding.values)["possible"]
    if finding.kind is Kind.FIXED_LENGTH:
        # There is no whole second to say; the advice is to accept the nearest.
        assert longest is not None
        assert -(-shortest // RATE) * RATE > longest
        assert "--nearest" in compiled.report
    else:
        assert compile_text(text, frames=in_frames(possible)).session.frames == in_frames(possible)
        assert finding.kind is (Kind.TOO_SHORT if asked < shortest else Kind.TOO_LONG)
    nearest = compile_text(text, frames=asked, fit=Fit.NEAREST)
    assert nearest.session.frames == (shortest if asked < shortest else longest)
    check(nearest.session)
