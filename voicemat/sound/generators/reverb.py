"""Rooms: impulse responses made of decaying noise, and the convolution with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.generators.bed import BLOCK
from voicemat.sound.generators.seeds import stream
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


@lru_cache(maxsize=8)
def impulse_response(seed: int, name: str, room: Room) -> Samples:
    """The impulse response of a room, shape (frames, 2), of unit energy on each side; do not write
    to it. `seed` and `name` tell rooms of one kind apart.

    Gaussian noise in half-octave bands with exponential decay (after J. A. Moorer, "About This
    Reverberation Business", 1979). The lows share one noise on both sides, so bass stays in
    phase and survives a fold to mono; the highs are unrelated, which is what sounds wide.
    """
    random = stream(seed, name)
    frames = int(room.length * RATE)
    time = np.arange(frames) / RATE
    size = 1 << (frames - 1).bit_length()
    frequency = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1.0)
    response = np.zeros((frames, 2))
    for low, high in pairwise(BANDS):
        centre = float(np.sqrt(low * high))
        near = 1 - np.abs(np.log(frequency / centre)) / np.log(high / low)
        shape = (2, len(frequency))
        noise = random.standard_normal(shape) + 1j * random.standard_normal(shape)
        width = float(np.clip(np.log2(centre / 160.0) / 2.0, 0.05, 1.0))
        noise[1] = noise[0] * np.sqrt(1 - width) + noise[1] * np.sqrt(width)
        band = np.fft.irfft(noise * np.sqrt(np.clip(near, 0, 1)), size)[:, :frames].T
        level = (centre / 1000.0) ** -0.15 / np.sqrt(1 + (centre / room.low_pass) ** 4)
        response += band * (level * np.exp(-DECAY_60 * time / _decay(room, centre)))[:, None]
    response *= (1 - np.exp(-time / room.rise))[:, None]
    fade = RATE // 10
    response[-fade:] *= np.linspace(1, 0, fade)[:, None]
    response = np.concatenate([np.zeros((int(room.delay * RATE), 2)), response])
    return np.asarray(response / np.sqrt((response**2).sum(axis=0)), np.float32)


class Reverb:
    """What a room returns of an endless sound.

    Uniformly partitioned overlap-save: the response is cut into parts as long as a chunk. A
    chunk of the return depends on the chunks of `dry` that the response reaches back to; their
    spectra are kept while sound is made in order.
    """

    def __init__(self, response: Samples, dry: Callable[[int], Samples]) -> None:
        parts = -(-len(response) // BLOCK)
        padded = np.zeros((parts * BLOCK, 2), np.float32)
        padded[: len(response)] = response
        shaped = padded.reshape(parts, BLOCK, 2)
        self._response = np.fft.rfft(shaped, 2 * BLOCK, axis=1).astype(np.complex64)
        self._dry = lru_cache(maxsize=2)(dry)
        self._spectrum = lru_cache(maxsize=parts + 1)(self._transform)

    def _transform(self, index: int) -> NDArray[np.complex64]:
        both = np.concatenate([self._dry(index - 1), self._dry(index)])
        fed = both * np.float32(1 - CROSSTALK) + both[:, ::-1] * np.float32(CROSSTALK)
        return np.fft.rfft(fed, axis=0).astype(np.complex64)

    def chunk(self, index: int) -> Samples:
        """Chunk `index` of the return, shape (BLOCK, 2)."""
        total = np.zeros((BLOCK + 1, 2), np.complex64)
        # The oldest first: what comes in order then finds all but the last in memory.
        for part in range(len(self._response) - 1, -1, -1):
            total += self._spectrum(index - part) * self._response[part]
        return np.asarray(np.fft.irfft(total, axis=0)[BLOCK:], np.float32)


def heard(response: Samples, returned: float, frequency: float) -> float:
    """How much louder a long tone of `frequency` Hz is in a room than without it: amplitude of
    the tone and what the room returns of it, the `response` times `returned`, as unrelated sounds.

    A room answers one pitch more than the next, by 10 dB and more. Tones that are to be equally
    strong are divided by this.
    """
    turns = np.exp(-2j * np.pi * frequency / RATE * np.arange(len(response)))
    power = (np.abs(turns @ response) ** 2).mean()
    return float(np.sqrt(1 + returned**2 * power))
