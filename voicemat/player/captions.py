"""What a person reads while listening: the chapter and the sentence at a frame."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from voicemat.timeline.model import BusName, Clip, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a sentence: its characters in the text from `first` up to `last`, and the frames
    from `start` up to `end` in which it sounds.
    """

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A spoken text and the frames from `start` up to `end` in which it sounds.

    `words` are in order of time; there are none where the voice does not tell when it says each.
    """

    text: str
    start: int
    end: int
    words: tuple[Word, ...] = ()

    def word(self, frame: int) -> Word | None:
        """The word that sounds at `frame`, or sounded last; None before the first."""
        index = bisect_right(self.words, frame, key=_start)
        return self.words[index - 1] if index else None


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
        self.sentences = tuple(
            sorted(
                (
                    Sentence(text=text, start=clip.start, end=clip.end, words=_words(clip, text))
                    for bus in timeline.buses
                    if bus.name == BusName.VOICE
                    for track in bus.tracks
                    for clip in track.clips
                    if (text := printable(clip.text))
                ),
                key=_start,
            )
        )
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


def _words(clip: Clip, shown: str) -> tuple[Word, ...]:
    """When the words of a clip sound in the session; none where the text is shown otherwise than
    it is written, so that a word would be lit in the wrong place.
    """
    if shown != clip.text:
        return ()
    begin = clip.start - clip.offset
    return tuple(
        Word(first=word.start, last=word.end, start=begin + word.begin, end=begin + word.finish)
        for word in clip.words
    )


def _start(item: Heading | Sentence | Word) -> int:
    return item.start


def printable(text: str) -> str:
    """`text` on one line, without control characters, which a terminal would obey."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
