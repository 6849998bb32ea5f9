"""The looper: random access, the first pass, the seam."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.sound.looper import (
    CROSSFADE,
    Looper,
    Region,
    correlation,
    crossfade_for,
    crossfade_gains,
)
from voicemat.units import RATE

Samples = NDArray[np.float32]


class Memory:
    """A source that lies in memory and refuses what lies outside."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples

    def read(self, start: int, frames: int) -> Samples:
        assert start >= 0
        assert start + frames <= len(self.samples)
        return self.samples[start : start + frames]


def noise(frames: int, seed: int = 1) -> Samples:
    return np.random.default_rng(seed).standard_normal((frames, 2), np.float32) * np.float32(0.1)


def looper_over(samples: Samples, start: int = 0, end: int | None = None) -> Looper:
    end = len(samples) if end is None else end
    crossfade = crossfade_for(end - start)
    region = Region(
        start=start,
        period=end - start - crossfade,
        crossfade=crossfade,
        correlation=correlation(samples[start : start + crossfade], samples[end - crossfade : end]),
    )
    return Looper(Memory(samples), region)


def test_any_cutting_gives_the_same_samples_bit_for_bit() -> None:
    looper = looper_over(noise(3 * RATE), start=777, end=3 * RATE - 555)
    serial = looper.read(0, 10 * RATE)
    random = np.random.default_rng(2)
    for _ in range(200):
        start = int(random.integers(0, 10 * RATE - 1))
        count = int(random.integers(1, min(70_000, 10 * RATE - start) + 1))
        assert np.array_equal(looper.read(start, count), serial[start : start + count])


def test_the_first_pass_is_the_region_itself() -> None:
    samples = noise(2 * RATE)
    looper = looper_over(samples, start=1000)
    period = len(samples) - 1000 - crossfade_for(len(samples) - 1000)
    # The first pass runs on into the wrap as the recording does: no jump at its end either.
    assert np.array_equal(looper.read(0, period), samples[1000 : 1000 + period])


def test_later_passes_repeat_with_the_blended_head() -> None:
    samples = noise(2 * RATE)
    looper = looper_over(samples)
    crossfade = crossfade_for(len(samples))
    period = len(samples) - crossfade
    second, third = looper.read(period, period), looper.read(2 * period, period)
    assert np.array_equal(second, third)
    assert not np.array_equal(second[:crossfade], samples[:crossfade])
    assert np.array_equal(second[crossfade:], samples[crossfade:period])


def kink(samples: Samples, at: int) -> float:
    """The largest second difference within two frames of `at`, over the typical one."""
    bend = np.abs(np.diff(samples, 2, axis=0)).max(axis=1)
    return float(bend[at - 3 : at + 3].max() / np.sqrt((bend**2).mean()))


def test_the_seam_does_not_click() -> None:
    time = np.arange(6 * RATE) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 233.3 * time)[:, None].repeat(2, axis=1).astype(np.float32)
    looper = looper_over(tone)
    crossfade = crossfade_for(len(tone))
    period = len(tone) - crossfade
    heard = looper.read(0, 3 * period)
    # A hard wrap of this tone bends some 60 times as much as the tone itself.
    hard = np.concatenate([tone[:period], tone[:period]])
    assert kink(hard, period) > 20
    for at in (period, period + crossfade, 2 * period, 2 * period + crossfade):
        assert kink(heard, at) < 3.7


def level(samples: Samples) -> float:
    return float(10 * np.log10((samples.astype(np.float64) ** 2).mean()))


@pytest.mark.parametrize("shared", [0.0, 0.5, 1.0])
def test_the_level_holds_through_the_crossfade(shared: float) -> None:
    """Whether head and tail are unrelated, related or the same."""
    samples = noise(40 * RATE)
    crossfade = CROSSFADE
    samples[-crossfade:] = (
        shared * samples[:crossfade]
        + np.sqrt(1 - shared**2).astype(np.float32) * samples[-crossfade:]
    )
    looper = looper_over(samples)
    seam = looper.read(len(samples) - crossfade, crossfade)
    steps = [level(part) for part in np.split(seam, 16)]
    assert max(abs(step - level(samples)) for step in steps) < 0.3


def test_a_plain_equal_power_crossfade_would_swell_on_related_material() -> None:
    rising, falling = crossfade_gains(1000, 0.0)
    assert (rising + falling).max() == pytest.approx(np.sqrt(2), abs=1e-3)
    rising, falling = crossfade_gains(1000, 1.0)
    assert np.allclose(rising + falling, 1.0, atol=1e-6)


def test_the_gains_leave_and_arrive_without_a_corner() -> None:
    for gain in crossfade_gains(10_000, 0.3):
        steps = np.abs(np.diff(gain[:, 0]))
        assert max(steps[0], steps[-1]) < 0.01 * steps.max()


def test_gains_stay_bounded_for_opposite_material() -> None:
    rising, falling = crossfade_gains(1000, -1.0)
    assert np.isfinite(rising).all()
    assert max(rising.max(), falling.max()) < np.sqrt(2)


def test_short_recordings_crossfade_over_a_quarter() -> None:
    assert crossfade_for(100 * RATE) == CROSSFADE == 8 * RATE
    assert crossfade_for(10 * RATE) == 10 * RATE // 4
    for frames in (1, 3, 4, 50):
        looper = looper_over(noise(frames))
        heard = looper.read(0, 1000)
        assert np.isfinite(heard).all()
        assert np.array_equal(heard[123:456], looper.read(123, 333))


def test_a_long_way_out_costs_nothing() -> None:
    looper = looper_over(noise(2 * RATE))
    period = 2 * RATE - crossfade_for(2 * RATE)
    year = 365 * 24 * 3600 * RATE // period * period
    assert np.array_equal(looper.read(year, 4096), looper.read(period, 4096))
