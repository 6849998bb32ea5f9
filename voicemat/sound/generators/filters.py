"""Butterworth filters that keep their state from one block to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from voicemat.units import RATE

Samples = NDArray[np.float32]


class StreamFilter:
    """A filter over stereo blocks; build it with `low_pass` or `high_pass`."""

    def __init__(self, sections: NDArray[np.float64]) -> None:
        self._sections = sections
        self._state = np.zeros((len(sections), 2, 2))

    def __call__(self, samples: Samples) -> Samples:
        """The filtered block, shape as given: (frames, 2)."""
        filtered, self._state = signal.sosfilt(self._sections, samples, axis=0, zi=self._state)
        return np.asarray(filtered, np.float32)


def low_pass(corner: float, order: int) -> StreamFilter:
    """A low-pass with its corner (-3 dB) in Hz."""
    return StreamFilter(signal.butter(order, corner, "low", fs=RATE, output="sos"))


def high_pass(corner: float, order: int) -> StreamFilter:
    """A high-pass with its corner (-3 dB) in Hz."""
    return StreamFilter(signal.butter(order, corner, "high", fs=RATE, output="sos"))
