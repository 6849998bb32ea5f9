"""Single keys from a terminal: what they mean, how they are coded, how they are read.

The only place that changes the terminal's input modes, and puts them back.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum, auto
from types import TracebackType
from typing import Protocol, Self

from voicemat.player.console import LEVEL_STEP, SKIP, TIMER_STEP, Console
from voicemat.player.faders import Part


class Key(Enum):
    """What a key asks for."""

    TOGGLE = auto()
    BACK = auto()
    FORWARD = auto()
    PREVIOUS = auto()
    NEXT = auto()
    PREVIOUS_LINE = auto()
    NEXT_LINE = auto()
    RESTART = auto()
    VOICE_DOWN = auto()
    VOICE_UP = auto()
    MUSIC_DOWN = auto()
    MUSIC_UP = auto()
    CUES_DOWN = auto()
    CUES_UP = auto()
    EARLIER = auto()
    LATER = auto()
    EXTEND = auto()
    QUIT = auto()


KEYS: Mapping[Key, Callable[[Console], None]] = {
    Key.TOGGLE: lambda console: console.toggle(),
    Key.BACK: lambda console: console.seek(-SKIP),
    Key.FORWARD: lambda console: console.seek(SKIP),
    Key.PREVIOUS: lambda console: console.previous_chapter(),
    Key.NEXT: lambda console: console.next_chapter(),
    Key.PREVIOUS_LINE: lambda console: console.previous_line(),
    Key.NEXT_LINE: lambda console: console.next_line(),
    Key.RESTART: lambda console: console.restart(),
    Key.VOICE_DOWN: lambda console: console.move_level(Part.VOICE, -LEVEL_STEP),
    Key.VOICE_UP: lambda console: console.move_level(Part.VOICE, LEVEL_STEP),
    Key.MUSIC_DOWN: lambda console: console.move_level(Part.MUSIC, -LEVEL_STEP),
    Key.MUSIC_UP: lambda console: console.move_level(Part.MUSIC, LEVEL_STEP),
    Key.CUES_DOWN: lambda console: console.move_level(Part.CUES, -LEVEL_STEP),
    Key.CUES_UP: lambda console: console.move_level(Part.CUES, LEVEL_STEP),
    Key.EARLIER: lambda console: console.move_timer(-TIMER_STEP),
    Key.LATER: lambda console: console.move_timer(TIMER_STEP),
    Key.EXTEND: lambda console: console.extend(),
    Key.QUIT: lambda console: console.quit(),
}
"""The command that each key gives."""


class Keyboard(Protocol):
    """Keys, pressed one by one. A context manager that holds the terminal meanwhile."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def read(self, seconds: float) -> Key | None:
        """The next key that means something; None when there is none for about `seconds`."""
        ...


