"""Loudness against the cases of EBU Tech 3341 and an independent meter."""

from __future__ import annotations

import numpy as np
import pyloudnorm  # type: ignore[import-untyped]  # it has none
import pytest
from numpy.typing import NDArray
from scipy.signal import lfilter

from tests.fakes.samples import white
from voicemat.dsp.loudness import (
    ABSOLUTE_GATE,
    STEP,
    Meter,
    blocks,
    changes,
    integrated,
    lufs,
    measure,
    momentary_maximum,
    motion,
)
from voicemat.units import RATE

Samples = NDArray[np.float32]


def sine(level: float, seconds: float, *, hertz: float = 1000, channels: int = 2) -> Samples:
    """A sine whose peak is at `level` dBFS in every channel."""
    time = np.arange(round(seconds * RATE)) / RATE
    wave = 10 ** (level / 20) * np.sin(2 * np.pi * hertz * time)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("parts", "loudness"),
    [
        ([(-23.0, 20.0)], -23.0),  # case 1
        ([(-33.0, 20.0)], -33.0),  # case 2
        ([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),  # case 3: the relative gate
        ([(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
        ([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),  # case 5
    ],
)
def test_the_cases_of_ebu_tech_3341(parts: list[tuple[float, float]], loudness: float) -> None:
    signal = np.concatenate([sine(level, seconds) for level, seconds in parts])
    assert measure(signal) == pytest.approx(loudness, abs=0.1)


def test_the_reference_of_bs_1770() -> None:
    """A 997 Hz sine of 0 dBFS in one channel is at -3.01 LUFS."""
    assert measure(sine(0.0, 5, hertz=997, channels=1)) == pytest.approx(-3.01, abs=0.01)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("hertz", [40, 100, 500, 2000, 8000])
def test_the_weighting_against_an_independent_meter(channels: int, hertz: int) -> None:
    signal = sine(-20.0, 3, hertz=hertz, channels=channels)
    expected = pyloudnorm.Meter(RATE).integrated_loudness(signal.astype(np.float64))
    assert measure(signal) == pytest.approx(expected, abs=0.1)


def test_the_filters_run_on_through_the_blocks() -> None:
    """Every 100 ms against the recursive filters of BS.1770-4, which know no blocks."""
    rumble = sine(-10.0, 5, hertz=30, channels=1) + 0.1 * white(8, 5 * RATE, 1)
    shelf = (
        [1.53512485958697, -2.69169618940638, 1.19839281085285],
        [1, -1.69065929318241, 0.73248077421585],
    )
    high_pass = ([1.0, -2.0, 1.0], [1, -1.99004745483398, 0.99007225036621])
    weighted = lfilter(*high_pass, lfilter(*shelf, rumble[:, 0].astype(np.float64)))
    meter = Meter(1)
    meter.feed(rumble)
    expected = (weighted**2).reshape(-1, STEP).mean(axis=1)
    np.testing.assert_allclose(meter.energies(), expected, rtol=1e-4)


def test_gating_against_an_independent_meter() -> None:
    noise = white(5, 20 * RATE, 2)
    steps = np.repeat([0.5, 0.01, 0.1, 0.0, 0.001], 4 * RATE)[:, None]
    signal = (noise * steps).astype(np.float32)
    expected = pyloudnorm.Meter(RATE).integrated_loudness(signal.astype(np.float64))
    assert measure(signal) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("size", [1, 4095, 48_000, 65_537, 10**6])
def test_the_size_of_the_blocks_does_not_matter(size: int) -> None:
    signal = white(6, 3 * RATE + 17, 2)
    if size == 1:
        signal = signal[: RATE // 2]
    whole, cut = Meter(2), Meter(2)
    whole.feed(signal)
    for start in range(0, len(signal), size):
        cut.feed(signal[start : start + size])
    np.testing.assert_allclose(cut.energies(), whole.energies(), rtol=1e-9)
    assert cut.peak == whole.peak == np.abs(signal).max()


def test_the_measurement_counts_whole_steps() -> None:
    meter = Meter(1)
    meter.feed(white(7, 10 * STEP - 1, 1))
    assert len(meter.energies()) == 9
    assert len(blocks(meter.energies())) == 6


@pytest.mark.parametrize("frames", [0, 1, 4 * STEP - 1, 10 * RATE])
def test_silence_is_at_the_gate(frames: int) -> None:
    assert measure(np.zeros((frames, 2), np.float32)) == ABSOLUTE_GATE
    assert integrated(np.zeros(0)) == ABSOLUTE_GATE
    assert momentary_maximum(np.zeros(3)) == ABSOLUTE_GATE


def test_a_short_word_has_a_loudness_too() -> None:
    word = sine(-20.0, 0.2, channels=1)
    # Half of the one block is silent: 3 dB less than while it sounds.
    assert measure(word) == pytest.approx(-20 - 3.01 - 3.01, abs=0.2)


def test_the_largest_moment() -> None:
    signal = np.concatenate([sine(-40, 2), sine(-20, 0.5), sine(-40, 2)])
    meter = Meter(2)
    meter.feed(signal)
    assert momentary_maximum(meter.energies()) == pytest.approx(-20, abs=0.1)


def test_power_in_lufs() -> None:
    assert float(lufs(1.0)) == pytest.approx(-0.691)
    assert np.isfinite(lufs(0.0))


def test_motion_is_the_largest_change_between_neighbouring_blocks() -> None:
    levels = np.repeat([-30.0, -26.0, -31.0, -29.0], 20)
    energies = 10 ** ((levels + 0.691) / 10)
    moved = changes(energies)
    assert len(moved) == len(energies) - 7
    assert (moved.max(), moved.min()) == (pytest.approx(4.0), pytest.approx(-5.0))
    assert motion(energies) == pytest.approx(5.0)
    # Over eight tenths of a second a ramp of 20 dB/s moves by 8 dB from one moment to the next.
    ramp = 10 ** (np.linspace(-40, 0, 21) / 10)
    assert motion(ramp) == pytest.approx(8.0, abs=0.01)


def test_silence_has_no_motion_but_its_end_has_down_to_the_gate() -> None:
    assert motion(np.zeros(40)) == 0.0
    assert motion(np.ones(7)) == motion(np.zeros(0)) == 0.0
    sudden = np.concatenate([np.zeros(20), np.full(20, 10 ** ((-30 + 0.691) / 10))])
    assert motion(sudden) == pytest.approx(-30.0 - ABSOLUTE_GATE)
    assert changes(sudden, -50.0).max() == pytest.approx(20.0)
