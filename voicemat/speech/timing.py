"""When each word of a take is said, from the lengths that a model gave to its phonemes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from voicemat.speech.text import Piece
from voicemat.timeline.utterance import Word

_WORD = re.compile(r"\S*\w\S*")
_SAID = re.compile(r"[^\W\d_]")


def timed(text: str, phonemes: str, lengths: Sequence[int], frames: int) -> tuple[Word, ...]:
    """The words of `text`, which was said as `phonemes` (words parted by spaces).

    `lengths` holds the model's length of each phoneme with one silence before and one after, in
    any unit; together they are the take's `frames`. Words and groups of phonemes belong together
    in order where there are as many of both; else each word takes the part of the time that it
    takes of the letters.
    """
    ends = np.cumsum(lengths) * (frames / max(sum(lengths), 1))
    groups = [
        (int(ends[first]), int(ends[last]))  # from the end of the phoneme before the first
        for first, last in _groups(phonemes)
    ]
    words = [match.span() for match in _WORD.finditer(text)]
    if len(words) != len(groups):
        groups = _shared(words, groups)
    return tuple(
        Word(start=start, end=end, begin=begin, finish=finish)
        for (start, end), (begin, finish) in zip(words, groups, strict=True)
    )


def within(words: Iterable[Word], first: int, last: int, at: int = 0) -> tuple[Word, ...]:
    """The words of a take of which the frames from `first` up to `last` are heard, from `at` on."""

    def moved(frame: int) -> int:
        return min(max(frame, first), last) - first + at

    return tuple(
        replace(word, begin=moved(word.begin), finish=moved(word.finish)) for word in words
    )


def written(words: Iterable[Word], pieces: Sequence[Piece]) -> tuple[Word, ...]:
    """The words of what is said, as those of the text that was written: neighbours that came
    from the same stretch of it are one.
    """
    found: list[Word] = []
    at = 0
    for word in words:
        while at < len(pieces) and pieces[at].end <= word.start:
            at += 1
        for piece in pieces[at:]:
            if piece.start >= word.end:
                break
            start, end = piece.written_start, piece.written_end
            if found and start < found[-1].end:
                last = found.pop()
                start, end = min(start, last.start), max(end, last.end)
                word = replace(word, begin=last.begin)
            found.append(replace(word, start=start, end=end))
    return tuple(found)


def _groups(phonemes: str) -> Iterator[tuple[int, int]]:
    """The phonemes of each word: the number of the first, and one more than that of the last.

    Marks at its end belong to the pause after it.
    """
    at = 0
    for group in phonemes.split(" "):
        said = [place for place, letter in enumerate(group) if _SAID.match(letter)]
        if said:
            yield at + said[0], at + said[-1] + 1
        at += len(group) + 1


def _shared(words: list[tuple[int, int]], groups: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if not groups or not words:
        return [(0, 0)] * len(words)
    letters = np.cumsum([0] + [end - start for start, end in words]) / sum(
        end - start for start, end in words
    )
    first, last = groups[0][0], groups[-1][1]
    places = [round(first + part * (last - first)) for part in letters.tolist()]
    return list(pairwise(places))
