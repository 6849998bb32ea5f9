"""Breath tones: exact length, silent ends, known loudness, the right way up and down."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pyloudnorm
import pytest
from numpy.typing import NDArray

from voicemat.sound.breath import (
    CHORD,
    HOLD_BELOW,
    LOUDNESS,
    Phase,
    _chord,
    _entries,
    breath_tone,
)
from voicemat.units import RATE

PHASES: tuple[Phase, ...] = get_args(Phase)
LENGTHS = (RATE, RATE + 1, 4 * RATE, 350_401, 20 * RATE)


def momentary(samples: NDArray[np.float32]) -> float:
    """The largest momentary loudness, by the reference meter's K-weighting."""
    weighted = samples.astype(np.float64)
    for stage in pyloudnorm.Meter(RATE)._filters.values():
        for channel in (0, 1):
            weighted[:, channel] = stage.apply_filter(weighted[:, channel])
    power = np.concatenate([[0.0], np.cumsum((weighted**2).sum(axis=1))])
    block, hop = 2 * RATE // 5, RATE // 10
    starts = np.arange(0, len(samples) - block + 1, hop)
    return float((-0.691 + 10 * np.log10((power[starts + block] - power[starts]) / block)).max())


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("frames", LENGTHS)
def test_length_ends_and_loudness(phase: Phase, frames: int) -> None:
    tone = breath_tone(phase, frames)
    assert tone.shape == (frames, 2)
    assert tone.dtype == np.float32
    edge = RATE // 100
    # Nothing starts or stops: zero at both ends, and 10 ms later still 40 dB under the peak.
    assert np.all(tone[0] == 0)
    assert np.all(tone[-1] == 0)
    quiet = 0.01 * np.abs(tone).max()
    assert np.abs(tone[:edge]).max() < quiet
    assert np.abs(tone[-edge:]).max() < quiet
    target = LOUDNESS - HOLD_BELOW if phase == "hold" else LOUDNESS
    assert momentary(tone) == pytest.approx(target, abs=0.1)


def centroid(samples: NDArray[np.float32]) -> float:
    """The centre of the noise above the chord, in Hz."""
    power = np.abs(np.fft.rfft(samples[:, 0] * np.hanning(len(samples)))) ** 2
    frequency = np.fft.rfftfreq(len(samples), 1 / RATE)
    noise = frequency > 310
    return float((frequency * power)[noise].sum() / power[noise].sum())


@pytest.mark.parametrize("seconds", [2, 4, 8])
def test_in_rises_and_out_falls(seconds: int) -> None:
    frames = seconds * RATE
    early, late = slice(frames // 5, frames * 2 // 5), slice(frames * 3 // 5, frames * 4 // 5)
    breathed_in, breathed_out = breath_tone("in", frames), breath_tone("out", frames)
    assert centroid(breathed_in[late]) > 1.25 * centroid(breathed_in[early])
    assert centroid(breathed_out[late]) < 0.85 * centroid(breathed_out[early])


def test_hold_is_the_chord_alone() -> None:
    tone = breath_tone("hold", 8 * RATE)
    power = np.abs(np.fft.rfft(tone[:, 0] * np.hanning(len(tone)))) ** 2
    frequency = np.fft.rfftfreq(len(tone), 1 / RATE)
    near = np.zeros(len(frequency), bool)
    for note in (146.83, 220.245, 293.66):
        near |= np.abs(frequency - note) < 3
    assert power[~near].sum() < 1e-6 * power.sum()


def test_the_same_request_gives_the_same_samples() -> None:
    first = breath_tone("out", 3 * RATE).copy()
    breath_tone.cache_clear()
    assert np.array_equal(breath_tone("out", 3 * RATE), first)


def test_a_tone_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        breath_tone("in", RATE)[0] = 1


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="phase"):
        breath_tone("sneeze", RATE)
    with pytest.raises(ValueError, match="short"):
        breath_tone("in", 0)


def strengths(chord: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The course of each note of the chord in ten parts of a tone."""
    found = []
    for frequency, amplitude in CHORD:
        carrier = np.exp(-2j * np.pi * frequency * np.arange(len(chord)) / RATE)
        parts = np.array_split(chord.mean(axis=1) * carrier, 10)
        found.append(np.array([np.abs(part.mean()) for part in parts]) / amplitude)
    return found


def test_the_chord_tells_how_far_a_breath_has_come() -> None:
    way = (np.arange(6 * RATE) + 0.5) / (6 * RATE)
    low, middle, high = strengths(_chord(way, _entries(way)))
    assert low[3] > 0.3
    assert middle[2] < 0.1 < middle[4]
    assert high[5] < 0.1 < 0.25 < high[9]
    low, middle, high = strengths(_chord(way, _entries(1 - way)))
    assert high[4] < 0.1 < high[2]
    assert middle[7] < 0.1 < middle[4]
    assert low[7] > 0.2


@pytest.mark.parametrize("seconds", [2, 4, 8])
def test_nothing_of_the_chord_cancels_in_mono(seconds: int) -> None:
    hold = breath_tone("hold", seconds * RATE).astype(np.float64)
    middle = hold[len(hold) // 8 : -len(hold) // 8]
    for part in np.array_split(middle, 4 * seconds):
        stereo, mono = (part**2).mean(), (part.mean(axis=1) ** 2).mean()
        assert 10 * np.log10(mono / stereo) > -3
