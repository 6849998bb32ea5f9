"""A session that plays nothing: a console that keeps what it is told and moves at once."""

from __future__ import annotations

from dataclasses import replace

from voicemat.player.captions import Captions
from voicemat.player.faders import Levels, Part
from voicemat.player.marks import Marks, after, before
from voicemat.player.transport import State, Status
from voicemat.timeline.model import Timeline


class StillConsole:
    """A `Console` at a frame of a timeline, where time moves only by command."""

    def __init__(self, timeline: Timeline, *, position: int = 0) -> None:
        self.timeline = timeline
        self.captions = Captions(timeline)
        self.edition = 0
        self.remark = ""
        self.start = position
        self.status = Status(state=State.PLAYING, position=position, levels=Levels())
        self.quits = 0
        self.extended = 0
        self._marks = Marks.of(timeline)

    def revise(self, timeline: Timeline) -> None:
        """Another session from here on."""
        self.timeline, self.captions = timeline, Captions(timeline)
        self.edition += 1

    def attend(self) -> bool:
        return self.status.state is not State.ENDED

    def toggle(self) -> None:
        paused = self.status.state is State.PAUSED
        self.resume() if paused else self.pause()

    def pause(self) -> None:
        self.status = replace(self.status, state=State.PAUSED)

    def resume(self) -> None:
        self.status = replace(self.status, state=State.PLAYING)

    def seek(self, frames: int) -> None:
        self.go(self.status.position + frames)

    def go(self, frame: int) -> None:
        place = min(max(frame, 0), self.timeline.frames)
        self.status = replace(self.status, position=place, seeks=self.status.seeks + 1)

    def next_chapter(self) -> None:
        self.go(after(self._marks.chapters, self.status.position) or self.status.position)

    def previous_chapter(self) -> None:
        self.go(before(self._marks.chapters, self.status.position, 1))

    def next_line(self) -> None:
        self.go(after(self._marks.lines, self.status.position) or self.status.position)

    def previous_line(self) -> None:
        self.go(before(self._marks.lines, self.status.position, 1))

    def restart(self) -> None:
        self.go(0)

    def move_level(self, part: Part, change: float) -> None:
        self.set_level(part, self.status.levels.of(part) + change)

    def set_level(self, part: Part, level: float) -> None:
        self.status = replace(self.status, levels=self.status.levels.put(part, level))

    def move_timer(self, frames: int) -> None:
        timer = self.status.timer or self.timeline.frames - self.status.position
        self.status = replace(self.status, timer=timer + frames)

    def extend(self) -> None:
        self.extended += 1

    def quit(self) -> None:
        self.quits += 1
