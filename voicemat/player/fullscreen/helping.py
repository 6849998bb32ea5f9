"""The page that tells what each key does."""

from __future__ import annotations

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from voicemat.player.fullscreen import colours

KEYS = (
    ("space", "pause, go on"),
    ("← →", "15 seconds back, on"),
    (", .", "sentence back, on"),
    ("↑ ↓", "chapter back, on"),
    ("r", "from the beginning"),
    ("v V", "voice softer, louder"),
    ("m M", "music softer, louder"),
    ("c C", "cues softer, louder"),
    ("- +", "timer 5 minutes less, more"),
    ("e", "go on longer"),
    ("d", "almost nothing on the screen"),
    ("q", "fade out and leave"),
)

MOUSE = "Mouse: click a chapter, a sentence or the picture to go there; drag a fader."


class Help(ModalScreen[None], inherit_bindings=False):
    """A page over the session; any key but a command closes it."""

    def compose(self) -> ComposeResult:
        """The keys, one a row."""
        yield Static(page(), id="help")

    def on_key(self, event: events.Key) -> None:
        """Close it. What is a command is also obeyed."""
        if event.key != "ctrl+c":
            self.dismiss()

    def on_click(self) -> None:
        """Close it."""
        self.dismiss()


def page() -> Table:
    """The keys and what they do."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for keys, meaning in KEYS:
        table.add_row(
            Text(keys, style=Style(color=colours.WORD)),
            Text(meaning, style=Style(color=colours.LIT)),
        )
    table.add_row()
    table.add_row(Text(), Text(MOUSE, style=Style(color=colours.QUIET)))
    return table
