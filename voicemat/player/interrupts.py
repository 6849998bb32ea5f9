"""Signals that end a session, held back until the sound has faded and the screen is tidy."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

_ENDINGS = [
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK")  # not every system has all of them
    if hasattr(signal, name)
]


class Interrupts:
    """Counts Ctrl-C and notes a request to end, while the context is held.

    After leaving the context, `deliver` lets them do what they would have done. Signals that the
    process ignores (as under `nohup`) stay ignored. Outside the main thread, where Python allows
    no handlers, nothing is held back.
    """

    def __init__(self) -> None:
        self.presses = 0
        """How often Ctrl-C was pressed."""
        self.ending: int | None = None
        """The signal that asked the process to end."""
        self._former: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number, handler in (
                (signal.SIGINT, self._press),
                *((number, self._end) for number in _ENDINGS),
            ):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._former[number] = signal.signal(number, handler)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)

    def deliver(self) -> None:
        """Send the signals that were held back, after Ctrl-C usually a KeyboardInterrupt."""
        if self.ending is not None:
            signal.raise_signal(self.ending)
        if self.presses:
            signal.raise_signal(signal.SIGINT)

    def _press(self, _number: int, _frame: FrameType | None) -> None:
        self.presses += 1

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self.ending = number
