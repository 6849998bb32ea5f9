"""The screen for a terminal: a few calm lines, redrawn in place, and single keys."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, suppress

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from voicemat.player.captions import Captions, printable
from voicemat.player.console import Console as Session
from voicemat.player.keys import KEYS, in_foreground, keyboard
from voicemat.player.screen import TICK
from voicemat.player.transport import Status
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

    def __init__(self) -> None:
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
        self._drawn: object = None
        self._wrapped: tuple[int, int, int] = (0, 0, 0)

    def run(self, session: Session) -> None:
        """Draw and answer keys until the session is over."""
        held = ExitStack()
        try:
            held.enter_context(self._keyboard)
            held.enter_context(self._live)
            while session.attend():
                self._show(session)
                key = self._keyboard.read(TICK)
                if key is not None:
                    KEYS[key](session)
        finally:
            with suppress(OSError):  # the terminal may be gone
                held.close()
        with suppress(OSError):
            self._console.print(self._farewell(session), style=QUIET)

    def _show(self, session: Session) -> None:
        """Draw, if anything that is seen has changed."""
        status, captions = session.status, session.captions
        seen = (
            status.state,
            status.position // RATE,
            status.levels,
            session.edition,
            session.remark,
            captions.heading(status.position),
            captions.sentence(status.position),
            self._console.size,
        )
        if seen != self._drawn:
            self._drawn = seen
            with suppress(OSError):
                self._live.update(self._picture(session), refresh=True)

    def _picture(self, session: Session) -> RenderableType:
        status, captions = session.status, session.captions
        width = min(WIDTH, self._console.width - 2)
        sentence = captions.sentence(status.position)
        height = self._sentence_height(session, width)
        lines = list(
            Text(self._writable(sentence.text)).wrap(self._console, width) if sentence else ()
        )
        if len(lines) > height:
            lines[height - 1].append(self._writable("…"))
        lines = lines[:height] + [Text()] * (height - len(lines))
        return Group(
            Text(),
            self._where(captions, status.position),
            self._progress(status, captions.frames, width),
            Text(),
            *lines,
            Text(),
            *self._remarks(session),
            Text(self._help(), style=QUIET, no_wrap=True, overflow="ellipsis"),
        )

    def _remarks(self, session: Session) -> tuple[Text, ...]:
        """No line at all unless there is something to say."""
        if not session.remark:
            return ()
        remark = self._writable(printable(session.remark))
        return (Text(remark, no_wrap=True, overflow="ellipsis"),)

    def _where(self, captions: Captions, position: int) -> Text:
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(self._writable(captions.title), style=QUIET)
        heading = captions.heading(position)
        if heading is not None:
            line.append(f"  {heading.number}/{len(captions.headings)}  ", style=QUIET)
            line.append(self._writable(heading.title))
        return line

    def _progress(self, status: Status, frames: int, width: int) -> RenderableType:
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

    def _sentence_height(self, session: Session, width: int) -> int:
        if self._wrapped[:2] != (session.edition, width):
            heights = (
                len(Text(sentence.text).wrap(self._console, width))
                for sentence in session.captions.sentences
            )
            height = min(max(heights, default=0), SENTENCE_LINES)
            self._wrapped = session.edition, width, height
        return self._wrapped[2]

    def _farewell(self, session: Session) -> Text:
        position, captions = session.status.position, session.captions
        over = position >= captions.frames
        ending = "the end" if over else f"stopped at {clock(position)}"
        return Text(f"{self._writable(captions.title)}: {ending}")

    def _help(self) -> str:
        return HELP if self._writable(HELP) == HELP else HELP_IN_ASCII

    def _writable(self, text: str) -> str:
        """`text` with what the terminal's encoding lacks replaced."""
        return text.encode(self._console.encoding, "replace").decode(self._console.encoding)
