"""Where the speech of a take begins and ends, and an end that cannot click."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

HOP = 5
"""Milliseconds: how finely the edges are looked for."""

WINDOW = 10
"""Hops over which the loudest level of a take is found: 50 ms, about one vowel."""

THRESHOLD = -50.0
"""dB, relative to the loudest 50 ms. The breath of an initial "h" and the end of a final "f" or
"s" reach -40; the room of a clean take lies under -70."""

LEAD = 25
"""Milliseconds kept before the first sound, of which the fade takes `FADE_IN`."""

TAIL = 80
"""Milliseconds kept after the last sound: a voice dies away more slowly than it begins."""

FADE_IN = 10
FADE_OUT = 40


def speech_bounds(samples: Samples, rate: int) -> tuple[int, int]:
    """The first frame of the speech in `samples`, shape (frames,), and the first after it, with
    the margins. (0, 0) where nothing sounds at all.
    """
    if not samples.any():
        return 0, 0
    hop = rate * HOP // 1000
    count = -(-len(samples) // hop)
    padded = np.zeros(count * hop, np.float64)
    padded[: len(samples)] = samples
    power = (padded.reshape(count, hop) ** 2).mean(axis=1)
    loudest = np.convolve(power, np.full(WINDOW, 1 / WINDOW)).max()
    sounding = np.flatnonzero(power > loudest * 10 ** (THRESHOLD / 10))
    start = int(sounding[0]) * hop - rate * LEAD // 1000
    end = (int(sounding[-1]) + 1) * hop + rate * TAIL // 1000
    return max(start, 0), min(end, len(samples))


def faded(samples: Samples, rate: int) -> Samples:
    """A copy of `samples`, shape (frames,), that begins and ends at zero by raised cosines."""
    out = samples.copy()
    for frames, edge in (
        (min(rate * FADE_IN // 1000, len(out) // 2), out),
        (min(rate * FADE_OUT // 1000, len(out) // 2), out[::-1]),
    ):
        edge[:frames] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(frames) / max(frames, 1))).astype(
            np.float32
        )
    return out


def trimmed(samples: Samples, rate: int) -> Samples:
    """The speech of `samples` alone, faded at both ends; empty where nothing sounds."""
    start, end = speech_bounds(samples, rate)
    return faded(samples[start:end], rate)
