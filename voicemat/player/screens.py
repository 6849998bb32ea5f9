"""Which screen suits the terminal, or what there is instead of one."""

from __future__ import annotations

import os
import sys
import threading
from typing import TextIO

from voicemat.player.keys import Keyboard, in_foreground, keyboard
from voicemat.player.plain import PlainScreen
from voicemat.player.screen import Light, Screen

SHADES = "\u25b8\u2581\u2588\u25cf\u2501"
"""Some of what the full screen draws with."""


def usual_screen(light: Light = Light.FULL) -> Screen:
    """The full screen where it can be, else lines."""
    if not can_fill_the_terminal():
        return plain_screen()
    from voicemat.player.fullscreen.running import FullScreen

    return FullScreen(light)


def plain_screen() -> PlainScreen:
    """Lines on standard output, and keys where standard input is a terminal."""
    return PlainScreen(sys.stdout, _keys())


def _keys() -> Keyboard | None:
    return keyboard() if _is_terminal(sys.stdin) and in_foreground() else None


def can_fill_the_terminal() -> bool:
    """Whether this process may draw on a whole terminal and read its keys and mouse.

    Textual draws on standard error, or standard output, and sets handlers of signals, which only
    the main thread may.
    """
    return (
        all(_is_terminal(stream) for stream in (sys.stdin, sys.stdout, sys.stderr))
        and os.environ.get("TERM") != "dumb"
        and in_foreground()
        and threading.current_thread() is threading.main_thread()
        and _can_be_written(SHADES, sys.stdout)
    )


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _can_be_written(text: str, stream: TextIO) -> bool:
    try:
        text.encode(stream.encoding)
    except UnicodeEncodeError:
        return False
    return True
