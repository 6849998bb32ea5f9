"""The places of a session that a listener can go to: chapters, and spoken lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from voicemat.timeline.comparison import spoken
from voicemat.timeline.model import Timeline
from voicemat.units import RATE

CHAPTER_GRACE = 3 * RATE
"""Within so many frames of a chapter's start, "previous" means the chapter before."""

LINE_GRACE = 2 * RATE
"""The same for a line."""

BEFORE_LINE = RATE // 4
"""Frames of quiet before a line that is gone to, so that its first sound is not faded in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Frames to go to, in order of time."""

    chapters: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()

    @classmethod
    def of(cls, timeline: Timeline) -> Self:
        """The chapters of a timeline, and its spoken lines with a little quiet before each."""
        lines: list[int] = []
        free = 0
        for clip in spoken(timeline):
            lines.append(max(clip.start - BEFORE_LINE, min(free, clip.start), 0))
            free = clip.end
        return cls(
            chapters=tuple(chapter.start for chapter in timeline.chapters), lines=tuple(lines)
        )


def after(marks: Sequence[int], frame: int) -> int | None:
    """The first mark after `frame`; None after the last."""
    index = bisect_right(marks, frame)
    return marks[index] if index < len(marks) else None


def before(marks: Sequence[int], frame: int, grace: int) -> int:
    """The mark that `frame` lies after, or within `grace` of it the one before; 0 before all."""
    index = bisect_right(marks, frame)
    if index > 1 and frame - marks[index - 1] < grace:
        index -= 1
    return marks[index - 1] if index else 0
