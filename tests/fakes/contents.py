"""Sounds that are hard for a codec in different ways, and what LAME makes of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.exporter.content import Channels
from voicemat.exporter.encoders.mp3.coding import Coding
from voicemat.exporter.encoders.mp3.lame import encoded

Samples = NDArray[np.float32]

RATE = 48_000

SOME = 1 << 19
"""Frames that are made of a sound: 11 s. A longer one repeats them."""


def silence(frames: int) -> Samples:
    """Nothing."""
    return np.zeros((frames, 2), np.float32)


def noise(frames: int) -> Samples:
    """Loud and white: more than 128 kb/s can hold, the reservoir is always in use."""
    white = 0.2 * np.random.default_rng(1).standard_normal((SOME, 2))
    return np.resize(white.astype(np.float32), (frames, 2))


def bed(frames: int) -> Samples:
    """Brown noise at about -34 LUFS, as under a voice; without a seam where it repeats."""
    spectrum = np.fft.rfft(np.random.default_rng(2).standard_normal((SOME, 2)), axis=0)
    spectrum /= np.maximum(np.arange(len(spectrum)), SOME * 60 / RATE)[:, None]
    brown = np.fft.irfft(spectrum, SOME, axis=0)
    return np.resize((0.01 * brown / brown.std()).astype(np.float32), (frames, 2))


def clicks(frames: int) -> Samples:
    """Loud attacks out of a bed, eight in a second: short blocks everywhere."""
    samples = bed(frames).copy()
    samples[np.random.default_rng(3).integers(0, frames, max(frames // 6000, 1))] += 0.7
    return samples


def speech(frames: int) -> Samples:
    """Syllables of harmonics with soft and hard onsets, and pauses."""
    time = np.arange(SOME) / RATE
    pitch = 2 * np.pi * np.cumsum(110 + 15 * np.sin(2 * np.pi * 0.7 * time)) / RATE
    voice = sum(np.sin(k * pitch) / k for k in range(1, 30))
    syllables = np.maximum(np.sin(2 * np.pi * 2.3 * time), 0) ** 0.3
    syllables *= np.sin(2 * np.pi * 0.21 * time) > 0
    return np.resize(np.repeat((0.08 * voice * syllables)[:, None], 2, 1), (frames, 2)).astype(
        np.float32
    )


CONTENTS = {content.__name__: content for content in (silence, noise, bed, clicks, speech)}


STANDARD = Coding(bit_rate=128, channels=Channels.STEREO)
"""The coding of an MP3 when nothing else is asked for."""


def lame_frames(samples: Samples, coding: Coding = STANDARD) -> list[bytes]:
    """The frames that one LAME alone makes; of a sound of two channels in both, or of the left."""

    def render(start: int, frames: int) -> Samples:
        return samples[start : start + frames, : coding.channels]

    data = b"".join(data for _, data in encoded(render, 0, len(samples), coding))
    size = coding.frame_bytes
    return [data[at : at + size] for at in range(0, len(data), size)]
