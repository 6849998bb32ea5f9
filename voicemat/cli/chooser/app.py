"""The screen to choose on: routines, and how the chosen one shall be heard."""

from __future__ import annotations

import signal
from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from voicemat.cli.chooser.memory import Choice, Memory
from voicemat.cli.chooser.offers import Offer, Offers
from voicemat.player.fullscreen import colours
from voicemat.player.fullscreen.quiet import QuietApp

LIT = Style(color=colours.LIT)
CHOSEN = Style(color=colours.WORD, bold=True)
QUIET = Style(color=colours.QUIET)

HERE, BACK, ON = "▸", "‹", "›"
BY_ITSELF = "the routine's"
RANGE = 12
"""Columns of a range of lengths."""

INTERRUPTED = 128 + signal.SIGINT

FAR = 10**6
ROUTINE_BY = {"up": -1, "down": 1, "pageup": -5, "pagedown": 5, "home": -FAR, "end": FAR}
FIELD_BY = {"tab": 1, "shift+tab": -1}
VALUE_BY = {"left": -1, "right": 1}
"""How far a key goes."""

HINT = "↑ ↓ routine   tab length, voice, music   ← → change   enter play   q leave"


class Shelf(Widget):
    """The routines, one a row."""

    class Picked(Message):
        """A row was clicked; a second time means: play it."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, routines: Sequence[Offer]) -> None:
        super().__init__()
        self._routines = routines
        self._current = 0
        self._first = 0

    def put(self, current: int) -> None:
        """Mark a routine."""
        self._current = current
        self.refresh()

    def render(self) -> Text:
        """The routines that have room, the marked one among them."""
        width, height = self.size
        last = max(len(self._routines) - height, 0)
        self._first = max(min(self._current - height // 2, last), 0)
        rows = []
        for index, offer in enumerate(self._routines[self._first : self._first + height]):
            current = self._first + index == self._current
            row = Text()
            row.append(f"{HERE if current else ' '} ", CHOSEN)
            row.append(offer.title, CHOSEN if current else LIT)
            if offer.own:
                row.append("  yours", QUIET)
            row.truncate(max(width - RANGE, 2), overflow="ellipsis", pad=True)
            row.append(f"{offer.range:>{RANGE}}", QUIET)
            rows.append(row)
        return Text("\n", end="").join(rows)

    def on_click(self, event: events.Click) -> None:
        """Pick the routine under the pointer."""
        index = self._first + event.y
        if index < len(self._routines):
            self.post_message(self.Picked(index))


class Field(Widget):
    """A value among several, with its name. A click on its left half goes back, else on."""

    class Moved(Message):
        """The field was clicked: `by` is -1 or 1."""

        def __init__(self, field: Field, by: int) -> None:
            super().__init__()
            self.field = field
            self.by = by

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._name_shown = name
        self._values: tuple[str | None, ...] = (None,)
        self._index = 0
        self._active = False

    @property
    def value(self) -> str | None:
        """What is chosen; None for the routine's own."""
        return self._values[self._index]

    def offer(self, values: tuple[str | None, ...], value: str | None) -> None:
        """Offer these, and choose `value` if it is among them, else the first."""
        self._values = values
        self._index = values.index(value) if value in values else 0
        self.refresh()

    def move(self, by: int) -> None:
        """Choose another, round and round."""
        self._index = (self._index + by) % len(self._values)
        self.refresh()

    def activate(self, active: bool) -> None:
        """Show whether the arrow keys change this one."""
        self._active = active
        self.refresh()

    def render(self) -> Text:
        """The name over the value."""
        style = CHOSEN if self._active else LIT
        text = Text(f"{self._name_shown}\n", style=QUIET)
        text.append(f"{BACK} ", style if self._active else QUIET)
        text.append(self.value or BY_ITSELF, style)
        text.append(f" {ON}", style if self._active else QUIET)
        return text

    def on_click(self, event: events.Click) -> None:
        """One back or on."""
        width = len(self.value or BY_ITSELF) + 4
        self.post_message(self.Moved(self, -1 if event.x < width // 2 else 1))


class Chooser(QuietApp[Choice]):
    """Returns the choice; None when the listener leaves without one."""

    CSS = """
    Chooser Screen { layout: vertical; overflow: hidden; padding: 1 2 0 2; }
    Shelf { height: 1fr; margin: 1 0; }
    #summary { height: 3; color: $foreground; }
    #fields { height: 3; }
    Field { width: 1fr; height: 2; }
    #hint { height: 1; }
    """

    def __init__(self, offers: Offers, memory: Memory) -> None:
        super().__init__()
        self._offers = offers
        self._memory = memory
        names = [offer.name for offer in offers.routines]
        last = memory.last
        self._current = names.index(last.routine) if last and last.routine in names else 0
        self._shelf = Shelf(offers.routines)
        self._summary = Static(id="summary")
        self._length, self._voice, self._music = Field("length"), Field("voice"), Field("music")
        self._fields = (self._length, self._voice, self._music)
        self._active = 0

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Static(Text("What would you like to hear?", style=QUIET), id="question")
        yield self._shelf
        yield self._summary
        with Horizontal(id="fields"):
            yield from self._fields
        yield Static(Text(HINT, style=QUIET, no_wrap=True, overflow="ellipsis"), id="hint")

    def on_mount(self) -> None:
        """Mark what was chosen last."""
        self._pick(self._current)
        self._activate(0)

    def on_key(self, event: events.Key) -> None:
        """Move, change, play or leave."""
        if event.key in ROUTINE_BY:
            self._pick(self._current + ROUTINE_BY[event.key])
        elif event.key in FIELD_BY:
            self._activate(self._active + FIELD_BY[event.key])
        elif event.key in VALUE_BY:
            self._fields[self._active].move(VALUE_BY[event.key])
        elif event.key == "enter":
            self._play()
        elif event.key in ("q", "escape"):
            self.exit()
        elif event.key == "ctrl+c":  # in this mode of the terminal it is a key
            self.exit(return_code=INTERRUPTED)

    def on_shelf_picked(self, message: Shelf.Picked) -> None:
        """The first click marks a routine, the second plays it."""
        if message.index == self._current:
            self._play()
        else:
            self._pick(message.index)

    def on_field_moved(self, message: Field.Moved) -> None:
        """A click in a field changes it."""
        self._activate(self._fields.index(message.field))
        message.field.move(message.by)

    def on_mouse_scroll_down(self) -> None:
        """The next routine."""
        self._pick(self._current + 1)

    def on_mouse_scroll_up(self) -> None:
        """The one before."""
        self._pick(self._current - 1)

    def _pick(self, index: int) -> None:
        self._current = min(max(index, 0), len(self._offers.routines) - 1)
        offer = self._offers.routines[self._current]
        before = self._memory.of(offer.name)
        self._shelf.put(self._current)
        self._summary.update(Text(offer.summary, style=LIT))
        length = before.length if before.length in offer.lengths else offer.usual
        self._length.offer(offer.lengths or (None,), length)
        self._voice.offer((None, *self._offers.voices), before.voice)
        self._music.offer((None, *self._offers.beds), before.music)

    def _activate(self, index: int) -> None:
        self._active = index % len(self._fields)
        for number, field in enumerate(self._fields):
            field.activate(number == self._active)

    def _play(self) -> None:
        offer = self._offers.routines[self._current]
        self.exit(
            Choice(
                routine=offer.name,
                length=self._length.value,
                voice=self._voice.value,
                music=self._music.value,
            )
        )
