"""True peak against the cases of EBU Tech 3341 and an independent interpolation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import resample_poly

from tests.fakes.samples import white
from voicemat.dsp.true_peak import (
    BOUND,
    CENTRE,
    PHASES,
    TAPS,
    TruePeak,
    bounds,
    interpolated_peaks,
    true_peak,
)


@pytest.mark.parametrize("phase", [0.0, 45.0, 60.0, 67.5])
@pytest.mark.parametrize("cycles", [1 / 4, 1 / 6, 1 / 8, 1 / 100])
def test_sines_of_any_phase(cycles: float, phase: float) -> None:
    """Cases 15 to 18: 0.5 of full scale reads -6.0 dBTP, +0.2 or -0.4."""
    frame = np.arange(4800)
    wave = 0.5 * np.sin(2 * np.pi * cycles * frame + np.radians(phase))
    wave[:100] *= np.linspace(0, 1, 100)
    wave[-100:] *= np.linspace(1, 0, 100)
    signal = wave[:, None].astype(np.float32)
    assert -6.4 <= true_peak(signal) <= -5.8


def test_between_the_samples_against_an_independent_interpolation() -> None:
    # Low-pass noise: where there is nothing near the band's end, all interpolations agree.
    noise = white(3, 4800, 2).astype(np.float64)
    smooth = np.stack([np.convolve(noise[:, side], np.hanning(9), "same") for side in (0, 1)], 1)
    expected = np.abs(resample_poly(smooth, 16, 1, axis=0)).max()
    assert true_peak(smooth.astype(np.float32)) == pytest.approx(20 * np.log10(expected), abs=0.15)


def test_the_louder_channel_counts() -> None:
    signal = np.zeros((100, 2), np.float32)
    signal[50, 1] = 0.5
    left = signal[:, ::-1]
    assert true_peak(signal) == true_peak(np.ascontiguousarray(left))


def test_silence() -> None:
    assert true_peak(np.zeros((10, 2), np.float32)) == float("-inf")


def test_no_interpolated_sample_exceeds_the_bound() -> None:
    # The signal that drives a phase hardest has the signs of its coefficients.
    worst = np.sign(PHASES[np.abs(PHASES).sum(axis=1).argmax()])[::-1, None].astype(np.float32)
    assert float(interpolated_peaks(worst)[0]) == pytest.approx(BOUND, rel=1e-6)
    assert float(interpolated_peaks(white(4, 9000, 2)).max()) <= BOUND


HOP = 64


@pytest.mark.parametrize("smoothings", range(4))
@pytest.mark.parametrize("channels", [1, 2])
def test_no_peak_of_a_hop_exceeds_its_bound(smoothings: int, channels: int) -> None:
    """From noise, which bends most, to a signal that hardly does; with loud and soft hops."""
    signal = white(5, 20_000, channels).astype(np.float64)
    for _ in range(smoothings):
        signal = np.apply_along_axis(np.convolve, 0, signal, np.hanning(9), "same")
    signal *= (1.1 + np.sin(np.arange(len(signal)) / 70))[:, None]
    samples = signal.astype(np.float32)
    bound = np.repeat(bounds(samples, HOP), HOP)[: len(samples)]
    between = interpolated_peaks(samples)
    assert (np.abs(samples).max(axis=1) <= bound).all()
    assert (between <= bound[CENTRE : CENTRE + len(between)]).all()


def test_the_bound_of_a_hop_is_that_of_the_phase_that_is_driven_hardest() -> None:
    worst = np.sign(PHASES[np.abs(PHASES).sum(axis=1).argmax()])[::-1, None].astype(np.float32)
    assert bounds(worst, TAPS)[0] >= BOUND


def test_the_bound_of_a_level_is_what_the_filter_makes_of_it() -> None:
    level = np.ones((1000, 2), np.float32)
    assert 1 < interpolated_peaks(level).max() <= bounds(level, HOP).min() < 1.002


def test_the_bound_of_a_tone_is_close() -> None:
    tone = np.sin(2 * np.pi * 1000 / 48_000 * np.arange(9600))[:, None].astype(np.float32)
    assert bounds(tone, 256).max() < 1.02


def test_each_place_depends_on_its_own_window_alone() -> None:
    signal = white(8, 500, 2)
    whole = interpolated_peaks(signal)
    assert whole.shape == (500 - TAPS + 1,)
    for start in (0, 7, 250, 480):
        part = interpolated_peaks(signal[start : start + TAPS + 3])
        assert np.array_equal(part, whole[start : start + 4])


@pytest.mark.parametrize("size", [1, 7, 4_095, 4_096, 100_000])
def test_a_streaming_meter_measures_the_same_however_it_is_fed(size: int) -> None:
    sound = 0.3 * white(4, 20_000, 2)
    sound[7_777] *= 2
    if size == 1:
        sound = sound[7_000:8_000]
    meter = TruePeak(2)
    for start in range(0, len(sound), size):
        meter.feed(sound[start : start + size])
    assert meter.level() == pytest.approx(true_peak(sound), abs=1e-6)


def test_a_streaming_meter_of_silence() -> None:
    assert TruePeak(2).level() == float("-inf")
