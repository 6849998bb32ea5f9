"""The full screen of a session: Textual's application, turned by the loop of the session.

The session is looked after here, between turns of the application's event loop, and not by the
application: whatever becomes of it, the sound goes on, and lines take its place.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from voicemat.player.console import Console
from voicemat.player.screen import TICK, Light
from voicemat.player.screens import plain_screen
from voicemat.units import clock

HEAD_START = 1.0
"""Seconds that the sound gets at most before the screen is loaded, which takes a quarter of one of
a processor: it is the first thing that a person waits for."""

CLOSING = 2.0
"""Seconds that the application gets to leave the terminal as it found it."""


class FullScreen:
    """Fills the terminal until the session is over."""

    def __init__(self, light: Light = Light.FULL) -> None:
        self._light = light

    def run(self, console: Console) -> None:
        """Show the session and pass on keys and the mouse."""
        if not _begun(console) or self._fill(console):
            with suppress(OSError):  # the terminal may be gone
                sys.stdout.write(f"{_farewell(console)}\n")
                sys.stdout.flush()
        else:
            plain_screen().run(console)

    def _fill(self, console: Console) -> bool:
        with _signals_kept(), asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            return runner.run(self._shown(console))

    async def _shown(self, console: Console) -> bool:
        """Whether the session was over before the application was. Raises what `attend` does."""
        from voicemat.player.fullscreen.app import Player

        app = Player(console, self._light)
        shown = asyncio.create_task(app.run_async())
        try:
            while console.attend():
                await asyncio.wait({shown}, timeout=TICK)
                if shown.done():
                    return False
            return True
        finally:
            app.exit()
            with suppress(Exception):
                await asyncio.wait_for(shown, CLOSING)


def _begun(console: Console) -> bool:
    """Waits for the first sound; False when the session was over before."""
    until = time.monotonic() + HEAD_START
    while console.status.position == console.start and time.monotonic() < until:
        if not console.attend():
            return False
        time.sleep(TICK / 4)
    return True


def _farewell(console: Console) -> str:
    position, captions = console.status.position, console.captions
    ending = "the end" if position >= captions.frames else f"stopped at {clock(position)}"
    return f"{captions.title}: {ending}"


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Textual sets handlers for signals of the terminal, and leaves them behind."""
    names = ("SIGTSTP", "SIGCONT", "SIGWINCH", "SIGTTIN", "SIGTTOU")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    former = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
