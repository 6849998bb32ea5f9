"""Rooms: impulse responses made of decaying noise, and the convolution with them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from voicemat.units import RATE

Samples = NDArray[np.float32]

BANDS = np.geomspace(60, 14_000, 17)
"""Edges in Hz of the half-octave bands, each of which decays at its own pace."""

DECAY_60 = np.log(1000.0)
"""Nepers in 60 dB."""

CROSSTALK = 0.35
"""Share of the other side in what enters the room on each side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a room sounds like. Times in seconds, frequencies in Hz.

    `decay` is RT60 in the lows (to 250 Hz), the middle (500 Hz) and the highs (3 kHz); above, it
    falls on to 45 % at 12 kHz, as air and walls take it.
    """

    decay: tuple[float, float, float]
    length: float
    delay: float
    rise: float
    """Time constant of the onset: a soft one keeps a strike from being heard twice."""
    low_pass: float


def _decay(room: Room, frequency: float) -> float:
    low, middle, high = room.decay
    points = np.log([80.0, 500.0, 3000.0, 12_000.0])
    return float(np.interp(np.log(frequency), points, [low, middle, high, 0.45 * high]))


def impulse_response(random: np.random.Generator, room: Room) -> Samples:
    """The impulse response of a room, shape (frames, 2), of unit energy on each side.

    Gaussian noise in half-octave bands with exponential decay (after J. A. Moorer, "About This
    Reverberation Business", 1979). The lows share one noise on both sides, so bass stays in
    phase and survives a fold to mono; the highs are unrelated, which is what sounds wide.
    """
    frames = int(room.length * RATE)
    time = np.arange(frames) / RATE
    size = int(fft.next_fast_len(frames, real=True))
    frequency = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1.0)
    response = np.zeros((frames, 2))
    for low, high in pairwise(BANDS):
        centre = float(np.sqrt(low * high))
        near = 1 - np.abs(np.log(frequency / centre)) / np.log(high / low)
        shape = (2, len(frequency))
        noise = random.standard_normal(shape) + 1j * random.standard_normal(shape)
        width = float(np.clip(np.log2(centre / 160.0) / 2.0, 0.05, 1.0))
        noise[1] = noise[0] * np.sqrt(1 - width) + noise[1] * np.sqrt(width)
        band = fft.irfft(noise * np.sqrt(np.clip(near, 0, 1)), size)[:, :frames].T
        level = (centre / 1000.0) ** -0.15 / np.sqrt(1 + (centre / room.low_pass) ** 4)
        response += band * (level * np.exp(-DECAY_60 * time / _decay(room, centre)))[:, None]
    response *= (1 - np.exp(-time / room.rise))[:, None]
    fade = RATE // 10
    response[-fade:] *= np.linspace(1, 0, fade)[:, None]
    response = np.concatenate([np.zeros((int(room.delay * RATE), 2)), response])
    return np.asarray(response / np.sqrt((response**2).sum(axis=0)), np.float32)


class Convolver:
    """Streaming convolution of stereo blocks with an impulse response.

    Uniformly partitioned overlap-save: the response is cut into parts as long as a block, and
    the spectra of past blocks are kept. Every call takes exactly `block` frames.
    """

    def __init__(self, response: Samples, *, block: int) -> None:
        parts = -(-len(response) // block)
        padded = np.zeros((parts * block, 2), np.float32)
        padded[: len(response)] = response
        self._block = block
        self._response = fft.rfft(padded.reshape(parts, block, 2), 2 * block, axis=1)
        self._past = np.zeros_like(self._response)
        self._previous = np.zeros((block, 2), np.float32)

    def __call__(self, samples: Samples) -> Samples:
        """The reverberation of the next block, shape (block, 2)."""
        if len(samples) != self._block:
            raise ValueError(f"a convolver of {self._block} frames was given {len(samples)}")
        fed = samples * (1 - CROSSTALK) + samples[:, ::-1] * CROSSTALK
        spectrum = fft.rfft(np.concatenate([self._previous, fed]), axis=0)
        self._previous = fed
        self._past = np.concatenate([spectrum[None], self._past[:-1]])
        wet = fft.irfft((self._past * self._response).sum(axis=0), axis=0)[self._block :]
        return np.asarray(wet, np.float32)
