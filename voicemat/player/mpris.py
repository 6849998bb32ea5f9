"""The session for the desktop: media keys, the lock screen and headsets, through MPRIS.

MPRIS 2.2 is what Linux desktops ask their players with, over the session bus of D-Bus. An extra,
because it needs dbus-fast. It runs in a thread of its own: without a bus, without the extra, and
when the bus goes away, the session goes on.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from voicemat.player.console import Console
from voicemat.player.transport import State
from voicemat.units import RATE

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

    from voicemat.player.mpris_interfaces import Player

PATH = "/org/mpris/MediaPlayer2"
NAME = "org.mpris.MediaPlayer2.voicemat"
"""Its bus name begins so; the number of the process follows, as there may be several."""

TRACK = "/org/voicemat/session"
"""The one track of the track list: the session."""

LOOK = 0.25
"""Seconds between two looks at the session: a desktop hears of a change no later."""

MICROSECONDS = 1_000_000

CLOSING = 1.0
"""Seconds that the thread gets to say goodbye."""


@contextmanager
def media_keys(console: Console) -> Iterator[None]:
    """Offer the session to the desktop while the context is held, where there is one to ask."""
    if not _is_possible():
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_run, args=(console, over), name="voicemat-mpris", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(CLOSING)


def _is_possible() -> bool:
    return (
        sys.platform not in ("win32", "darwin")
        and bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS"))
        and find_spec("dbus_fast") is not None
    )


def _run(console: Console, over: threading.Event) -> None:
    # Whatever is wrong with the bus, a person who is listening need not hear of it.
    try:
        asyncio.run(_offer(console, over))
    except Exception:
        logging.getLogger(__name__).debug("no media keys", exc_info=True)


async def _offer(console: Console, over: threading.Event) -> None:
    from dbus_fast.aio import MessageBus

    from voicemat.player.mpris_interfaces import Player, Root

    bus = await MessageBus().connect()
    try:
        player = Player(console)
        bus.export(PATH, Root(console))
        bus.export(PATH, player)
        await bus.request_name(f"{NAME}.instance{os.getpid()}")
        await _tell(player, bus, over)
    finally:
        with suppress(Exception):
            bus.disconnect()


async def _tell(player: Player, bus: MessageBus, over: threading.Event) -> None:
    """Tell the desktop what changes, until the session or the bus is over."""
    gone = asyncio.ensure_future(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]
    while not gone.done() and not over.is_set():
        player.look()
        await asyncio.wait({gone}, timeout=LOOK)
    if gone.done():
        gone.result()
    gone.cancel()


def playback(state: State) -> str:
    """A state in MPRIS's words."""
    match state:
        case State.PAUSED:
            return "Paused"
        case State.ENDED:
            return "Stopped"
        case _:
            return "Playing"


def microseconds(frames: int) -> int:
    """`frames` in MPRIS's unit of time."""
    return frames * MICROSECONDS // RATE


def frames(microseconds: int) -> int:
    """The frames in a time of MPRIS's."""
    return microseconds * RATE // MICROSECONDS
