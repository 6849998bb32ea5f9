"""Entrainment tones: the beat that was asked for, ramps without a step, the same at any place."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.errors import UsageError
from voicemat.sound.tones import AMPLITUDE, Tone
from voicemat.units import RATE

RAMP = "binaural 200>150 10>4 57600000"
OVER = 57_600_000


def frequency(samples: NDArray[np.float32], side: int) -> float:
    size = 1 << 21
    windowed = samples[:, side] * np.hanning(len(samples))
    return float(np.abs(np.fft.rfft(windowed, size)).argmax() * RATE / size)


def test_the_ears_hear_the_beat_between_them() -> None:
    heard = Tone.named("binaural 200 4").read(0, 4 * RATE)
    assert frequency(heard, 0) == pytest.approx(202, abs=0.05)
    assert frequency(heard, 1) == pytest.approx(198, abs=0.05)
    assert np.abs(heard).max() <= AMPLITUDE


def test_an_isochronic_tone_opens_and_closes() -> None:
    heard = Tone.named("isochronic 200 10").read(0, 2 * RATE)
    assert np.array_equal(heard[:, 0], heard[:, 1])
    beats = np.abs(heard[:, 0]).reshape(20, -1)
    assert np.all(beats.max(axis=1) > 0.9 * AMPLITUDE)
    assert np.all(beats[:, RATE // 20 :].max(axis=1) < 1e-9)
    assert np.abs(np.diff(heard[:, 0])).max() < 2 * np.pi * 215 / RATE * AMPLITUDE


@pytest.mark.parametrize(
    ("part", "carrier", "beat"), [(0.0, 200, 10), (0.5, 175, 7), (1.0, 150, 4), (3.0, 150, 4)]
)
def test_a_ramp_goes_in_a_straight_line_and_stays(part: float, carrier: float, beat: float) -> None:
    heard = Tone.named(RAMP).read(int(part * OVER), 2 * RATE)
    left, right = frequency(heard, 0), frequency(heard, 1)
    assert (left + right) / 2 == pytest.approx(carrier, abs=0.1)
    assert left - right == pytest.approx(beat, abs=0.1)


def test_a_ramp_is_smooth_and_the_same_in_any_cutting() -> None:
    tone = Tone.named("binaural 200>150 10>4 96000")
    whole = tone.read(0, 4 * RATE)
    parts = [tone.read(start, 1000) for start in range(0, 4 * RATE, 1000)]
    assert np.array_equal(np.concatenate(parts), whole)
    # No step in the wave or in its slope, not even where the ramp ends.
    bend = np.abs(np.diff(whole, 2, axis=0))
    assert bend.max() < 1.01 * AMPLITUDE * (2 * np.pi * 206 / RATE) ** 2


@pytest.mark.parametrize("name", ["", "binaural 200", "binaural x 4", "binaural 200>x 4 5"])
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no tone named"):
        Tone.named(name)
