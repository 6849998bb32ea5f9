"""Textual's driver of a terminal, made safe against one that is closed in the middle."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from textual.driver import Driver


class Outlet:
    """A terminal to write to, which takes everything and keeps nothing once it is gone.

    Textual's thread that writes would end with the terminal, and whoever writes then waits for it
    forever; its thread that reads would turn without pause. `gone` is set to end that one.
    """

    def __init__(self, terminal: TextIO, gone: Event) -> None:
        self._terminal = terminal
        self._gone = gone
        self._open = True

    def fileno(self) -> int:
        """The terminal's file descriptor."""
        return self._terminal.fileno()

    def write(self, text: str) -> None:
        """Write to the terminal, if it is there."""
        self._attempt(lambda: self._terminal.write(text))

    def flush(self) -> None:
        """Hand on what was written."""
        self._attempt(self._terminal.flush)

    def _attempt(self, action: Callable[[], object]) -> None:
        if not self._open:
            return
        try:
            action()
        except OSError:
            self._open = False
            self._gone.set()


def driver() -> type[Driver] | None:
    """The driver for this system's terminals; None for the one that Textual takes."""
    if sys.platform == "win32":
        return None
    from textual.drivers.linux_driver import LinuxDriver

    class SafeDriver(LinuxDriver):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            if self._file is not None:
                self._file = Outlet(self._file, self.exit_event)  # type: ignore[assignment]

    return SafeDriver
