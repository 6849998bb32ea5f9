"""A session of listening: reader, transport, output and screen brought together."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

import numpy as np

from voicemat.compiler.night import Night, for_night
from voicemat.errors import UsageError, VoicematError
from voicemat.player.bridges import MARGIN
from voicemat.player.captions import Captions
from voicemat.player.desk import Desk, Samples
from voicemat.player.editing import Editing, Mix
from voicemat.player.faders import Levels, Part
from voicemat.player.interrupts import Interrupts
from voicemat.player.lasting import LastingOutput
from voicemat.player.marks import Marks
from voicemat.player.outputs import registry
from voicemat.player.outputs.adapter import Pace
from voicemat.player.plain import PlainScreen
from voicemat.player.programme import Programme
from voicemat.player.readers import (
    CHANNELS,
    AheadReader,
    DirectReader,
    Reader,
)
from voicemat.player.screen import Screen
from voicemat.player.transport import QUIT_RAMP, RAMP, State, Status, Transport
from voicemat.player.updates import Updates, no_updates
from voicemat.timeline.model import Timeline
from voicemat.units import RATE, clock

OVERTIME = 1.5
"""Seconds given to the output after a fade to play what it holds. A dead device must not keep
a person from leaving."""


UNHEARD = RATE // 2
"""Frames that a lost device may have taken and not played: they are played again."""

KEEP_EVERY = 30.0
"""Seconds between two notes of where the session stands: a power cut costs no more."""

EXTENSION = 15 * 60 * RATE
"""Frames by which the one key for the dark makes a session longer: a quarter of an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a session stands: the frame of what is heard, which is `base` as `night` wants it,
    whether that is its end, and how often the renderer was late until there.
    """

    position: int
    base: Timeline
    night: Night
    over: bool
    underruns: int


def forget(_: Place) -> None:
    """Keeps nothing."""


def play(
    timeline: Timeline,
    mix: Mix,
    *,
    output: str | None = None,
    start: int = 0,
    night: Night | None = None,
    updates: Updates = no_updates,
    screen: Screen | None = None,
    keep: Callable[[Place], None] = forget,
) -> None:
    """Play a session until it is over or was quit, by default with a screen that suits standard
    output.

    `output` is a specification such as ``wav:evening.wav``, by default the sound device; `start`
    is a frame of what is heard, which is `timeline` as `night` wants it. `keep` is told twice a
    minute, and at the end, where the session stands. A sound device that is lost is replaced.

    Raises UsageError for an output or a start that does not exist, MissingError when there is no
    device or it is lost, FileError when an output cannot be written, and whatever the renderer
    raises. A signal that ends programs is held back until the sound has faded, then does what it
    did before: Ctrl-C raises KeyboardInterrupt.
    """
    night = night or Night()
    heard = for_night(timeline, night)
    if not 0 <= start < max(heard.frames, 1):
        raise UsageError(
            f"the session cannot start at {clock(start)}",
            advice=f"it is {clock(heard.frames)} long",
        )
    device = LastingOutput(output or registry.DEFAULT)
    programme = Programme(heard, mix(heard))
    interrupts = Interrupts()
    with interrupts, ExitStack() as held:
        reader: AheadReader | DirectReader
        if device.pace is Pace.LIVE:
            reader = held.enter_context(AheadReader(programme.render, heard.frames, start=start))
        else:
            reader = DirectReader(programme.render, heard.frames)
        desk = Desk(reader)
        transport = Transport(desk, Marks.of(heard), start=start)
        device.lost = lambda: transport.rewind(UNHEARD)
        pull = _Pull(transport, reader)
        held.callback(device.close)
        device.open(RATE, CHANNELS, pull)
        editing = Editing(timeline, night, mix, programme, transport, pull.renew, updates)
        console = _Console(editing, transport, desk, device, interrupts, pull, keep)
        device.start()
        try:
            (screen or usual_screen()).run(console)
        finally:
            keep(console.place)
        device.stop()
    interrupts.deliver()


def usual_screen() -> Screen:
    """The screen that suits standard input and output."""
    # Imported when there is sound already: what it draws with takes its time to load.
    from voicemat.player import terminal

    return terminal.TerminalScreen() if terminal.available() else PlainScreen(sys.stdout)


class _Console:
    """The console of a session: passes commands on, and looks after the output."""

    def __init__(
        self,
        editing: Editing,
        transport: Transport,
        desk: Desk,
        device: LastingOutput,
        interrupts: Interrupts,
        pull: _Pull,
        keep: Callable[[Place], None],
    ) -> None:
        self._keep = keep
        self._keep_at = time.monotonic() + KEEP_EVERY
        self.start = transport.status.position
        self._editing = editing
        self._transport = transport
        self._desk = desk
        self._device = device
        self._interrupts = interrupts
        self._pull = pull
        self._levels = Levels()
        self._failure: VoicematError | None = None
        self._quits = self._answered = 0
        self._leave_by = math.inf

    @property
    def status(self) -> Status:
        """What is happening now."""
        status, timer = self._transport.status, self._editing.night.timer
        left = None if timer is None else max(timer - status.position, 0)
        state = State.WAITING if self._device.searching else status.state
        return replace(status, state=state, levels=self._levels, timer=left)

    @property
    def place(self) -> Place:
        """Where the session stands."""
        status = self._transport.status
        return Place(
            position=status.position,
            base=self._editing.base,
            night=self._editing.night,
            over=status.position >= self.timeline.frames,
            underruns=status.underruns,
        )

    @property
    def timeline(self) -> Timeline:
        """The session as it is heard."""
        return self._editing.timeline

    @property
    def captions(self) -> Captions:
        """What a person reads meanwhile."""
        return self._editing.captions

    @property
    def edition(self) -> int:
        """Grows with every change of timeline and captions."""
        return self._editing.edition

    @property
    def remark(self) -> str:
        """A line to be shown."""
        return self._editing.remark

    def attend(self) -> bool:
        """Look after output, signals and changes; False when the session is over."""
        over = self._device.finished() or time.monotonic() >= self._leave_by
        silent = over or self._transport.status.state is State.WAITING
        if silent and self._pull.failure is not None:
            raise self._pull.failure
        if over and self._failure is not None:
            raise self._failure
        if not over:
            self._look()
            self._answer()
            if time.monotonic() >= self._keep_at:
                self._keep_at = time.monotonic() + KEEP_EVERY
                self._keep(self.place)
        return not over

    def _look(self) -> None:
        """What fails beside the sound ends the session with a fade."""
        if self._failure is None:
            try:
                self._editing.look()
            except VoicematError as error:
                self._failure = error
                self.quit()

    def toggle(self) -> None:
        """Pause, or go on."""
        self._transport.toggle()

    def pause(self) -> None:
        """Fade out and hold the position."""
        self._transport.pause()

    def resume(self) -> None:
        """Go on from where it was paused."""
        self._transport.resume()

    def seek(self, frames: int) -> None:
        """Move by `frames`."""
        self._transport.seek(frames)

    def go(self, frame: int) -> None:
        """Go to `frame`."""
        self._transport.go(frame)

    def next_chapter(self) -> None:
        """Go to the start of the next chapter."""
        self._transport.next_chapter()

    def previous_chapter(self) -> None:
        """Go to the start of this chapter, or of the one before."""
        self._transport.previous_chapter()

    def next_line(self) -> None:
        """Go to the next spoken line."""
        self._transport.next_line()

    def previous_line(self) -> None:
        """Go to the start of this spoken line, or of the one before."""
        self._transport.previous_line()

    def restart(self) -> None:
        """Begin again."""
        self._transport.go(0)

    def move_level(self, part: Part, change: float) -> None:
        """Move a fader."""
        self.set_level(part, self._levels.of(part) + change)

    def set_level(self, part: Part, level: float) -> None:
        """Put a fader to a level."""
        self._levels = self._levels.put(part, level)
        self._desk.put(self._levels)

    def move_timer(self, frames: int) -> None:
        """Move the timer; without one, from the end of the session."""
        night = self._editing.night
        end = self.timeline.frames if night.timer is None else night.timer
        # Not into the past: what is heard next is ready already.
        soonest = self._transport.status.position + 2 * MARGIN
        self._editing.night = replace(night, timer=max(end + frames, soonest))

    def extend(self) -> None:
        """Go on longer by `EXTENSION`."""
        self.move_timer(EXTENSION)

    def quit(self) -> None:
        """Fade out and end."""
        self._quits += 1
        self._answer()

    def _answer(self) -> None:
        """Obey the wishes to end: one for a fade, a second for a short one."""
        interrupts = self._interrupts
        wishes = self._quits + interrupts.presses + 2 * (interrupts.ending is not None)
        if wishes > self._answered:
            self._answered = wishes
            if wishes == 1:
                self._transport.quit()
                fade = QUIT_RAMP
            else:
                self._transport.stop()
                fade = RAMP
            self._leave_by = time.monotonic() + fade / RATE + OVERTIME


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

    def renew(self, start: int, frames: int) -> None:
        """From `start` on the session has changed, and is `frames` long now."""
        self._reader.renew(start, frames)

    def __call__(self, frames: int) -> Samples:
        try:
            return self._transport.pull(frames)
        except Exception as error:  # noqa: BLE001 - `_listen` raises it in its thread
            self._failure = error
            return np.zeros((0, CHANNELS), np.float32)
