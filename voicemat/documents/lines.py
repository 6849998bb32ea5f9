"""Breaks a sentence into the lines of a caption."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from math import inf

from wcwidth import wcswidth, wcwidth

WIDTH = 42
"""Columns of a line, the most that guidelines for captions allow (Netflix, "Timed Text Style Guide:
General Requirements"). A Chinese, Japanese or Korean character takes two.
"""

TOGETHER = 2
"""Lines that are shown at once, by the same guidelines."""

_MID_PHRASE = 100
"""What it costs to break where no phrase ends, as the square of columns: a break after a comma may
leave one line up to ten columns longer."""

Pieces = Sequence[tuple[int, int]]


def lines(text: str) -> tuple[tuple[int, int], ...]:
    """The characters of each line of `text`, first and last, without the spaces at its ends.

    As few lines as hold the text, and pairs of them where it takes more than two. They are as even
    as can be, broken at spaces or between two wide characters, and after punctuation where that is
    near. A word that is wider than a line has one of its own.
    """
    pieces = tuple(_pieces(text))
    least = _least(text, pieces)
    count = least if least <= TOGETHER else -(-least // TOGETHER) * TOGETHER
    # Each row: how dear the lines before a piece are at the least, and where the last one begins.
    rows: list[list[tuple[float, int]]] = [[(0, 0)] + [(inf, 0)] * len(pieces)]
    for _ in range(min(count, len(pieces))):
        rows.append(_with_one_more(text, pieces, rows[-1]))
    found: list[tuple[int, int]] = []
    end = len(pieces)
    for row in reversed(rows[1:]):
        start = row[end][1]
        found.append((pieces[start][0], pieces[end - 1][1]))
        end = start
    return tuple(reversed(found))


def _least(text: str, pieces: Pieces) -> int:
    """The number of lines when each is filled before the next."""
    count = start = 0
    for end in range(1, len(pieces) + 1):
        if count == 0 or not _fits(text, pieces, start, end):
            count, start = count + 1, end - 1
    return count


def _with_one_more(
    text: str, pieces: Pieces, row: Sequence[tuple[float, int]]
) -> list[tuple[float, int]]:
    """The row after `row`."""
    return [(inf, 0)] + [
        min(
            (row[start][0] + _cost(text, pieces, start, end), start)
            for start in range(end)
            if _fits(text, pieces, start, end)
        )
        for end in range(1, len(pieces) + 1)
    ]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of `text` that stay on one line."""
    begin = 0
    for place in range(len(text) + 1):
        if place == len(text) or text[place].isspace():
            if place > begin:
                yield begin, place
            begin = place + 1
        elif place > begin and _parts(text[place - 1], text[place]):
            yield begin, place
            begin = place


def _parts(before: str, after: str) -> bool:
    """Whether a line may end between two characters that no space parts: between wide ones, but
    for the marks that open and close.
    """
    return (
        wcwidth(before) == wcwidth(after) == 2
        and not unicodedata.category(after).startswith("P")
        and unicodedata.category(before) not in ("Ps", "Pi")
    )


def _fits(text: str, pieces: Pieces, start: int, end: int) -> bool:
    return end - start == 1 or _width(text, pieces, start, end) <= WIDTH


def _width(text: str, pieces: Pieces, start: int, end: int) -> int:
    return max(wcswidth(text[pieces[start][0] : pieces[end - 1][1]]), 0)


def _cost(text: str, pieces: Pieces, start: int, end: int) -> int:
    last = text[pieces[end - 1][1] - 1]
    ends_phrase = end == len(pieces) or unicodedata.category(last).startswith("P")
    return _width(text, pieces, start, end) ** 2 + (0 if ends_phrase else _MID_PHRASE)
