"""Sessions to export and decoders to read them back."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import imageio_ffmpeg  # type: ignore[import-untyped]
import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.exporter import Mix
from voicemat.timeline.model import Chapter, Tags, Timeline

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Samples = NDArray[np.float32]


@pytest.fixture
def session() -> Callable[..., Timeline]:
    """Makes a timeline of a length, with chapters and further tags."""

    def make(frames: int, *, chapters: tuple[Chapter, ...] = (), **tags: Any) -> Timeline:
        return Timeline(
            rate=48_000,
            frames=frames,
            tags=Tags(**{"title": "Sleep on the mat", **tags}),
            voice_loudness=-22.0,
            buses=(),
            chapters=chapters,
        )

    return make


@pytest.fixture
def sound() -> Callable[[int], Samples]:
    """Makes soft noise of a length that an encoder keeps well: below 4 kHz, one seed."""

    def make(frames: int) -> Samples:
        noise = np.random.default_rng(7).standard_normal((frames + 32, 2))
        kernel = np.hanning(24)
        low = np.stack([np.convolve(side, kernel, "same") for side in noise.T], axis=1)
        return (0.03 * low[:frames]).astype(np.float32)

    return make


@pytest.fixture
def mixed() -> Callable[..., Mix]:
    """Makes the mix of a timeline out of a sound."""

    def make(timeline: Timeline, samples: Samples) -> Mix:
        def render(start: int, frames: int) -> Samples:
            return samples[start : start + frames]

        return Mix(timeline=timeline, render=lambda _: render)

    return make


@pytest.fixture
def ffmpeg() -> Callable[..., bytes]:
    """Runs FFmpeg and returns what it writes."""

    def run(*arguments: str | Path) -> bytes:
        program = imageio_ffmpeg.get_ffmpeg_exe()
        command = [program, "-v", "error", *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True).stdout

    return run


@pytest.fixture
def ebur128() -> Callable[[Path], float]:
    """Measures integrated loudness in LUFS by FFmpeg; one channel counts as two, as it is heard."""

    def measure(path: Path) -> float:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-i", str(path)]
        command += ["-af", "ebur128=dualmono=true", "-f", "null", "-"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
        return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])

    return measure


@pytest.fixture
def decoded(ffmpeg: Callable[..., bytes]) -> Callable[..., Samples]:
    """Decodes a file by FFmpeg: float32, shape (frames, channels), two unless they are told."""

    def decode(path: Path, channels: int = 2) -> Samples:
        pcm = ffmpeg("-i", path, "-f", "f32le", "-")
        return np.frombuffer(pcm, np.float32).reshape(-1, channels)

    return decode


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """A page of a real browser."""
    return browser.new_page()
