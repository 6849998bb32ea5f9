"""The two channels: neither far louder than the other, nothing lost in mono, no constant offset.

Measured over ten seconds at a time, by the second moments of the samples.
"""

from __future__ import annotations

import numpy as np

from voicemat.inspection.flaw import Flaw, FlawKind, Samples
from voicemat.units import RATE, ratio

WINDOW = 10 * RATE

FLOOR = -66.0
"""dBFS (RMS): what stays below it is room, and may come from any side."""

IMBALANCE = 6.0
"""dB between the channels; a cricket on one side may have half of it."""

MONO_LOSS = 6.0
"""dB that may be lost on one loudspeaker. Unrelated channels lose 3, opposite ones everything."""

OFFSET = 5e-4
"""Amplitude (-66 dBFS); a larger offset clicks where playback stops."""


class Channels:
    """The detector. Holds ten seconds of sums."""

    def __init__(self) -> None:
        self._start = 0
        self._frames = 0
        self._sums = np.zeros(2)
        self._products = np.zeros((2, 2))
        self._flaws: list[Flaw] = []

    def feed(self, block: Samples, start: int) -> None:
        """Hear a block."""
        if start - self._start >= WINDOW:
            self._judge()
            self._start = start
        # Sums of a second in single precision are exact to -120 dB, far below every limit here.
        # Side by side: NumPy's reduction over pairs takes many times as long.
        sides = np.ascontiguousarray(block.T)
        self._sums += sides.sum(axis=1)
        self._products += sides @ sides.T
        self._frames += len(block)

    def flaws(self) -> tuple[Flaw, ...]:
        """Every ten seconds in which something is wrong with the channels."""
        self._judge()
        return tuple(self._flaws)

    def _judge(self) -> None:
        if not self._frames:
            return
        means = self._sums / self._frames
        power = self._products / self._frames
        left, right = float(power[0, 0]), float(power[1, 1])
        offset = float(np.abs(means).max())
        if offset > OFFSET:
            self._add(FlawKind.DC, 20 * np.log10(offset), 20 * np.log10(OFFSET), "dBFS")
        if max(left, right) > ratio(FLOOR) ** 2:
            tiny = np.finfo(np.float64).tiny
            apart = abs(10 * np.log10(max(left, tiny) / max(right, tiny)))
            if apart > IMBALANCE:
                self._add(FlawKind.IMBALANCE, apart, IMBALANCE, "dB")
            mono = (left + right + 2 * float(power[0, 1])) / 4
            lost = 10 * np.log10((left + right) / 2 / max(mono, tiny))
            if lost > MONO_LOSS:
                self._add(FlawKind.MONO_LOSS, lost, MONO_LOSS, "dB")
        self._frames = 0
        self._sums[:] = 0.0
        self._products[:] = 0.0

    def _add(self, kind: FlawKind, value: float, limit: float, unit: str) -> None:
        end = self._start + self._frames
        self._flaws.append(
            Flaw(kind=kind, start=self._start, end=end, value=value, limit=limit, unit=unit)
        )
