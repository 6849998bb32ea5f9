"""The screen for a terminal: a few calm lines, redrawn in place, and single keys."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from voicemat.player.captions import Captions, printable
from voicemat.player.keys import Key, in_foreground, keyboard
from voicemat.player.transport import State, Status
from voicemat.units import RATE, clock

WIDTH = 78
"""Columns used at most, so that a line is read in one glance."""

BAR_WIDTH = 36

SENTENCE_LINES = 4
"""Lines kept for the spoken sentence at most."""

HELP = "space pause   ←/→ 15 s   ↑/↓ chapter   q quit"
HELP_IN_ASCII = "space pause   left/right 15 s   up/down chapter   q quit"

QUIET = "bright_black"
"""The style of what need not be read: grey."""


def available() -> bool:
    """Whether this process may draw on a terminal at standard output and read its keys."""
    return (
        sys.stdin is not None
        and sys.stdin.isatty()
        and sys.stdout is not None
        and sys.stdout.isatty()
        and os.environ.get("TERM") != "dumb"
        and in_foreground()
    )


class TerminalScreen:
    """Draws at most when a word or a second changes.

    Height is fixed by the longest sentence, so that nothing on the screen moves.
    """

    def __init__(self, captions: Captions) -> None:
        self._captions = captions
        self._console = Console(file=sys.stdout, highlight=False, emoji=False)
        self._live = Live(
            console=self._console,
            auto_refresh=False,
            transient=True,
            vertical_overflow="crop",
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._keyboard = keyboard()
        self._held = ExitStack()
        self._drawn: object = None
        self._last = Status(state=State.PLAYING, position=0)
        self._wrapped = (0, 0)
        self._remark = ""

    def __enter__(self) -> Self:
        with ExitStack() as held:
            held.enter_context(self._keyboard)
            held.enter_context(self._live)
            self._held = held.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # the terminal may be gone
            self._held.close()
            if error is None:
                self._console.print(self._farewell(), style=QUIET)

    def read(self, seconds: float) -> Key | None:
        """The next key; None when none was pressed for `seconds`."""
        return self._keyboard.read(seconds)

    def revise(self, captions: Captions) -> None:
        """Draw what `captions` say from here on."""
        self._captions = captions
        self._wrapped = (0, 0)
        self._drawn = None

    def remark(self, text: str) -> None:
        """Draw a line about the session above the keys."""
        self._remark = printable(text)
        self._drawn = None

    def show(self, status: Status) -> None:
        """Draw, if anything that is seen has changed."""
        self._last = status
        seen = (
            status.state,
            status.position // RATE,
            self._captions.heading(status.position),
            self._captions.sentence(status.position),
            self._console.size,
        )
        if seen != self._drawn:
            self._drawn = seen
            with suppress(OSError):
                self._live.update(self.picture(status), refresh=True)

    def picture(self, status: Status) -> RenderableType:
        """What is drawn for `status`."""
        captions, position = self._captions, status.position
        width = min(WIDTH, self._console.width - 2)
        sentence = captions.sentence(position)
        height = self._sentence_height(width)
        lines = list(
            Text(self._writable(sentence.text)).wrap(self._console, width) if sentence else ()
        )
        if len(lines) > height:
            lines[height - 1].append(self._writable("…"))
        lines = lines[:height] + [Text()] * (height - len(lines))
        return Group(
            Text(),
            self._where(position),
            self._progress(status, width),
            Text(),
            *lines,
            Text(),
            *self._remarks(),
            Text(self._help(), style=QUIET, no_wrap=True, overflow="ellipsis"),
        )

    def _remarks(self) -> tuple[Text, ...]:
        """No line at all unless the session is being written meanwhile."""
        if not self._remark:
            return ()
        return (Text(self._writable(self._remark), no_wrap=True, overflow="ellipsis"),)

    def _where(self, position: int) -> Text:
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(self._writable(self._captions.title), style=QUIET)
        heading = self._captions.heading(position)
        if heading is not None:
            line.append(f"  {heading.number}/{len(self._captions.headings)}  ", style=QUIET)
            line.append(self._writable(heading.title))
        return line

    def _progress(self, status: Status, width: int) -> RenderableType:
        frames = self._captions.frames
        second = status.position - status.position % RATE  # so that both times change together
        gone, left = clock(second), f"-{clock(frames - second)}"
        state = str(status.state)
        spare = width - len(gone) - len(left) - len("fading out") - 4
        bar = ProgressBar(
            total=frames,
            completed=status.position,
            width=max(min(BAR_WIDTH, spare), 0),
            style=QUIET,
            complete_style="cyan",
            finished_style="cyan",
        )
        row = Table.grid(padding=(0, 2, 0, 0))
        row.add_row(Text(gone), bar, Text(left), Text(state, style=QUIET))
        return row

    def _sentence_height(self, width: int) -> int:
        if self._wrapped[0] != width:
            heights = (
                len(Text(sentence.text).wrap(self._console, width))
                for sentence in self._captions.sentences
            )
            self._wrapped = width, min(max(heights, default=0), SENTENCE_LINES)
        return self._wrapped[1]

    def _farewell(self) -> Text:
        position = self._last.position
        over = position >= self._captions.frames
        ending = "the end" if over else f"stopped at {clock(position)}"
        return Text(f"{self._writable(self._captions.title)}: {ending}")

    def _help(self) -> str:
        return HELP if self._writable(HELP) == HELP else HELP_IN_ASCII

    def _writable(self, text: str) -> str:
        """`text` with what the terminal's encoding lacks replaced."""
        return text.encode(self._console.encoding, "replace").decode(self._console.encoding)
