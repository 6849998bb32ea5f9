"""Loudness range and short-term loudness: the cases of EBU Tech 3341 and 3342, and FFmpeg."""

from __future__ import annotations

import re
import subprocess

import imageio_ffmpeg  # type: ignore[import-untyped]
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.samples import white
from voicemat.dsp.loudness import (
    ABSOLUTE_GATE,
    Meter,
    loudness_range,
    lufs,
    short_term_maximum,
    short_terms,
)
from voicemat.units import RATE

Samples = NDArray[np.float32]


def tones(*parts: tuple[float, float]) -> Samples:
    """Stereo sines of 1 kHz, one after the other: levels in dBFS, and seconds."""
    pieces = []
    for level, seconds in parts:
        time = np.arange(round(seconds * RATE)) / RATE
        pieces.append(10 ** (level / 20) * np.sin(2 * np.pi * 1000 * time))
    return np.repeat(np.concatenate(pieces)[:, None], 2, 1).astype(np.float32)


def energies(samples: Samples) -> NDArray[np.float64]:
    meter = Meter(2)
    meter.feed(samples)
    return meter.energies()


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-20.0, 20.0), (-30.0, 20.0)], 10.0),  # case 1
        ([(-20.0, 20.0), (-15.0, 20.0)], 5.0),  # case 2
        ([(-40.0, 20.0), (-20.0, 20.0)], 20.0),  # case 3
        ([(-50.0, 20.0), (-35.0, 20.0), (-20.0, 20.0), (-35.0, 20.0), (-50.0, 20.0)], 15.0),
    ],
)
def test_the_cases_of_ebu_tech_3342(parts: list[tuple[float, float]], expected: float) -> None:
    assert loudness_range(energies(tones(*parts))) == pytest.approx(expected, abs=1.0)


def test_the_short_term_maximum_of_ebu_tech_3341() -> None:
    """Case 10: whatever comes before, a tone of 3 s at -23 LUFS has that short-term loudness."""
    for before in (0.0, 0.15, 1.4):
        sound = tones((-100.0, before + 0.001), (-23.0, 3.0), (-100.0, 1.0))
        assert short_term_maximum(energies(sound)) == pytest.approx(-23.0, abs=0.2)


def test_what_is_too_short_or_silent_has_none() -> None:
    assert loudness_range(energies(tones((-20.0, 2.9)))) == 0.0
    assert short_term_maximum(energies(tones((-20.0, 2.9)))) == ABSOLUTE_GATE
    assert loudness_range(np.zeros(100)) == 0.0
    assert len(short_terms(np.ones(30))) == 1


def test_range_and_maxima_against_ffmpeg() -> None:
    """Speech-like swells over a bed, which moves in steps; FFmpeg's ebur128 is another's work."""
    time = np.arange(90 * RATE) / RATE
    swell = 0.02 + 0.3 * np.maximum(np.sin(2 * np.pi * time / 11), 0) ** 2
    sound = (white(3, len(time), 2) * (swell * 10 ** (np.floor(time / 30) / -4))[:, None]).astype(
        np.float32
    )
    said = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "-",
         "-af", "ebur128", "-f", "null", "-"],
        input=sound.tobytes(), capture_output=True, check=True,
    ).stderr.decode()  # fmt: skip
    measured = energies(sound)
    assert loudness_range(measured) == pytest.approx(
        float(re.findall(r"LRA: +(\S+) LU", said)[-1]), abs=0.3
    )
    told = [float(value) for value in re.findall(r" S: *(-\d+\.\d)", said)]
    assert short_term_maximum(measured) == pytest.approx(max(told), abs=0.1)
    assert float(lufs(short_terms(measured)).min()) == pytest.approx(min(told[40:]), abs=0.3)
