"""Where a mix repeats: compared with the mix itself, bit for bit."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.fakes.compiling import compile_text
from tests.fakes.samples import PERIOD, NoiseSamples
from tests.property.strategies import routines
from voicemat.mixer import Loop, Mixer, Steady, steady_stretches
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

Samples = NDArray[np.float32]

SETTLED = 10_000

SHORT = 960 * 50
"""A second period, by the name "short"."""


class LoopingSamples(NoiseSamples):
    """Loops that come out of silence in their first lap, as real ones do, and are shorter when
    they are called so. Cues and voices as ever."""

    def read(self, clip: Clip, offset: int, frames: int) -> Samples:
        if clip.media.kind is not MediaKind.BED:
            return super().read(clip, offset, frames)
        at = np.arange(clip.offset + offset, clip.offset + offset + frames)
        period = SHORT if clip.media.name == "short" else PERIOD
        level = np.minimum(at / SETTLED, 1.0)[:, None]
        wave = np.sin(2 * np.pi * (at % period) / period * np.array([[31.0], [47.0]])).T
        return (0.1 * level * wave).astype(np.float32)


def loop(media: Media) -> Loop | None:
    if media.kind is not MediaKind.BED:
        return None
    return Loop(period=SHORT if media.name == "short" else PERIOD, settled=SETTLED)


def timeline(*buses: Bus, seconds: int = 60) -> Timeline:
    return Timeline(
        rate=RATE,
        frames=seconds * RATE,
        tags=Tags(title="Test"),
        voice_loudness=-18.0,
        buses=buses,
    )


def bed(name: str, start: int, end: int, *, fade: int = 0, gain: float = 0.0) -> Clip:
    return Clip(
        start=start * RATE,
        duration=(end - start) * RATE,
        media=Media(kind=MediaKind.BED, name=name),
        gain=gain,
        fade_in=Fade(frames=fade * RATE, shape=FadeShape.DECIBEL),
        fade_out=Fade(frames=fade * RATE, shape=FadeShape.DECIBEL),
    )


def music(*clips: Clip, **more: object) -> Bus:
    tracks = tuple(Track(name=str(n), clips=(clip,)) for n, clip in enumerate(clips))
    return Bus(name=BusName.MUSIC, tracks=tracks, **more)  # type: ignore[arg-type]


def voice(start: int, end: int) -> Bus:
    clip = Clip(
        start=start * RATE,
        duration=(end - start) * RATE,
        media=Media(kind=MediaKind.RECORDING, name="a"),
    )
    return Bus(name=BusName.VOICE, tracks=(Track(name="voice", clips=(clip,)),))


def assert_holds(session: Timeline, found: tuple[Steady, ...]) -> None:
    """What is said of each stretch is so, at its ends and in between."""
    mixer = Mixer(session, LoopingSamples())
    for steady in found:
        alone = Mixer(steady.timeline, LoopingSamples())
        begin = steady.stretches[0][0]
        for start, end in steady.stretches:
            assert 0 <= start < end <= session.frames
            for at in {start, (start + end) // 2, max(end - 5000, start)}:
                heard = mixer.block(at, min(5000, end - at))
                assert np.array_equal(heard, alone.block(at, len(heard)))
        assert np.array_equal(
            alone.block(begin, 5000), alone.block(begin + 3 * steady.period, 5000)
        )


def seconds(steady: Steady) -> list[tuple[float, float]]:
    return [(round(start / RATE, 1), round(end / RATE, 1)) for start, end in steady.stretches]


def test_a_bed_alone_is_steady_between_its_fades() -> None:
    session = timeline(music(bed("a", 0, 60, fade=10)))
    (found,) = steady_stretches(session, loop)
    assert found.period == PERIOD
    assert seconds(found) == [(10.0, 50.0)]
    assert_holds(session, (found,))


def test_speech_and_its_duck_interrupt_and_the_same_bed_goes_on_after_them() -> None:
    duck = Duck(start=18 * RATE, down=20 * RATE, up=30 * RATE, end=33 * RATE, depth=8.0)
    session = timeline(music(bed("a", 0, 60, fade=5), ducks=(duck,)), voice(20, 25))
    open_, ducked = steady_stretches(session, loop)
    assert seconds(open_) == [(5.0, 18.0), (33.0, 55.0)]
    assert seconds(ducked) == [(25.0, 30.0)]
    assert_holds(session, (open_, ducked))


def test_a_moving_level_is_not_steady_and_another_level_is_another_sound() -> None:
    points = (Point(frame=20 * RATE, gain=0.0), Point(frame=30 * RATE, gain=-4.0))
    session = timeline(music(bed("a", 0, 60), automation=points))
    before, after = steady_stretches(session, loop)
    assert seconds(before) == [(0.2, 20.0)]
    assert seconds(after) == [(30.0, 60.0)]
    assert_holds(session, (before, after))


def test_layers_repeat_together_after_the_least_common_multiple() -> None:
    session = timeline(music(bed("a", 0, 60), bed("short", 0, 60, gain=-6.0)))
    (found,) = steady_stretches(session, loop)
    assert found.period % PERIOD == found.period % SHORT == 0
    assert_holds(session, (found,))


def test_one_layer_that_does_not_repeat_is_enough() -> None:
    session = timeline(music(bed("a", 0, 60), bed("endless", 0, 60)))
    found = steady_stretches(
        session, lambda media: None if media.name == "endless" else loop(media)
    )
    assert found == ()


def test_a_bed_that_comes_again_in_phase_is_the_same_sound_and_out_of_phase_another() -> None:
    laps = 5 * PERIOD
    clips = [
        bed("a", 0, 20),
        Clip(start=laps, duration=20 * RATE, media=bed("a", 0, 1).media),
    ]
    session = timeline(music(*clips))
    found = steady_stretches(session, loop)
    assert [len(steady.stretches) for steady in found] == [2, 2]
    assert found[1].period == 1, "between the two, and after them, is silence"
    assert_holds(session, found)
    moved = Clip(start=laps + 480, duration=20 * RATE, media=clips[1].media)
    assert len(steady_stretches(timeline(music(clips[0], moved)), loop)) == 3


def test_where_the_limiter_works_it_works_alike_in_every_lap() -> None:
    session = timeline(music(bed("a", 0, 60, gain=24.0)))
    found = steady_stretches(session, loop)
    assert np.abs(Mixer(session, LoopingSamples()).block(20 * RATE, PERIOD)).max() < 0.81
    assert_holds(session, found)


@pytest.mark.parametrize("gap", [1, 2000])
def test_a_click_of_another_sound_leaves_no_trace(gap: int) -> None:
    """A clip that ends abruptly, with the limiter at work until a little later."""
    loud = Clip(
        start=20 * RATE,
        duration=gap,
        media=Media(kind=MediaKind.RECORDING, name="a"),
        gain=40.0,
    )
    session = timeline(
        music(bed("a", 0, 60)), Bus(name=BusName.VOICE, tracks=(Track(name="v", clips=(loud,)),))
    )
    assert_holds(session, steady_stretches(session, loop))


@settings(max_examples=10, deadline=None)
@given(routines(), st.integers(0, 10**9))
def test_it_holds_for_every_routine(text: str, place: int) -> None:
    session = compile_text(text).session
    found = steady_stretches(session, loop)
    stretches = sorted(stretch for steady in found for stretch in steady.stretches)
    assert all(one[1] <= other[0] for one, other in pairwise(stretches))
    assert all(one.timeline.buses != other.timeline.buses for one, other in combinations(found, 2))
    assert_holds(session, found[place % max(len(found), 1) :][:2])
