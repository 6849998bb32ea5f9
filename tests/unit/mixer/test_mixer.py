"""The mix of a timeline, block by block."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.compiling import compile_text
from tests.fakes.samples import ArraySamples, NoiseSamples, white
from voicemat.mixer import CHUNK, Mixer
from voicemat.timeline.model import (
    Bus,
    BusName,
    Clip,
    Fade,
    FadeShape,
    Media,
    MediaKind,
    Tags,
    Timeline,
    Track,
)
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]


def session(*buses: Bus, frames: int) -> Timeline:
    return Timeline(
        rate=RATE, frames=frames, tags=Tags(title="Test"), voice_loudness=-18.0, buses=buses
    )


def track(*clips: Clip) -> Track:
    return Track(name="x", clips=clips)


def clip(name: str, start: int, duration: int, **changes: float) -> Clip:
    media = Media(kind=MediaKind.RECORDING, name=name)
    return Clip(start=start, duration=duration, media=media, **changes)  # type: ignore[arg-type]


def test_a_clip_sounds_where_it_stands_as_loud_as_it_says() -> None:
    take = 0.1 * white(1, 5000, 1)[:, 0]
    made = session(
        Bus(name=BusName.VOICE, gain=-6.0, tracks=(track(clip("a", 70_000, 5000, gain=2.0)),)),
        frames=100_000,
    )
    mixed = Mixer(made, ArraySamples({"a": take})).block(0, 100_000)
    assert mixed.shape == (100_000, 2)
    assert mixed.dtype == np.float32
    expected = np.zeros((100_000, 2), np.float32)
    expected[70_000:75_000] = take[:, None] * ratio(-4.0)
    np.testing.assert_allclose(mixed, expected, atol=1e-6)


def test_an_offset_begins_within_the_medium() -> None:
    take = 0.1 * white(1, 5000, 2)
    made = session(
        Bus(name=BusName.VOICE, tracks=(track(clip("a", 0, 1000, offset=4000)),)), frames=1000
    )
    assert np.array_equal(Mixer(made, ArraySamples({"a": take})).block(0, 1000), take[4000:])


def test_what_touches_neither_overlaps_nor_leaves_a_hole() -> None:
    level = {"a": np.full(CHUNK, 0.1, np.float32), "b": np.full(CHUNK, 0.2, np.float32)}
    made = session(
        Bus(
            name=BusName.VOICE,
            tracks=(track(clip("a", 0, 1000), clip("b", 1000, 2000), clip("a", 3000, 10)),),
        ),
        frames=CHUNK,
    )
    mixed = Mixer(made, ArraySamples(level)).block(0, CHUNK)[:, 0]
    expected = [(0, 1000, 0.1), (1000, 3000, 0.2), (3000, 3010, 0.1), (3010, CHUNK, 0.0)]
    for start, end, value in expected:
        assert np.all(mixed[start:end] == np.float32(value))


def test_nothing_sounds_after_the_end() -> None:
    made = session(Bus(name=BusName.VOICE, tracks=(track(clip("a", 0, 50_000)),)), frames=40_000)
    mixer = Mixer(made, ArraySamples({"a": np.full(50_000, 0.1, np.float32)}))
    assert len(mixer.block(0, 10**9)) == 40_000
    assert len(mixer.block(39_999, 10)) == 1
    assert mixer.block(40_000, 10).shape == (0, 2)
    assert mixer.block(10**12, 10).shape == (0, 2)
    assert mixer.block(5, 0).shape == (0, 2)
    assert mixer.frames == 40_000


@pytest.mark.parametrize("start", [0, 1, CHUNK, 100_000, 480_000 - 1, 14 * CHUNK - 1])
def test_blocks_are_the_session_from_any_frame_on(start: int) -> None:
    made = compile_text("---\nmusic: rain\n---\nHello.\n[rest]", frames=10 * RATE).session
    mixer = Mixer(made, NoiseSamples())
    whole = mixer.block(0, made.frames)
    blocks = list(mixer.blocks(start))
    assert all(0 < len(block) <= CHUNK for block in blocks)
    assert np.array_equal(np.concatenate(blocks), whole[start:])


def test_what_a_block_s_owner_does_cannot_change_the_next() -> None:
    made = compile_text("---\nmusic: rain\n---\nHello.\n[rest]", frames=10 * RATE).session
    mixer = Mixer(made, NoiseSamples())
    for block in (mixer.block(0, CHUNK), mixer.block(100, CHUNK)):
        with pytest.raises(ValueError, match="read-only"):
            block[:] = 0


def test_blocks_past_the_end_are_none() -> None:
    made = session(frames=1000)
    assert list(Mixer(made, ArraySamples({})).blocks(1000)) == []
    assert np.array_equal(Mixer(made, ArraySamples({})).block(0, 1000), np.zeros((1000, 2)))


SMALL = """---
music: rain
---
Hello there.
[bowl, soft]
[breathe in 1, out 2, 3 times]
[music drift over 2 s]
[tone binaural 200 Hz 4 Hz]
Good.
[rest]
"""


def test_the_mix_is_the_sum_of_its_buses() -> None:
    made = compile_text(SMALL, seconds=40).session
    samples = NoiseSamples()
    whole = Mixer(made, samples).block(0, made.frames)
    parts = [
        Mixer(made, samples, buses=frozenset({name})).block(0, made.frames) for name in BusName
    ]
    np.testing.assert_allclose(np.sum(parts, axis=0), whole, atol=1e-6)
    assert all(np.any(part) for part, name in zip(parts, BusName, strict=True) if name != "room")


def test_nothing_in_a_session_steps() -> None:
    """A bed of a constant level shows every gain: no frame moves it by more than 1 / 1000."""
    made = compile_text(SMALL, seconds=60).session
    level = np.ones(made.frames, np.float32)
    samples = ArraySamples({"rain": level, "drift": level, "brown": level})
    mixed = Mixer(made, samples, buses=frozenset({BusName.MUSIC})).block(0, made.frames)[:, 0]
    assert np.abs(np.diff(mixed)).max() < 1e-3 * mixed.max()
    assert abs(mixed[0]) < 1e-3 * mixed.max()
    assert abs(mixed[-1]) < 1e-3 * mixed.max()


def test_two_fades_crossing_keep_the_power() -> None:
    fade = Fade(frames=RATE, shape=FadeShape.EQUAL_POWER)
    media = Media(kind=MediaKind.BED, name="a")
    other = Media(kind=MediaKind.BED, name="b")
    made = session(
        Bus(
            name=BusName.MUSIC,
            tracks=(
                track(Clip(start=0, duration=2 * RATE, media=media, fade_out=fade)),
                track(Clip(start=RATE, duration=2 * RATE, media=other, fade_in=fade)),
            ),
        ),
        frames=3 * RATE,
    )
    samples = ArraySamples({"a": 0.3 * white(1, 2 * RATE, 2), "b": 0.3 * white(2, 2 * RATE, 2)})
    mixed = Mixer(made, samples).block(0, 3 * RATE).astype(np.float64)
    power = (mixed**2).mean(axis=1).reshape(30, -1).mean(axis=1)
    np.testing.assert_allclose(10 * np.log10(power / power.mean()), 0.0, atol=0.25)
