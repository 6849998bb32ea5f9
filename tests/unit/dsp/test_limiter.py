"""The limiter, alone and within the mix."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import resample_poly

from tests.fakes.samples import ArraySamples, white
from voicemat.dsp.limiter import BOXCAR, REACH, limit
from voicemat.mixer import CHUNK, Mixer
from voicemat.mixer.mixer import CEILING
from voicemat.timeline.model import Bus, BusName, Clip, Media, MediaKind, Tags, Timeline, Track
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]
Signal = NDArray[np.float64]

FRAMES = 48_000
TIME = np.arange(FRAMES)

INACCURACY = 0.2
"""dB by which a four-fold interpolation may miss a true peak (EBU Tech 3341)."""


def sine(cycles: float, degrees: float) -> Signal:
    return np.asarray(1.5 * np.sin(2 * np.pi * cycles * TIME + np.radians(degrees)))


def impulses() -> Signal:
    signal = np.zeros(FRAMES)
    signal[[10_000, 20_000, 20_001, 30_000, 30_700]] = [4, -3, 3, 2, -8]
    return signal


def alternating() -> Signal:
    """What drives an interpolation hardest: signs that flip in the middle of flipping signs."""
    signal = np.zeros(FRAMES)
    signal[20_000:20_012] = 3 * np.array([1, -1] * 6)
    signal[20_012:20_024] = 3 * np.array([-1, 1] * 6)
    return signal


HARD: dict[str, Callable[[], Signal]] = {
    "impulses": impulses,
    "alternating signs": alternating,
    "square 100 Hz": lambda: 2 * np.sign(np.sin(2 * np.pi * 100 / RATE * TIME)),
    "square 997 Hz": lambda: 2 * np.sign(np.sin(2 * np.pi * 997 / RATE * TIME + 0.1)),
    "12 kHz": lambda: sine(1 / 4, 0),
    "12 kHz, 45 degrees": lambda: sine(1 / 4, 45),
    "12 kHz, 60 degrees": lambda: sine(1 / 4, 60),
    "12 kHz, 67.5 degrees": lambda: sine(1 / 4, 67.5),
    "8 kHz": lambda: sine(1 / 6, 30),
    "20 kHz": lambda: sine(20 / 48, 17),
    "low": lambda: sine(40 / RATE, 0),
    "step": lambda: np.where(TIME > FRAMES // 2, 3.0, 0.0),
    "bursts": lambda: np.where(TIME // 4800 % 3 == 0, sine(1 / 4, 45), 0.1 * sine(1 / 200, 0)),
    "noise": lambda: 3.0 * white(2, FRAMES, 1)[:, 0].astype(np.float64),
}


def stereo(signal: Signal) -> Samples:
    return np.stack([signal, -0.5 * signal], axis=1).astype(np.float32)


def limited(signal: Samples, ceiling: float) -> Samples:
    around = np.zeros((REACH, 2), np.float32)
    return limit(np.concatenate([around, signal, around]), ratio(ceiling))


def independent_true_peak(signal: Samples) -> float:
    """dBTP by a sixteen-fold interpolation of SciPy's."""
    dense = resample_poly(signal.astype(np.float64), 16, 1, axis=0, window=("kaiser", 12.0))
    return float(20 * np.log10(np.abs(dense).max()))


@pytest.mark.parametrize("name", HARD)
def test_no_true_peak_over_the_ceiling(name: str) -> None:
    signal = stereo(HARD[name]())
    assert independent_true_peak(signal) > 3, "the signal is not hard"
    assert independent_true_peak(limited(signal, -2.0)) <= -2.0 + INACCURACY


@pytest.mark.parametrize("name", ["12 kHz, 45 degrees", "low", "square 997 Hz"])
def test_no_more_is_taken_than_is_needed(name: str) -> None:
    assert independent_true_peak(limited(stereo(HARD[name]()), -2.0)) >= -2.3


def test_the_gain_is_down_when_the_peak_comes_and_has_no_corner() -> None:
    signal = np.full((FRAMES, 2), 0.1, np.float32)
    signal[FRAMES // 2] = 4.0
    gain = limited(signal, -2.0)[:, 0] / signal[:, 0]
    assert gain[FRAMES // 2] * 4.0 <= ratio(-2.0) + 1e-6
    away = np.abs(TIME - FRAMES // 2) >= 2 * BOXCAR + 1
    assert np.all(gain[away] == 1.0)
    # 14 dB within 20 ms without a step: no frame changes the gain by more than 1 / 400.
    assert np.abs(np.diff(gain)).max() < 1 / 400
    assert np.abs(np.diff(gain, 2)).max() < 1 / 10_000


def test_both_channels_move_together() -> None:
    signal = stereo(HARD["bursts"]())
    out = limited(signal, -2.0)
    heard = np.abs(signal[:, 1]) > 1e-3
    np.testing.assert_allclose(
        out[heard, 0] / signal[heard, 0], out[heard, 1] / signal[heard, 1], rtol=1e-5
    )


def test_quiet_signals_pass_bit_for_bit() -> None:
    quiet = white(9, FRAMES, 2) * np.float32(0.3)
    assert np.array_equal(limited(quiet, -2.0), quiet)


def test_between_two_peaks_that_are_far_apart_everything_passes_bit_for_bit() -> None:
    signal = white(9, FRAMES, 2) * np.float32(0.3)
    signal[[5000, 40_000]] = 4.0
    out = limited(signal, -2.0)
    free = (np.abs(TIME - 5000) > REACH) & (np.abs(TIME - 40_000) > REACH)
    assert np.array_equal(out[free], signal[free])
    assert not np.array_equal(out, signal)


# -- within the mix --------------------------------------------------------------------------


def timeline(*arrays: str, frames: int) -> Timeline:
    """Arrays side by side on the voice bus, from frame 0."""
    tracks = tuple(
        Track(
            name=name,
            clips=(
                Clip(start=0, duration=frames, media=Media(kind=MediaKind.RECORDING, name=name)),
            ),
        )
        for name in arrays
    )
    return Timeline(
        rate=RATE,
        frames=frames,
        tags=Tags(title="Test"),
        voice_loudness=-18.0,
        buses=(Bus(name=BusName.VOICE, tracks=tracks),),
    )


def test_the_ceiling_leaves_room_for_lossy_encoders() -> None:
    assert CEILING == -2.0


@pytest.mark.parametrize("offset", [-1, 0, 1, 100, BOXCAR])
def test_a_peak_at_a_chunk_s_edge_is_held_on_both_sides(offset: int) -> None:
    frames = 3 * CHUNK
    signal = 0.2 * white(3, frames, 2)
    for edge in (CHUNK, 2 * CHUNK):
        signal[edge + offset] = (5.0, -4.0)
    mixer = Mixer(timeline("x", frames=frames), ArraySamples({"x": signal}))
    mixed = mixer.block(0, frames)
    assert independent_true_peak(mixed) <= CEILING + INACCURACY
    # One pass over the whole is what the chunks together are.
    np.testing.assert_allclose(mixed, limited(signal, CEILING), atol=1e-6)


def test_a_mix_below_the_ceiling_is_the_sum_bit_for_bit() -> None:
    frames = 2 * CHUNK + 777
    left, right = 0.2 * white(3, frames, 2), 0.2 * white(4, frames, 2)
    mixer = Mixer(timeline("a", "b", frames=frames), ArraySamples({"a": left, "b": right}))
    assert np.array_equal(mixer.block(0, frames), left + right)
