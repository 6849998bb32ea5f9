"""True peak by ITU-R BS.1770-4, annex 2: four-fold interpolation by a 48-tap FIR filter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

PHASES = np.array(
    [
        [
            0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000,
            -0.0594482421875, 0.1373291015625, 0.9721679687500, -0.1022949218750,
            0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500,
        ],
        [
            -0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250,
            -0.1665039062500, 0.4650878906250, 0.7797851562500, -0.2003173828125,
            0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375,
        ],
        [
            -0.0189208984375, 0.0330810546875, -0.0582275390625, 0.1015625000000,
            -0.2003173828125, 0.7797851562500, 0.4650878906250, -0.1665039062500,
            0.0891113281250, -0.0517578125000, 0.0292968750000, -0.0291748046875,
        ],
        [
            -0.0083007812500, 0.0148925781250, -0.0266113281250, 0.0476074218750,
            -0.1022949218750, 0.9721679687500, 0.1373291015625, -0.0594482421875,
            0.0332031250000, -0.0196533203125, 0.0109863281250, 0.0017089843750,
        ],
    ],
    dtype=np.float32,
)  # fmt: skip
"""Coefficients of the four phases, oldest sample last; BS.1770-4, annex 2, table."""

TAPS = PHASES.shape[1]

BOUND = float(np.abs(PHASES).sum(axis=1).max())
"""No interpolated sample exceeds this times the largest sample under the filter."""

PIECE = 4096
"""Frames that a streaming meter looks at together."""

CENTRE = TAPS // 2 - 1
"""The sample of the filter's window after which the interpolated ones lie."""


def _straight_and_curved() -> tuple[float, float]:
    """The two factors of `bounds`, each the largest of all phases.

    Counted from the centre on, a sample is the straight line through the two in the middle, and
    each second difference in between as often as it lies away. A phase, a sum of samples, is thus
    a sum of those two and of the second differences.
    """
    place = np.arange(TAPS) - CENTRE
    straight, curved = 0.0, 0.0
    for phase in PHASES.astype(np.float64):
        straight = max(straight, abs(phase @ (1 - place)) + abs(phase @ place))
        away = np.maximum(place[:, None] - place, 0) * (place > 0)
        away = away + np.maximum(place - place[:, None], 0) * (place <= 0)
        curved = max(curved, float(np.abs(phase @ away).sum()))
    return straight * ROUNDING, curved * ROUNDING


ROUNDING = 1 + 1e-5
"""What twelve additions in single precision may add, and more."""

STRAIGHT, CURVED = _straight_and_curved()


def bounds(samples: Samples, hop: int) -> Samples:
    """What neither a sample nor an interpolated one exceeds, for every `hop` frames.

    `samples` has shape (frames, channels); the result, shape (ceil(frames / hop),), is at most
    2 % over the peak for a tone of 1 kHz, where `BOUND` alone is twice it, at a tenth of the
    cost of `interpolated_peaks`. `hop` is at least `TAPS`.
    """
    channels = samples.shape[1]
    # Both channels in a row: what lies a frame apart lies `channels` numbers apart.
    flat = np.ascontiguousarray(samples).reshape(-1)
    starts = np.arange(0, len(flat), hop * channels)
    straight = np.maximum.reduceat(np.abs(flat), starts)
    bend = np.zeros_like(flat)
    inner = bend[channels:-channels]
    np.add(flat[2 * channels :], flat[: -2 * channels], out=inner)
    inner -= flat[channels:-channels] * 2
    np.abs(bend, out=bend)
    bent = np.maximum.reduceat(bend, starts)
    bound = _around(straight) * np.float32(STRAIGHT)
    bound += _around(bent) * np.float32(CURVED)
    return bound


def _around(largest: Samples) -> Samples:
    """The largest of each hop and its two neighbours, into which the filter reaches."""
    padded = np.concatenate([largest[:1], largest, largest[-1:]])
    return np.asarray(np.maximum(np.maximum(padded[:-2], padded[2:]), largest))


def interpolated_peaks(samples: Samples) -> Samples:
    """The largest interpolated magnitude near each sample.

    `samples` has shape (frames, channels); the result, shape (frames - TAPS + 1,), is over all
    phases and channels of the window that begins at each frame. Each output is a fixed sequence
    of additions of its own window, so the way that a signal is cut into blocks never changes it.
    """
    count = len(samples) - TAPS + 1
    peaks = np.zeros(count, np.float32)
    scratch = np.empty((count, samples.shape[1]), np.float32)
    for phase in PHASES:
        total = np.zeros((count, samples.shape[1]), np.float32)
        for tap in range(TAPS):
            np.multiply(samples[TAPS - 1 - tap : TAPS - 1 - tap + count], phase[tap], out=scratch)
            total += scratch
        np.abs(total, out=total)
        for channel in total.T:
            np.maximum(peaks, channel, out=peaks)
    return peaks


def true_peak(samples: Samples) -> float:
    """The true peak of a signal of shape (frames, channels) in dBTP; -inf for silence."""
    padding = np.zeros((TAPS, samples.shape[1]), np.float32)
    peak = float(interpolated_peaks(np.concatenate([padding, samples, padding])).max())
    return float(20 * np.log10(peak)) if peak > 0 else float("-inf")


class TruePeak:
    """The true peak of a signal that comes block by block. Interpolates only where a sample is
    high enough for a new maximum.
    """

    def __init__(self, channels: int) -> None:
        self._tail = np.zeros((TAPS, channels), np.float32)
        self._largest = 0.0

    def feed(self, block: Samples) -> None:
        """Measure the next block, shape (frames, channels)."""
        padded = np.concatenate([self._tail, block])
        self._tail = padded[-TAPS:].copy()
        for start in range(0, len(padded) - TAPS + 1, PIECE):
            piece = padded[start : start + PIECE + TAPS - 1]
            if max(piece.max(), -piece.min()) * BOUND > self._largest:
                self._largest = max(self._largest, float(interpolated_peaks(piece).max()))

    def level(self) -> float:
        """The true peak so far in dBTP; -inf for silence. Ends the measurement."""
        self.feed(np.zeros((TAPS, self._tail.shape[1]), np.float32))
        return float(20 * np.log10(self._largest)) if self._largest > 0 else float("-inf")
