"""What a person reads while listening: the chapter and the sentence at a frame."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from voicemat.timeline.model import Timeline
from voicemat.timeline.sentences import Sentence, printable, sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A chapter's title, its start, and its number, counted from 1."""

    title: str
    start: int
    number: int


class Captions:
    """The headings and sentences of a timeline, in order of time."""

    def __init__(self, timeline: Timeline) -> None:
        self.title = printable(timeline.tags.title)
        self.frames = timeline.frames
        self.headings = tuple(
            Heading(title=printable(chapter.title), start=chapter.start, number=number)
            for number, chapter in enumerate(timeline.chapters, 1)
        )
        self.sentences = sentences(timeline)
        self._all: tuple[Heading | Sentence, ...] = tuple(
            sorted((*self.headings, *self.sentences), key=_start)
        )

    def heading(self, frame: int) -> Heading | None:
        """The chapter that `frame` lies in; None before the first."""
        index = bisect_right(self.headings, frame, key=_start)
        return self.headings[index - 1] if index else None

    def begun(self, frame: int) -> int:
        """How many sentences have begun before `frame` or at it."""
        return bisect_right(self.sentences, frame, key=_start)

    def sentence(self, frame: int) -> Sentence | None:
        """The sentence that sounds at `frame`, the later one of two; None in a silence."""
        index = self.begun(frame)
        if index and frame < self.sentences[index - 1].end:
            return self.sentences[index - 1]
        return None

    def between(self, start: int, end: int) -> tuple[Heading | Sentence, ...]:
        """What begins from `start` up to `end`, in order of time, a heading first."""
        first, last = (bisect_left(self._all, frame, key=_start) for frame in (start, end))
        return self._all[first:last]


def _start(item: Heading | Sentence) -> int:
    return item.start
