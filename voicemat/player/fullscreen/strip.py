"""The picture of the session with its playhead, and the time gone and left."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

from voicemat.player.captions import Captions
from voicemat.player.console import Console
from voicemat.player.fullscreen import colours
from voicemat.player.picture import Picture, draw
from voicemat.units import RATE, clock

STEPS = " ▁▂▃▄▅▆▇█"
STRIKE, BREATH = "●", "∙"
LINE, CHAPTER, PLAYHEAD = "─", "┴", "●"

MARGIN = 8
"""Columns on each side: a time such as 1:05:00 and a blank."""

NAME = Style(color=colours.QUIET)
AXIS = Style(color=colours.FAINT)
GONE = Style(color=colours.QUIET)
HEAD = Style(color=colours.WORD, bold=True)
TIME = Style(color=colours.LIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lane:
    """A lane's name, and how what was heard and what is to come are drawn."""

    name: str
    gone: Style
    coming: Style


VOICE = _Lane(
    name="voice",
    gone=Style(color=colours.VOICE),
    coming=Style(color=colours.VOICE_COMING),
)
MUSIC = _Lane(
    name="music",
    gone=Style(color=colours.MUSIC),
    coming=Style(color=colours.MUSIC_COMING),
)
CUES = _Lane(
    name="cues",
    gone=Style(color=colours.CUES),
    coming=Style(color=colours.CUES_COMING),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A picture and what it was drawn for."""

    edition: int
    columns: int
    picture: Picture


class Strip(Widget):
    """Three lanes over a line of time. A click or a drag goes to the moment under the pointer."""

    ALLOW_SELECT = False

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._desk = console
        self._seen: object = None
        self._drawn: _Drawn | None = None
        self._dragged = False

    def look(self, captions: Captions, frame: int) -> None:
        """Draw anew if the second has changed."""
        seen = (self._desk.edition, captions.frames, frame // RATE)
        if seen != self._seen:
            self._seen = seen
            self.refresh()

    @property
    def columns(self) -> int:
        """The width of the picture."""
        return max(self.size.width - 2 * MARGIN, 1)

    def render(self) -> Text:
        """The lanes as high as there is room, and the line of time."""
        height = max((self.size.height - 1) // 3, 0)
        picture, head = self._picture(), self._column(self._desk.status.position)
        rows = []
        if height:
            for lane, heights in ((VOICE, picture.voice), (MUSIC, picture.music)):
                for row in reversed(range(height)):
                    cells = "".join(_block(each, height, row) for each in heights)
                    rows.append(_painted(lane, cells, head, named=row == 0))
            marks = "".join(
                STRIKE if cue else BREATH if breath else " "
                for cue, breath in zip(picture.cues, picture.breaths, strict=True)
            )
            rows.append(_painted(CUES, marks, head))
        rows.append(self._time(head))
        return Text("\n", end="").join(rows)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the moment under the pointer, and follow it."""
        self._dragged = True
        self.capture_mouse()
        self._go(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow a pointer that is held down."""
        if self._dragged:
            self._go(event.x)

    def on_mouse_up(self) -> None:
        """Let go of the pointer."""
        self._dragged = False
        self.release_mouse()

    def _go(self, x: int) -> None:
        column = min(max(x - MARGIN, 0), self.columns - 1)
        self._desk.go(self._desk.captions.frames * column // self.columns)

    def _column(self, frame: int) -> int:
        frames = max(self._desk.captions.frames, 1)
        return min(frame * self.columns // frames, self.columns - 1)

    def _picture(self) -> Picture:
        edition, columns = self._desk.edition, self.columns
        drawn = self._drawn
        if drawn is None or (drawn.edition, drawn.columns) != (edition, columns):
            picture = draw(self._desk.timeline, columns)
            drawn = self._drawn = _Drawn(edition=edition, columns=columns, picture=picture)
        return drawn.picture

    def _time(self, head: int) -> Text:
        captions = self._desk.captions
        frame = self._desk.status.position
        second = frame - frame % RATE  # so that both times change together
        starts = {self._column(heading.start) for heading in captions.headings if heading.start}
        cells = "".join(CHAPTER if each in starts else LINE for each in range(self.columns))
        line = Text(f"{clock(second):<{MARGIN}}", style=TIME)
        line.append(cells[:head], GONE)
        line.append(PLAYHEAD, HEAD)
        line.append(cells[head + 1 :], AXIS)
        line.append(f"{'-' + clock(max(captions.frames - second, 0)):>{MARGIN}}", TIME)
        return line


def _painted(lane: _Lane, cells: str, head: int, *, named: bool = True) -> Text:
    line = Text(f"{lane.name if named else '':<{MARGIN}}", style=NAME)
    line.append(cells[:head], lane.gone)
    line.append(cells[head:], lane.coming)
    return line


def _block(value: float, height: int, row: int) -> str:
    """The part of a column of `value`, from 0 to 1, that lies in a row of `height`, from below."""
    steps = len(STEPS) - 1
    whole = round(value * height * steps)
    return STEPS[min(max(whole - row * steps, 0), steps)]
