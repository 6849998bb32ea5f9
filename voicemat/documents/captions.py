"""The captions of a session: what is read while a sentence sounds, whatever the file's format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from voicemat.documents.lines import TOGETHER, lines
from voicemat.timeline.model import Timeline
from voicemat.timeline.sentences import Sentence, Word, sentences
from voicemat.units import RATE

LINGER = RATE
"""Frames that a caption stays after its last word, where nothing follows: one second, to read the
end of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some of a line's text, and the frame from which on it is said; None where nobody tells."""

    text: str
    start: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Lines that stand on the screen from frame `start` up to `end`.

    The pieces of a line, one after another, are its text.
    """

    start: int
    end: int
    lines: tuple[tuple[Piece, ...], ...]

    @property
    def text(self) -> str:
        """The lines, each but the first after a line end."""
        return "\n".join("".join(piece.text for piece in line) for line in self.lines)


def captions(timeline: Timeline) -> tuple[Caption, ...]:
    """The captions of a timeline, in order of time; none overlaps the next, all lie in the session.

    A sentence is one caption. One that needs more than two lines becomes several, which follow one
    another as their first words are said; where the voice does not tell when that is, it stays one.
    A caption stays until its sentence ends, and for `LINGER` after it.
    """
    begun = [part for sentence in sentences(timeline) for part in _parts(sentence)]
    ends = [part.start for part in begun[1:]] + [timeline.frames]
    return tuple(
        Caption(
            start=part.start,
            end=min(part.end + LINGER, end, timeline.frames),
            lines=part.lines,
        )
        for part, end in zip(begun, ends, strict=False)  # without speech there is an end only
        if part.start < min(end, timeline.frames)
    )


def _parts(sentence: Sentence) -> Iterator[Caption]:
    """The captions of a sentence, each ending where its last word does."""
    words = in_order(sentence.words)
    places = lines(sentence.text)
    starts = [_said(words, first) for first, _ in places]
    groups: list[tuple[int, list[tuple[int, int]]]] = []
    for number, place in enumerate(places):
        start = starts[number]
        if not groups:
            groups.append((sentence.start, [place]))
        elif start is not None and len(groups[-1][1]) >= TOGETHER and start > groups[-1][0]:
            groups.append((start, [place]))
        else:
            groups[-1][1].append(place)
    ends = [start for start, _ in groups[1:]] + [sentence.end]
    for (start, group), end in zip(groups, ends, strict=True):
        yield Caption(
            start=start,
            end=end,
            lines=tuple(pieces(sentence.text, words, *place) for place in group),
        )


def pieces(text: str, words: Sequence[Word], first: int, last: int) -> tuple[Piece, ...]:
    """The characters of `text` from `first` up to `last`, cut where a word of `words` begins."""
    starts = {word.first: word.start for word in words if first <= word.first < last}
    cuts = sorted({first, last, *starts})
    return tuple(
        Piece(text=text[begin:end], start=starts.get(begin)) for begin, end in pairwise(cuts)
    )


def in_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """`words` without those that stand in the text before one that is said earlier."""
    found: list[Word] = []
    for word in words:
        if not found or (word.first >= found[-1].last and word.start >= found[-1].start):
            found.append(word)
    return tuple(found)


def _said(words: Sequence[Word], place: int) -> int | None:
    """When the first word from a place in the text on is said."""
    return next((word.start for word in words if word.first >= place), None)
