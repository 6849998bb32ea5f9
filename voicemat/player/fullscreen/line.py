"""A line with something at each side, and what the lines of the screen say."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from voicemat.player.captions import Captions
from voicemat.player.fullscreen import colours
from voicemat.player.mat import MatTime
from voicemat.player.transport import State, Status
from voicemat.units import RATE, clock

QUIET = Style(color=colours.QUIET)
LIT = Style(color=colours.LIT)
TITLE = Style(color=colours.LIT, bold=True)

PARTED = "   "


class Line(Widget):
    """One row: a text at the left, cut where it has no room, and one at the right."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._texts = (Text(), Text())

    @property
    def plain(self) -> tuple[str, str]:
        """What stands at the left and at the right, without its colours."""
        left, right = self._texts
        return left.plain, right.plain

    def put(self, left: Text, right: Text | None = None) -> None:
        """Draw these texts, if they are new."""
        texts = left, right or Text()
        if texts != self._texts:
            self._texts = texts
            self.refresh()

    def render(self) -> Text:
        """The two, as far apart as there is room."""
        left, right = (text.copy() for text in self._texts)
        width = self.size.width
        if right.cell_len > width - 10:
            right = Text()
        left.truncate(max(width - right.cell_len - 1, 0), overflow="ellipsis", pad=True)
        return left + Text(" ") + right if right else left


def title(captions: Captions) -> Text:
    """The session's title."""
    return Text(captions.title, style=TITLE)


def place(captions: Captions, status: Status) -> Text:
    """The title and the chapter, where there is no room for a list of chapters."""
    line = title(captions)
    chapter = captions.heading(status.position)
    if chapter is not None:
        line.append(f"{PARTED}{chapter.number}/{len(captions.headings)} ", QUIET)
        line.append(chapter.title, QUIET)
    return line


def state(status: Status) -> Text:
    """What the player is doing; loud enough to be found when it is not playing."""
    return Text(str(status.state), style=QUIET if status.state is State.PLAYING else LIT)


def clocks(mat: MatTime | None, status: Status) -> Text:
    """The timer and the mat clock."""
    line = Text(style=QUIET)
    if status.timer is not None:
        line.append("timer ")
        line.append(_clock(status.timer), LIT)
    if mat is not None:
        line.append(f"{PARTED if line.plain else ''}mat ")
        line.append(_clock(mat.gone), LIT if mat.lying else QUIET)
        line.append(f" of {clock(mat.planned)}")
        if mat.cap is not None:
            line.append(f", at most {clock(mat.cap)}")
    return line


def _clock(frames: int) -> str:
    return clock(frames - frames % RATE)
