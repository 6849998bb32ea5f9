"""Fades, automation and ducks: their shapes, and that none of them has a step."""

from __future__ import annotations

import numpy as np
import pytest

from voicemat.mixer.gain import CONTROL, BusGain, Curve, Gain, clip_gain, fade_gain
from voicemat.timeline.automation import level_at
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
)
from voicemat.units import RATE, ratio


def decibels(gain: Gain | Curve) -> Curve:
    return 20 * np.log10(np.maximum(np.asarray(gain, np.float64).reshape(-1), 1e-12))


# -- fades of clips --------------------------------------------------------------------------


@pytest.mark.parametrize("shape", FadeShape)
@pytest.mark.parametrize("frames", [1, 2, 480, 4 * 60 * RATE])
def test_a_fade_rises_from_nothing_to_all(shape: FadeShape, frames: int) -> None:
    fade = Fade(frames=frames, shape=shape)
    at = np.linspace(-5, frames + 5, 5000)
    gain = fade_gain(fade, at)
    assert gain[0] == 0.0
    assert gain[-1] == 1.0
    assert np.all(np.diff(gain) >= 0)
    assert fade_gain(fade, np.array([0.0, frames]))[1] == 1.0


@pytest.mark.parametrize("shape", FadeShape)
def test_no_fade_has_a_step(shape: FadeShape) -> None:
    """From one frame to the next less than 1 / 1000 over a fade of 100 ms: no click."""
    frames = 4800
    gain = fade_gain(Fade(frames=frames, shape=shape), np.arange(0.5, frames + 1.5))
    assert np.abs(np.diff(gain, prepend=0.0)).max() < 1e-3


def test_two_equal_power_fades_keep_the_power() -> None:
    frames = 4800
    fade = Fade(frames=frames, shape=FadeShape.EQUAL_POWER)
    rising = fade_gain(fade, np.arange(0.5, frames))
    np.testing.assert_allclose(rising**2 + rising[::-1] ** 2, 1.0, rtol=1e-12)


def test_a_fade_in_decibels_is_even_to_the_ear() -> None:
    """Every tenth of a fade of minutes moves by less than 10 dB, from -60 dB up."""
    frames = 240 * RATE
    gain = fade_gain(
        Fade(frames=frames, shape=FadeShape.DECIBEL), np.linspace(0.02, 1, 50) * frames
    )
    level = decibels(gain)
    assert -60 < level[0] < -50
    assert np.diff(level[::5]).max() < 10


def clip(**changes: object) -> Clip:
    made: dict[str, object] = {
        "start": 0,
        "duration": 1000,
        "media": Media(kind=MediaKind.BED, name="rain"),
        "gain": -6.0,
    }
    return Clip(**{**made, **changes})  # type: ignore[arg-type]  # the fields of a clip


def test_without_fades_the_gain_is_one_number() -> None:
    assert clip_gain(clip(), 10, 100) == pytest.approx(ratio(-6))
    faded = clip(fade_in=Fade(frames=100, shape=FadeShape.EQUAL_POWER))
    assert isinstance(clip_gain(faded, 100, 100), float)
    assert not isinstance(clip_gain(faded, 99, 100), float)


def test_a_fade_out_is_a_fade_in_reversed() -> None:
    fade = Fade(frames=300, shape=FadeShape.DECIBEL)
    rising = clip_gain(clip(fade_in=fade), 0, 1000)
    falling = clip_gain(clip(fade_out=fade), 0, 1000)
    np.testing.assert_allclose(np.asarray(rising)[::-1], np.asarray(falling), rtol=1e-6)


def test_fades_that_meet_are_multiplied() -> None:
    fade = Fade(frames=1000, shape=FadeShape.EQUAL_POWER)
    both = np.asarray(clip_gain(clip(fade_in=fade, fade_out=fade), 0, 1000))
    one = np.asarray(clip_gain(clip(fade_in=fade), 0, 1000))
    np.testing.assert_allclose(both, one * one[::-1] / ratio(-6), rtol=1e-5)
    assert both[0] < 1e-2
    assert both[-1] < 1e-2


