"""The application: which widgets there are, where they stand, and what a key does."""

from __future__ import annotations

import signal
import time

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from voicemat.player.console import Console
from voicemat.player.faders import Part
from voicemat.player.fullscreen import colours
from voicemat.player.fullscreen.chapters import Chapters
from voicemat.player.fullscreen.fader import Fader
from voicemat.player.fullscreen.helping import Help
from voicemat.player.fullscreen.line import QUIET, Line, clocks, place, state, title
from voicemat.player.fullscreen.narration import Narration
from voicemat.player.fullscreen.quiet import QuietApp
from voicemat.player.fullscreen.strip import Strip
from voicemat.player.keys import KEYS, Key, meaning
from voicemat.player.mat import mat_time
from voicemat.player.screen import TICK, Light
from voicemat.timeline.sentences import printable
from voicemat.units import RATE

HINT = "d dim   ? help"

AWAKE = 8.0
"""Seconds for which the dim screen shows everything after a key or a click."""

CURSOR_KEYS = {"up": Key.PREVIOUS, "down": Key.NEXT, "left": Key.BACK, "right": Key.FORWARD}

NIGHT = Style(color=colours.NIGHT)


class Session(Screen[None], inherit_bindings=False):
    """Everything that is seen while a session plays."""

    def __init__(self, console: Console, light: Light) -> None:
        super().__init__()
        self._desk = console
        self._light = light
        self._awake_until = 0.0
        self._minutes: int | None = None
        self._head, self._remark, self._foot = Line("head"), Line("remark"), Line("foot")
        self._chapters = Chapters(console)
        self._narration = Narration(console)
        self._strip = Strip(console)
        self._faders = tuple(Fader(console, part) for part in Part)
        self._night = Static(id="night")

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._head
        with Horizontal(id="middle"):
            yield self._chapters
            yield self._narration
        yield self._strip
        with Horizontal(id="faders"):
            yield from self._faders
        yield self._remark
        yield self._foot
        yield self._night

    def on_mount(self) -> None:
        """Begin to look at the session."""
        self.look()
        self.set_interval(TICK, self.look)

    def on_key(self, event: events.Key) -> None:
        """Wake, and change the light or ask for help."""
        self._wake()
        if event.character == "d":
            self._light = Light.FULL if self._light is Light.DIM else Light.DIM
            self._awake_until = 0.0
            self.look()
        elif event.character == "?":
            self.app.push_screen(Help())

    def on_click(self) -> None:
        """Wake; not before the click is over, so that it goes nowhere."""
        self._wake()

    def look(self) -> None:
        """Draw what has changed."""
        asleep = self._light is Light.DIM and time.monotonic() >= self._awake_until
        self.set_class(asleep, "-night")
        if asleep:
            self._look_at_night()
            return
        console = self._desk
        status, captions = console.status, console.captions
        narrow = self.has_class("-narrow")
        self._head.put(place(captions, status) if narrow else title(captions), state(status))
        self._remark.put(Text(printable(console.remark), style=QUIET))
        self._remark.display = bool(console.remark)
        mat = mat_time(console.timeline, status.position)
        self._foot.put(clocks(mat, status), Text(HINT, style=QUIET))
        for widget in (self._chapters, self._narration, self._strip):
            widget.look(captions, status.position)
        for fader in self._faders:
            fader.look()

    def _wake(self) -> None:
        if self._light is Light.DIM:
            self._awake_until = time.monotonic() + AWAKE
            self.look()

    def _look_at_night(self) -> None:
        """One faint line: the minutes left, and nothing that moves each second."""
        left = max(self._desk.captions.frames - self._desk.status.position, 0)
        minutes = -(-left // (60 * RATE))
        if minutes != self._minutes:
            self._minutes = minutes
            self._night.update(Text(f"{minutes} min", style=NIGHT))


class Player(QuietApp[None]):
    """The application for one session."""

    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012 - as Textual has it
        (0, "-narrow"),
        (64, "-usual"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012 - as Textual has it
        (0, "-low"),
        (18, "-usual-height"),
        (34, "-tall"),
    ]
    CSS = """
    Session { layout: vertical; overflow: hidden; padding: 1 2 0 2; }
    Session Line { height: 1; }
    #foot { margin: 1 0 0 0; }
    #middle { height: 1fr; margin: 1 0; }
    Chapters { width: 24; margin: 0 2 0 0; }
    Narration { width: 1fr; }
    Strip { height: 4; }
    #faders { height: 1; margin: 1 0 0 0; }
    Fader { width: 1fr; height: 1; margin: 0 3 0 0; }
    #fader-cues { margin: 0; }
    #night { display: none; width: 100%; height: 100%; content-align: center middle; }

    Session.-wide Chapters { width: 32; margin: 0 4 0 0; }
    Session.-wide { padding: 1 4 0 4; }
    Session.-tall Strip { height: 7; margin: 1 0 0 0; }
    Session.-tall #faders { margin: 2 0 1 0; }

    Session.-narrow { padding: 0; }
    Session.-narrow Chapters { display: none; }
    Session.-narrow #faders { height: 3; layout: vertical; }
    Session.-narrow Fader { margin: 0; }
    Session.-low { padding-top: 0; }
    Session.-low #middle { margin: 0; }
    Session.-low #faders { display: none; }
    Session.-low #foot { margin: 0; }
    Session.-low Strip { height: 1; }

    Session.-night { padding: 0; background: $night-ground; }
    Session.-night > * { display: none; }
    Session.-night #night { display: block; }

    Help { align: center middle; background: $background; }
    #help { width: auto; max-width: 100%; height: auto; padding: 0 2; }
    """

    def __init__(self, console: Console, light: Light) -> None:
        super().__init__()
        self._desk = console
        self._light = light

    def get_default_screen(self) -> Screen[None]:
        """The session."""
        return Session(self._desk, self._light)

    def on_key(self, event: events.Key) -> None:
        """Obey a command, on whatever page it is given."""
        if event.key == "ctrl+c":
            # In this mode of the terminal it is a key; what it means is decided where signals are.
            signal.raise_signal(signal.SIGINT)
            return
        key = CURSOR_KEYS.get(event.key)
        if key is None and event.is_printable and event.character:
            key = meaning(event.character.encode())
        if key is not None:
            KEYS[key](self._desk)
