from __future__ import annotations

import numpy as np
import pytest

from voicemat.speech.edges import faded, speech_bounds, trimmed

RATE = 48_000


def ms(count: float) -> int:
    return round(count * RATE / 1000)


def burst(lead: int, length: int, tail: int, level: float = 1.0) -> np.ndarray:
    samples = np.zeros(lead + length + tail, np.float32)
    noise = np.random.default_rng(3).standard_normal(length)
    samples[lead : lead + length] = level * noise / np.abs(noise).max()
    return samples


@pytest.mark.parametrize("level", [1.0, 0.001])
def test_the_margins_stand_around_the_sound_whatever_its_level(level: float) -> None:
    start, end = speech_bounds(burst(ms(500), ms(800), ms(400), level), RATE)
    assert start == ms(500 - 25)
    assert end == ms(500 + 800 + 80)


def test_a_soft_consonant_counts_and_the_room_does_not() -> None:
    samples = burst(ms(500), ms(800), ms(400))
    samples[ms(400) : ms(500)] += burst(0, ms(100), 0, 0.01)  # 40 dB under the vowel
    samples[: ms(300)] += burst(0, ms(300), 0, 0.0003)  # 70 dB under it
    start, _ = speech_bounds(samples, RATE)
    assert start == ms(400 - 25)


def test_margins_end_where_the_take_ends() -> None:
    assert speech_bounds(burst(ms(5), ms(300), ms(10)), RATE) == (0, ms(315))


def test_a_short_word_in_a_long_silence_is_found() -> None:
    start, end = speech_bounds(burst(ms(20_000), ms(100), ms(20_000)), RATE)
    assert (start, end) == (ms(20_000 - 25), ms(20_100 + 80))


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(1000, np.float32)])
def test_silence_has_no_speech(samples: np.ndarray) -> None:
    assert speech_bounds(samples, RATE) == (0, 0)
    assert len(trimmed(samples, RATE)) == 0


@pytest.mark.parametrize("frames", [1, 2, 7, ms(20), ms(500)])
def test_fades_reach_zero_at_both_ends_and_no_further_than_they_should(frames: int) -> None:
    steady = np.ones(frames, np.float32)
    out = faded(steady, RATE)
    assert np.all(steady == 1)
    assert len(out) == frames
    assert np.all((out >= 0) & (out <= 1))
    if frames > 1:
        assert out[0] == out[-1] == 0
        assert np.abs(np.diff(out)).max() <= max(np.pi / 2 / (min(ms(10), frames // 2)), 0.001)
    if frames > ms(50):
        assert np.all(out[ms(10) : -ms(40)] == 1)
