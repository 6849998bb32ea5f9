"""The loudness of a file, against FFmpeg's ebur128."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.fakes.contents import CONTENTS, RATE
from voicemat.exporter.loudness import Loudness, Meter

Samples = NDArray[np.float32]


def measured(samples: Samples, block: int = 1 << 15) -> Loudness:
    meter = Meter()
    for start in range(0, len(samples), block):
        meter.feed(samples[start : start + block])
    return meter.loudness()


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("name", ["noise", "bed", "clicks", "speech"])
def test_it_is_what_ffmpeg_measures(
    tmp_path: Path, name: str, channels: int, ebur128: Callable[[Path], float]
) -> None:
    samples = CONTENTS[name](30 * RATE)[:, :channels]
    samples[10 * RATE : 14 * RATE] *= 0.1  # what the gates leave out
    soundfile.write(tmp_path / "a.wav", samples, RATE, "FLOAT")
    assert measured(samples).integrated == pytest.approx(ebur128(tmp_path / "a.wav"), abs=0.1)


@pytest.mark.parametrize("hertz", [30, 40, 100, 997, 1500, 3000, 5000, 9000, 16_000])
def test_a_tone_is_weighted_as_the_standard_says(hertz: int) -> None:
    """Against `voicemat.dsp.loudness.Meter`, which is tested against the standard itself."""
    from voicemat.dsp.loudness import measure

    tone = (0.1 * np.sin(2 * np.pi * hertz * np.arange(5 * RATE) / RATE)).astype(np.float32)
    samples = np.stack([tone, np.roll(tone, 100)], axis=1)
    assert measured(samples).integrated == pytest.approx(measure(samples), abs=0.05)


def test_it_does_not_depend_on_how_the_blocks_are_cut() -> None:
    samples = CONTENTS["speech"](10 * RATE)
    whole = measured(samples)
    for block in (1000, 7 * RATE):
        assert measured(samples, block).peak == whole.peak
        assert measured(samples, block).integrated == pytest.approx(whole.integrated, abs=1e-4)


def test_silence_and_nothing_have_a_loudness_too() -> None:
    assert measured(CONTENTS["silence"](RATE)) == Loudness(integrated=-70.0, peak=0.0)
    assert Meter().loudness() == Loudness(integrated=-70.0, peak=0.0)


def test_the_gain_and_the_peak(sound: Callable[[int], Samples]) -> None:
    samples = sound(RATE)
    samples[777, 1] = -0.75
    found = measured(samples)
    assert found.peak == 0.75
    assert found.gain == pytest.approx(-18.0 - found.integrated)
