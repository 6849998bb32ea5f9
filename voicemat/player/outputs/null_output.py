"""The output `null`: plays to nobody, in real time or faster; for tests and silent machines."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import UsageError
from voicemat.player.outputs.adapter import Pace, Pull
from voicemat.player.outputs.pump import Pump


class NullOutput:
    """`null` in real time, `null:8` eight times as fast, `null:inf` as fast as it renders."""

    name = "null"

    def __init__(self, argument: str) -> None:
        try:
            self._speed = float(argument or 1)
        except ValueError:
            self._speed = math.nan
        if not self._speed > 0:
            raise UsageError(
                f'the output null cannot play at speed "{argument}"',
                advice="write null, null:8 (eight times as fast) or null:inf (as fast as can be)",
            )
        self._pump: Pump | None = None

    @property
    def pace(self) -> Pace:
        """Live at any finite speed."""
        return Pace.FREE if math.isinf(self._speed) else Pace.LIVE

    def open(self, rate: int, channels: int, pull: Pull) -> None:  # noqa: ARG002 - the port's
        """Get ready to pull `rate` frames a second, times the speed."""
        self._pump = Pump(pull, _forget, rate=rate * self._speed)

    def start(self) -> None:
        """Begin to pull."""
        assert self._pump is not None, "open comes before start"
        self._pump.start()

    def finished(self) -> bool:
        """Whether the end was pulled."""
        return self._pump is not None and self._pump.finished()

    def stop(self) -> None:
        """Pull no more."""
        if self._pump is not None:
            self._pump.stop()

    def close(self) -> None:
        """Nothing to let go of."""
        self.stop()


def _forget(samples: NDArray[np.float32]) -> None:
    pass
