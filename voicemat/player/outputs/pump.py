"""A thread that pulls sound and hands it on, for outputs that no device drives."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voicemat.player.outputs.adapter import Pull

BLOCK = 2048
"""Frames pulled at a time: 43 ms, so that a command is soon heard."""


class Pump:
    """Pulls until the end and gives each block to `consume`, `rate` frames a second at most.

    `rate` may be infinite. Whatever `consume` raises ends the pumping and is raised by
    `finished`.
    """

    def __init__(
        self,
        pull: Pull,
        consume: Callable[[NDArray[np.float32]], object],
        *,
        rate: float,
    ) -> None:
        self._pull = pull
        self._consume = consume
        self._rate = rate
        self._halt = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="voicemat-output", daemon=True)

    def start(self) -> None:
        """Begin to pull."""
        self._thread.start()

    def finished(self) -> bool:
        """Whether the end was pulled and consumed. Raises what `consume` raised."""
        if self._failure is not None:
            raise self._failure
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Pull no more; returns when the last block is consumed."""
        self._halt.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        due = time.monotonic()
        while not self._halt.wait(max(0.0, due - time.monotonic())):
            samples = self._pull(BLOCK)
            try:
                self._consume(samples)
            except Exception as error:  # noqa: BLE001 - `finished` raises it in its thread
                self._failure = error
                return
            if len(samples) < BLOCK:
                return
            due += BLOCK / self._rate
