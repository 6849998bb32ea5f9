"""The timeline's JSON, and gains that never step."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise

import jsonschema  # type: ignore[import-untyped]  # its types are a package of their own
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.property.strategies import curves, speeches, timelines
from voicemat.compiler.duck import ducks
from voicemat.mixer import CHUNK
from voicemat.mixer.gain import CONTROL, BusGain, clip_gain
from voicemat.timeline.automation import level_at
from voicemat.timeline.model import (
    Bus,
    BusName,
    Clip,
    Fade,
    FadeShape,
    Media,
    MediaKind,
    Point,
    Timeline,
)
from voicemat.timeline.serialisation import from_json, schema, to_json
from voicemat.units import RATE


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema())


@settings(max_examples=100)
@given(timelines())
def test_any_timeline_comes_back_from_its_json(timeline: Timeline) -> None:
    data = to_json(timeline)
    assert from_json(data) == timeline
    assert to_json(from_json(data)) == data
    validator().validate(json.loads(data))


def gains(bus: Bus, frames: int) -> NDArray[np.float64]:
    """The bus's gain in decibels for every frame, asked for in chunks as the mixer does."""
    made = BusGain(bus)
    parts = [
        np.broadcast_to(np.asarray(made.at(start, CHUNK)).reshape(-1, 1), (CHUNK, 1))
        for start in range(0, frames, CHUNK)
    ]
    return 20 * np.log10(np.concatenate(parts)[:frames, 0].astype(np.float64))


@given(speeches(), st.integers(RATE // 10, 5 * RATE))
def test_the_music_is_down_before_the_first_syllable_and_never_twice_at_once(
    speech: tuple[Clip, ...], rest: int
) -> None:
    depth = 8.0
    frames = (speech[-1].end if speech else RATE) + rest
    made = ducks(speech, depth, frames)
    for duck in made:
        assert 0 <= duck.start <= duck.down < duck.up <= duck.end <= frames
    for before, after in pairwise(made):
        assert before.end <= after.start
    level = gains(Bus(name=BusName.MUSIC, tracks=(), ducks=made), frames)
    assert level.min(initial=0.0) >= -depth - 1e-3
    for clip in speech:
        # Speech within a tenth of a second of the beginning finds the music rising from nothing.
        if clip.start >= RATE // 10:
            assert level[clip.start : clip.end].max() <= -depth + 0.05
    # From one frame to the next never more than the steepest fall there is.
    if speech and speech[0].start >= RATE // 10 and rest >= 4 * RATE:
        assert np.abs(np.diff(level)).max(initial=0.0) < 1.1 * np.pi / 2 * depth / (RATE // 10)


@given(curves())
def test_automation_is_continuous_and_the_mixer_follows_it(curve: tuple[Point, ...]) -> None:
    frames = min((curve[-1].frame if curve else 0) + RATE, 60 * RATE)
    level = gains(Bus(name=BusName.MUSIC, tracks=(), automation=curve), frames)
    places = range(0, frames, 1009)
    expected = np.array([level_at(curve, place) for place in places])
    # Between two control points the gain is linear, which deviates most in the steepest swing.
    np.testing.assert_allclose(level[::1009], expected, atol=0.05)
    steps = [abs(after.gain - before.gain) for before, after in pairwise(curve)]
    steepest = np.pi / 2 * max(steps, default=0) / (RATE // 10)
    assert np.abs(np.diff(level)).max(initial=0.0) <= 1.5 * steepest + 1e-4


@given(
    st.integers(2 * CONTROL, RATE),
    st.integers(1, RATE),
    st.integers(1, RATE),
    st.sampled_from(FadeShape),
    st.sampled_from(FadeShape),
    st.lists(st.integers(0, RATE), max_size=4),
)
def test_a_clip_s_fades_are_continuous_and_the_same_however_they_are_cut(
    duration: int, rise: int, fall: int, shape: FadeShape, other: FadeShape, places: list[int]
) -> None:
    clip = Clip(
        start=0,
        duration=duration,
        media=Media(kind=MediaKind.BED, name="rain"),
        fade_in=Fade(frames=min(rise, duration), shape=shape),
        fade_out=Fade(frames=min(fall, duration), shape=other),
    )
    whole = np.broadcast_to(np.asarray(clip_gain(clip, 0, duration)), (duration,))
    edges = sorted({0, duration, *(place % duration for place in places)})
    for start, end in pairwise(edges):
        part = clip_gain(clip, start, end - start)
        assert np.array_equal(np.broadcast_to(np.asarray(part), (end - start,)), whole[start:end])
    assert whole.max() <= 1.0
    assert whole.min() >= 0.0
    # The steepest part is the last of a rise in decibels: 7 nepers a fade's length times a sine.
    steepest = 8.0 / min(rise, duration) + 8.0 / min(fall, duration)
    assert np.abs(np.diff(whole, prepend=0.0, append=0.0)).max() <= max(steepest, 1e-6)
