"""What can be wrong with a rendered session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicemat.units import clock

Samples = NDArray[np.float32]


class FlawKind(StrEnum):
    """What is wrong; the value is how it is said."""

    CLICK = "a click"
    JUMP = "a jump in loudness that nothing in the routine asks for"
    DEAD_SILENCE = "digital silence"
    CLIPPING = "clipping"
    TRUE_PEAK = "a true peak that a lossy file would clip"
    IMBALANCE = "one side is much louder than the other"
    DC = "a constant offset"
    MONO_LOSS = "sound that vanishes on one loudspeaker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something wrong from frame `start` to `end`; `value` passed `limit`, both in `unit`."""

    kind: FlawKind
    start: int
    end: int
    value: float
    limit: float
    unit: str

    def __str__(self) -> str:
        return (
            f"{clock(self.start)}: {self.kind} ({self.value:.3g} {self.unit}, limit {self.limit:g})"
        )


class Detector(Protocol):
    """Listens for one kind of flaw. Given the session in order, in blocks of a second (the last
    may be shorter), stereo, shape (frames, 2).
    """

    def feed(self, block: Samples, start: int) -> None:
        """Hear a block that begins at frame `start`."""

    def flaws(self) -> tuple[Flaw, ...]:
        """What was wrong, in order of time. Asked for once, after the last block."""
