"""Sounds that are hard for a codec in different ways, what LAME makes of them, and checkers."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from voicemat.exporter.encoders.mp3.frame import FRAME_BYTES
from voicemat.exporter.encoders.mp3.lame import encoded

Samples = NDArray[np.float32]

RATE = 48_000


def silence(frames: int) -> Samples:
    return np.zeros((frames, 2), np.float32)


def noise(frames: int) -> Samples:
    """Loud and white: more than 128 kb/s can hold, the reservoir is always in use."""
    return (0.2 * np.random.default_rng(1).standard_normal((frames, 2))).astype(np.float32)


def bed(frames: int) -> Samples:
    """Brown noise at about -34 LUFS, as under a voice."""
    steps = np.random.default_rng(2).standard_normal((frames + 4800, 2))
    spectrum = np.fft.rfft(steps, axis=0)
    spectrum /= np.maximum(np.arange(len(spectrum)), len(steps) * 60 / RATE)[:, None]
    brown = np.fft.irfft(spectrum, len(steps), axis=0)[:frames]
    return (0.01 * brown / brown.std()).astype(np.float32)


def clicks(frames: int) -> Samples:
    """Loud attacks out of nothing, eight in a second: short blocks everywhere."""
    random = np.random.default_rng(3)
    samples = bed(frames)
    samples[random.integers(0, frames, max(frames // 6000, 1))] += 0.7
    return samples


def speech(frames: int) -> Samples:
    """Syllables of harmonics with soft and hard onsets, and pauses."""
    time = np.arange(frames) / RATE
    pitch = 2 * np.pi * np.cumsum(110 + 15 * np.sin(2 * np.pi * 0.7 * time)) / RATE
    voice = sum(np.sin(k * pitch) / k for k in range(1, 30))
    syllables = np.maximum(np.sin(2 * np.pi * 2.3 * time), 0) ** 0.3
    syllables *= np.sin(2 * np.pi * 0.21 * time) > 0
    return np.repeat((0.08 * voice * syllables)[:, None], 2, axis=1).astype(np.float32)


CONTENTS = {content.__name__: content for content in (silence, noise, bed, clicks, speech)}


def lame_frames(samples: Samples) -> list[bytes]:
    """The frames that one LAME alone makes."""

    def render(start: int, frames: int) -> Samples:
        return samples[start : start + frames]

    data = b"".join(data for _, data in encoded(render, 0, len(samples)))
    return [data[at : at + FRAME_BYTES] for at in range(0, len(data), FRAME_BYTES)]


@pytest.fixture
def checked(
    tmp_path: Path, ffmpeg: Callable[..., bytes]
) -> Callable[[Sequence[bytes] | Path], Samples]:
    """Decodes a stream, or a file, strictly by FFmpeg and by mpg123 (in libsndfile), and has it
    examined by mp3val where that is installed. Returns the samples.
    """

    def check(stream: Sequence[bytes] | Path) -> Samples:
        if isinstance(stream, Path):
            path = stream
        else:
            path = tmp_path / "stream.mp3"
            path.write_bytes(b"".join(stream))
        pcm = ffmpeg("-xerror", "-err_detect", "explode", "-i", path, "-f", "f32le", "-")
        decoded = np.frombuffer(pcm, np.float32).reshape(-1, 2)
        by_mpg123, _ = soundfile.read(path, dtype="float32")
        assert by_mpg123.shape == decoded.shape
        assert np.abs(by_mpg123 - decoded).max(initial=0.0) < 1e-3
        if shutil.which("mp3val"):
            said = subprocess.run(
                ["mp3val", path], check=True, capture_output=True, text=True
            ).stdout
            assert "WARNING" not in said, said
            assert "ERROR" not in said, said
        return decoded

    return check
