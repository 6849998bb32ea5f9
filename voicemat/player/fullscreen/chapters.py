"""The chapters, and which one is heard."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

from voicemat.player.captions import Captions
from voicemat.player.console import Console
from voicemat.player.fullscreen import colours

HERE = "▸"

CURRENT = Style(color=colours.LIT, bold=True)
PAST = Style(color=colours.QUIET)
COMING = Style(color=colours.FAINT)


class Chapters(Widget):
    """One row for each chapter; the list moves with the one that is heard. A click goes there."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._desk = console
        self._seen: object = None
        self._first = 0

    def look(self, captions: Captions, frame: int) -> None:
        """Draw anew if another chapter is heard at `frame`."""
        seen = (captions, captions.heading(frame))
        if seen != self._seen:
            self._seen = seen
            self.refresh()

    def render(self) -> Text:
        """The chapters that have room, the current one among them."""
        width, height = self.size
        captions = self._desk.captions
        heading = captions.heading(self._desk.status.position)
        current = heading.number - 1 if heading else -1
        self._first = max(min(current - height // 2, len(captions.headings) - height), 0)
        lines = []
        for index, each in enumerate(captions.headings[self._first : self._first + height]):
            number = self._first + index
            style = CURRENT if number == current else PAST if number < current else COMING
            line = Text(f"{HERE if number == current else ' '} {each.title}", style=style)
            line.truncate(width, overflow="ellipsis")
            lines.append(line)
        return Text("\n", end="").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Go to the chapter under the pointer."""
        headings = self._desk.captions.headings
        if self._first + event.y < len(headings):
            self._desk.go(headings[self._first + event.y].start)