def test_a_clip_s_gain_is_the_same_however_it_is_cut() -> None:
    fade = Fade(frames=700, shape=FadeShape.DECIBEL)
    made = clip(fade_in=fade, fade_out=fade)
    whole = np.asarray(clip_gain(made, 0, 1000))
    for start, end in ((0, 1), (3, 999), (299, 301), (699, 700), (700, 1000)):
        part = clip_gain(made, start, end - start)
        assert np.array_equal(np.asarray(part), whole[start:end])


# -- gains of buses --------------------------------------------------------------------------


def bus(**changes: object) -> Bus:
    return Bus(**{"name": BusName.MUSIC, "tracks": (), **changes})  # type: ignore[arg-type]


def test_a_bus_that_does_nothing_is_one_number() -> None:
    assert BusGain(bus(gain=-3.0)).at(0, 1000) == pytest.approx(ratio(-3))


def test_automation_is_the_curve_of_the_timeline() -> None:
    points = (
        Point(frame=3000, gain=0.0),
        Point(frame=51_000, gain=-8.0),
        Point(frame=60_000, gain=-8.0),
        Point(frame=150_001, gain=-2.0),
    )
    gain = decibels(BusGain(bus(automation=points, gain=1.0)).at(0, 200_000))
    expected = [level_at(points, frame) + 1.0 for frame in range(0, 200_000, 997)]
    np.testing.assert_allclose(gain[::997], expected, atol=1e-3)


DUCK = Duck(start=100_000, down=172_000, up=300_000, end=444_000, depth=8.0)


def test_a_duck_is_down_before_the_first_syllable_and_up_slowly() -> None:
    gain = decibels(BusGain(bus(ducks=(DUCK,))).at(0, 500_032))
    np.testing.assert_allclose(gain[: DUCK.start], 0.0, atol=1e-4)
    np.testing.assert_allclose(gain[DUCK.down : DUCK.up], -8.0, atol=2e-2)
    np.testing.assert_allclose(gain[DUCK.down + CONTROL : DUCK.up - CONTROL], -8.0, atol=1e-4)
    np.testing.assert_allclose(gain[DUCK.end :], 0.0, atol=1e-4)
    assert gain[(DUCK.start + DUCK.down) // 2] == pytest.approx(-4.0, abs=0.02)
    assert gain[(DUCK.up + DUCK.end) // 2] == pytest.approx(-4.0, abs=0.02)


def test_a_duck_has_no_step() -> None:
    gain = decibels(BusGain(bus(ducks=(DUCK,))).at(0, 500_032))
    # 8 dB over 1.5 s by a raised cosine: at its steepest pi / 2 x 8 dB / 72 000 frames.
    assert np.abs(np.diff(gain)).max() < 1.05 * np.pi / 2 * 8 / 72_000


@pytest.mark.parametrize(
    "duck",
    [
        Duck(start=0, down=0, up=0, end=0, depth=8.0),
        Duck(start=0, down=0, up=100, end=100, depth=8.0),
        Duck(start=5, down=5, up=5, end=500, depth=8.0),
    ],
)
def test_a_duck_without_room_breaks_nothing(duck: Duck) -> None:
    gain = decibels(BusGain(bus(ducks=(duck,))).at(0, 1024))
    assert np.all(np.isfinite(gain))
    assert gain.min() >= -8.001


def test_a_bus_s_gain_is_the_same_however_it_is_cut() -> None:
    points = (Point(frame=90_000, gain=0.0), Point(frame=350_000, gain=-9.0))
    made = BusGain(bus(ducks=(DUCK,), automation=points))
    whole = np.asarray(made.at(0, 500_032))
    for start in range(0, 500_032, 32_768):
        count = min(32_768, 500_032 - start)
        part = np.broadcast_to(np.asarray(made.at(start, count)), (count,))
        np.testing.assert_allclose(part, whole[start : start + count], rtol=1e-6)