class NoKeyboard:
    """Where no keys come from."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    def read(self, seconds: float) -> Key | None:
        """Waits `seconds`."""
        time.sleep(seconds)
        return None


_LETTERS = {
    b" ": Key.TOGGLE,
    b"p": Key.PREVIOUS,
    b"n": Key.NEXT,
    b"q": Key.QUIT,
    b"P": Key.PREVIOUS,
    b"N": Key.NEXT,
    b"Q": Key.QUIT,
    b",": Key.PREVIOUS_LINE,
    b".": Key.NEXT_LINE,
    b"r": Key.RESTART,
    b"v": Key.VOICE_DOWN,
    b"V": Key.VOICE_UP,
    b"m": Key.MUSIC_DOWN,
    b"M": Key.MUSIC_UP,
    b"c": Key.CUES_DOWN,
    b"C": Key.CUES_UP,
    b"-": Key.EARLIER,
    b"+": Key.LATER,
    b"=": Key.LATER,  # the same key without Shift, on many keyboards
    b"e": Key.EXTEND,
    b"E": Key.EXTEND,
}

ESCAPE = b"\x1b"

_SEQUENCES = {
    ESCAPE: Key.QUIT,
    b"\x1b[A": Key.PREVIOUS,
    b"\x1b[B": Key.NEXT,
    b"\x1b[C": Key.FORWARD,
    b"\x1b[D": Key.BACK,
    b"\x1bOA": Key.PREVIOUS,
    b"\x1bOB": Key.NEXT,
    b"\x1bOC": Key.FORWARD,
    b"\x1bOD": Key.BACK,
}
"""Cursor keys as ECMA-48 terminals send them, in normal and in application mode."""

ESCAPE_DELAY = 0.05
"""Seconds within which the rest of an escape sequence follows; else it was the key Esc."""


def split(pressed: bytes) -> tuple[bytes, bytes] | None:
    """The code of the first key in `pressed`, and the rest; None when more may belong to it.

    A whole escape sequence is one key, so that an unknown one is not read as Esc and letters.
    """
    if pressed[:1] != ESCAPE:
        return pressed[:1], pressed[1:]
    if pressed[1:2] == ESCAPE:
        return pressed[:1], pressed[1:]
    if len(pressed) > 1 and pressed[1:2] not in (b"[", b"O"):
        return pressed[:2], pressed[2:]
    for index in range(2, len(pressed)):
        if 0x40 <= pressed[index] <= 0x7E:  # ECMA-48: the final byte of a control sequence
            return pressed[: index + 1], pressed[index + 1 :]
    return None


def meaning(code: bytes) -> Key | None:
    """What the key that a terminal codes as `code` asks for."""
    return _SEQUENCES.get(code) or _LETTERS.get(code)


if sys.platform == "win32":
    import msvcrt

    _SCAN_CODES = {
        "H": Key.PREVIOUS,
        "P": Key.NEXT,
        "M": Key.FORWARD,
        "K": Key.BACK,
    }
    """Cursor keys as msvcrt.getwch gives them, after a zero or 0xE0."""

    POLL = 0.02
    """Seconds between two looks: a console cannot be waited for with a time limit."""

    class ConsoleKeyboard:
        """The keys of a Windows console, which needs no change of mode."""

        def __enter__(self) -> Self:
            return self

        def __exit__(
            self,
            kind: type[BaseException] | None,
            error: BaseException | None,
            traceback: TracebackType | None,
        ) -> None:
            pass

        def read(self, seconds: float) -> Key | None:
            """The next key that means something; None when there is none for `seconds`."""
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                while msvcrt.kbhit():
                    character = msvcrt.getwch()
                    if character in ("\x00", "\xe0"):
                        key = _SCAN_CODES.get(msvcrt.getwch())
                    else:
                        key = meaning(character.encode())
                    if key is not None:
                        return key
                time.sleep(POLL)
            return None

    def keyboard() -> Keyboard:
        """The keyboard of this console."""
        return ConsoleKeyboard()

    def in_foreground() -> bool:
        """Whether keys reach this process: always, in a console."""
        return True

else:
    import select
    import termios

    class TerminalKeyboard:
        """The keys of a POSIX terminal, read from standard input without echo or line editing.

        Ctrl-C stays a signal. The keys that suspend, abort or freeze a program lose their
        meaning: pressed by mistake in the dark, they would cut the sound off.
        """

        def __init__(self) -> None:
            self._fd = sys.stdin.fileno()
            self._saved = termios.tcgetattr(self._fd)
            self._pending = b""
            self._gone = False

        def __enter__(self) -> Self:
            mode = termios.tcgetattr(self._fd)
            mode[0] &= ~termios.IXON
            mode[3] &= ~(termios.ECHO | termios.ICANON)
            nothing = bytes([os.fpathconf(self._fd, "PC_VDISABLE") & 0xFF])
            mode[6][termios.VSUSP] = mode[6][termios.VQUIT] = nothing
            mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
            termios.tcsetattr(self._fd, termios.TCSANOW, mode)
            return self

        def __exit__(
            self,
            kind: type[BaseException] | None,
            error: BaseException | None,
            traceback: TracebackType | None,
        ) -> None:
            # Keys that were pressed after the last one read are dropped, not left to the shell.
            with suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(self._fd, termios.TCSAFLUSH, self._saved)

        def read(self, seconds: float) -> Key | None:
            """The next key that means something; None when there is none for `seconds`."""
            until = time.monotonic() + seconds
            while self._pending or self._more(until - time.monotonic()):
                parts = split(self._pending)
                if parts is None:
                    if self._more(ESCAPE_DELAY):
                        continue
                    parts = self._pending, b""
                code, self._pending = parts
                if key := meaning(code):
                    return key
            return None

        def _more(self, seconds: float) -> bool:
            """Waits up to `seconds` for bytes; whether any came."""
            if self._gone:  # the terminal was closed: nothing will come
                time.sleep(max(seconds, 0.0))
                return False
            if not select.select([self._fd], [], [], max(seconds, 0.0))[0]:
                return False
            try:
                read = os.read(self._fd, 1024)
            except OSError:
                read = b""
            self._gone = not read
            self._pending += read
            return bool(read)

    def keyboard() -> Keyboard:
        """The keyboard of the terminal at standard input."""
        return TerminalKeyboard()

    def in_foreground() -> bool:
        """Whether keys reach this process.

        A job in the background that changes the terminal's modes is stopped by the system.
        """
        try:
            return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
        except OSError:
            return False
