"""A session of listening: reader, transport, output and screen brought together."""

from __future__ import annotations

import math
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack

import numpy as np

from voicemat.errors import UsageError
from voicemat.player import terminal
from voicemat.player.bridges import Bridge, find_bridges
from voicemat.player.captions import Captions
from voicemat.player.interrupts import Interrupts
from voicemat.player.keys import Key
from voicemat.player.outputs import registry
from voicemat.player.outputs.adapter import Output, Pace
from voicemat.player.plain import PlainScreen
from voicemat.player.programme import Programme, Revision
from voicemat.player.readers import (
    CHANNELS,
    AheadReader,
    DirectReader,
    Reader,
    Render,
    Samples,
)
from voicemat.player.screen import Screen
from voicemat.player.terminal import TerminalScreen
from voicemat.player.transport import QUIT_RAMP, RAMP, State, Transport
from voicemat.timeline.model import Chapter, Timeline
from voicemat.units import RATE, clock

STEP = 15 * RATE
"""Frames that an arrow key moves by."""

TICK = 0.1
"""Seconds between two looks at the output; a key is answered at once."""

OVERTIME = 1.5
"""Seconds given to the output after a fade to play what it holds. A dead device must not keep
a person from leaving."""


Updates = Callable[[], Revision | str | None]
"""What happened to the session's script since the last call: a revision to be heard from the next
sentence on, a line to be shown, or nothing. Called between two looks at the output.
"""


def play(
    timeline: Timeline,
    render: Render,
    *,
    output: str | None = None,
    start: int = 0,
    updates: Updates = lambda: None,
) -> None:
    """Play a session until it is over or was quit, with a screen that suits standard output.

    `output` is a specification such as ``wav:evening.wav``, by default the sound device; `start`
    is a frame of the timeline.

    Raises UsageError for an output or a start that does not exist, MissingError when there is no
    device or it is lost, FileError when an output cannot be written, and whatever `render`
    raises. A signal that ends programs is held back until the sound has faded, then does what it
    did before: Ctrl-C raises KeyboardInterrupt.
    """
    if not 0 <= start < max(timeline.frames, 1):
        raise UsageError(
            f"the session cannot start at {clock(start)}",
            advice=f"it is {clock(timeline.frames)} long",
        )
    device = registry.find(output or registry.DEFAULT)
    programme = Programme(timeline, render)
    interrupts = Interrupts()
    with interrupts, ExitStack() as held:
        reader: AheadReader | DirectReader
        if device.pace is Pace.LIVE:
            reader = held.enter_context(AheadReader(programme.render, timeline.frames, start=start))
        else:
            reader = DirectReader(programme.render, timeline.frames)
        transport = Transport(reader, timeline.chapters, start=start)
        pull = _Pull(transport, reader)
        held.callback(device.close)
        device.open(RATE, CHANNELS, pull)
        screen = held.enter_context(_screen(Captions(timeline), start))
        device.start()
        reviser = _Reviser(programme, transport, reader, screen, updates)
        _listen(transport, device, screen, interrupts, pull, reviser)
        device.stop()
    interrupts.deliver()


def _screen(captions: Captions, start: int) -> Screen:
    if terminal.available():
        return TerminalScreen(captions)
    return PlainScreen(captions, sys.stdout, start=start)


def _listen(
    transport: Transport,
    device: Output,
    screen: Screen,
    interrupts: Interrupts,
    pull: _Pull,
    reviser: _Reviser,
) -> None:
    """Answers keys and signals until the output has finished.

    Raises the failure of `pull` as soon as nothing sounds any more.
    """
    commands = {
        Key.TOGGLE: transport.toggle,
        Key.BACK: lambda: transport.seek(-STEP),
        Key.FORWARD: lambda: transport.seek(STEP),
        Key.PREVIOUS: transport.previous_chapter,
        Key.NEXT: transport.next_chapter,
    }
    quits = answered = 0
    leave_by = math.inf
    while not device.finished() and time.monotonic() < leave_by:
        status = transport.status
        screen.show(status)
        if status.state is State.WAITING and pull.failure is not None:
            raise pull.failure
        reviser.look()
        key = screen.read(TICK)
        if key in commands:
            commands[key]()
        quits += key is Key.QUIT
        wishes = quits + interrupts.presses + 2 * (interrupts.ending is not None)
        if wishes > answered:
            answered = wishes
            if wishes == 1:
                transport.quit()
                fade = QUIT_RAMP
            else:
                transport.stop()
                fade = RAMP
            leave_by = time.monotonic() + fade / RATE + OVERTIME
    screen.show(transport.status)
    if pull.failure is not None:
        raise pull.failure


class _Reviser:
    """Takes revisions as they come, one after the other."""

    def __init__(
        self,
        programme: Programme,
        transport: Transport,
        reader: Reader,
        screen: Screen,
        updates: Updates,
    ) -> None:
        self._programme = programme
        self._transport = transport
        self._reader = reader
        self._screen = screen
        self._updates = updates
        self._asked = False
        self._done: deque[int | None] = deque()

    def look(self) -> None:
        """Ask for what has happened, and pass it on. Belongs to the thread of the screen."""
        if self._asked:
            if self._done:
                self._asked = False
                self._tell(self._done.popleft())
            return
        match self._updates():
            case Revision() as revision:
                # Found here, so that the thread that plays has only to choose among them.
                bridges = find_bridges(self._programme.timeline, revision.timeline)
                self._asked = True
                self._transport.revise(lambda position: self._switch(revision, bridges, position))
            case str(line):
                self._screen.remark(line)

    def _switch(
        self, revision: Revision, bridges: Sequence[Bridge], position: int
    ) -> Sequence[Chapter] | None:
        """Runs in the thread that pulls, between two pulls."""
        leave = self._programme.switch(revision, bridges, position)
        if leave is not None:
            self._reader.renew(leave, self._programme.timeline.frames)
        self._done.append(leave)
        return None if leave is None else self._programme.timeline.chapters

    def _tell(self, leave: int | None) -> None:
        if leave is None:
            self._screen.remark("the change comes too late to be heard")
        else:
            self._screen.revise(Captions(self._programme.timeline))
            self._screen.remark(f"your change is heard from {clock(leave)} on")


class _Pull:
    """A pull that never raises: a failure ends the sound and is kept."""

    def __init__(self, transport: Transport, reader: Reader) -> None:
        self._transport = transport
        self._reader = reader
        self._failure: Exception | None = None

    @property
    def failure(self) -> Exception | None:
        """What the transport or the renderer has raised."""
        return self._failure or self._reader.failure

    def __call__(self, frames: int) -> Samples:
        try:
            return self._transport.pull(frames)
        except Exception as error:  # noqa: BLE001 - `_listen` raises it in its thread
            self._failure = error
            return np.zeros((0, CHANNELS), np.float32)
