"""The bounds of level: never digitally silent, never clipped."""

from __future__ import annotations

import numpy as np

from voicemat import units
from voicemat.dsp.true_peak import BOUND, TAPS, interpolated_peaks
from voicemat.inspection.flaw import Flaw, FlawKind, Samples
from voicemat.inspection.slots import slot_peaks
from voicemat.units import RATE, ratio

SILENT = 1e-5
"""Amplitude (-100 dBFS) below which nothing sounds, not even a room."""

SLOT = RATE // 100
"""Frames that are silent together or not: 10 ms."""

LONGEST_SILENCE = RATE // 2
"""Frames of digital silence that nobody notices: half a second."""

END = 2 * RATE
"""Frames at the end of a session that may be silent: what it fades into."""

FULL_SCALE = 1.0

TRUE_PEAK = -1.0
"""dBTP that no lossy file may pass (EBU R 128, AES TD1008)."""


class DeadSilence:
    """Finds stretches in which nothing sounds at all."""

    def __init__(self, frames: int) -> None:
        """`frames` is the session's length."""
        self._last = frames - END
        self._since: int | None = None
        self._flaws: list[Flaw] = []

    def feed(self, block: Samples, start: int) -> None:
        """Hear a block."""
        for number, peak in enumerate(slot_peaks(np.abs(block), SLOT).tolist()):
            at = start + number * SLOT
            if peak >= SILENT:
                self._end(at)
            elif self._since is None:
                self._since = at

    def flaws(self) -> tuple[Flaw, ...]:
        """Every dead silence before the session's end."""
        self._end(self._last)
        return tuple(self._flaws)

    def _end(self, at: int) -> None:
        since, self._since = self._since, None
        if since is not None and min(at, self._last) - since > LONGEST_SILENCE:
            self._flaws.append(
                Flaw(
                    kind=FlawKind.DEAD_SILENCE,
                    start=since,
                    end=at,
                    value=units.seconds(at - since),
                    limit=units.seconds(LONGEST_SILENCE),
                    unit="s",
                )
            )


class Clipping:
    """Finds seconds with samples over full scale, or true peaks that a lossy file would clip."""

    def __init__(self) -> None:
        self._history = np.zeros((TAPS, 2), np.float32)
        self._flaws: list[Flaw] = []

    def feed(self, block: Samples, start: int) -> None:
        """Hear a block."""
        padded = np.concatenate([self._history, block])
        self._history = padded[-TAPS:]
        peak = float(np.abs(padded).max())
        if peak > FULL_SCALE:
            self._add(FlawKind.CLIPPING, start, len(block), peak, 0.0, "dBFS")
        elif peak * BOUND > ratio(TRUE_PEAK):
            between = float(interpolated_peaks(padded).max())
            if between > ratio(TRUE_PEAK):
                self._add(FlawKind.TRUE_PEAK, start, len(block), between, TRUE_PEAK, "dBTP")

    def flaws(self) -> tuple[Flaw, ...]:
        """Every second that is too loud."""
        return tuple(self._flaws)

    def _add(
        self, kind: FlawKind, start: int, frames: int, peak: float, limit: float, unit: str
    ) -> None:
        value = float(20 * np.log10(peak))
        self._flaws.append(
            Flaw(kind=kind, start=start, end=start + frames, value=value, limit=limit, unit=unit)
        )
