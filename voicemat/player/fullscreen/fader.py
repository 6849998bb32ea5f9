"""A fader for the level of a part."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

from voicemat.player.console import LEVEL_STEP, Console
from voicemat.player.faders import HIGHEST, LOWEST, Part
from voicemat.player.fullscreen import colours

LABEL, VALUE = 6, 4
"""Columns of the part's name, and of its level in decibels."""

BELOW, KNOB, ABOVE = "━", "●", "─"

COLOURS = {Part.VOICE: colours.VOICE, Part.MUSIC: colours.MUSIC, Part.CUES: colours.CUES}
NAME = Style(color=colours.QUIET)
TROUGH = Style(color=colours.FAINT)
HANDLE = Style(color=colours.LIT)


class Fader(Widget):
    """A part's level from `LOWEST` to `HIGHEST`, moved by a click, a drag or the wheel."""

    ALLOW_SELECT = False

    def __init__(self, console: Console, part: Part) -> None:
        super().__init__(id=f"fader-{part}")
        self._desk = console
        self._part = part
        self._seen: float | None = None
        self._dragged = False

    def look(self) -> None:
        """Draw anew if the fader was moved."""
        if self._level != self._seen:
            self._seen = self._level
            self.refresh()

    @property
    def _level(self) -> float:
        return self._desk.status.levels.of(self._part)

    @property
    def _track(self) -> int:
        return max(self.size.width - LABEL - VALUE - 1, 2)

    def render(self) -> Text:
        """Name, track with knob, decibels."""
        place = round((self._level - LOWEST) / (HIGHEST - LOWEST) * (self._track - 1))
        line = Text(f"{self._part:<{LABEL}}", style=NAME)
        line.append(BELOW * place, Style(color=COLOURS[self._part]))
        line.append(KNOB, HANDLE)
        line.append(ABOVE * (self._track - 1 - place), TROUGH)
        sign = "+" if self._level > 0 else ""
        line.append(f"{sign + format(self._level, '.0f'):>{VALUE}}", NAME)
        return line

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the knob under the pointer."""
        self._dragged = True
        self.capture_mouse()
        self._put(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow a pointer that is held down."""
        if self._dragged:
            self._put(event.x)

    def on_mouse_up(self) -> None:
        """Let go of the pointer."""
        self._dragged = False
        self.release_mouse()

    def on_mouse_scroll_up(self) -> None:
        """A step louder."""
        self._desk.move_level(self._part, LEVEL_STEP)

    def on_mouse_scroll_down(self) -> None:
        """A step softer."""
        self._desk.move_level(self._part, -LEVEL_STEP)

    def _put(self, x: int) -> None:
        part = min(max(x - LABEL, 0), self._track - 1) / (self._track - 1)
        self._desk.set_level(self._part, float(round(LOWEST + part * (HIGHEST - LOWEST))))
