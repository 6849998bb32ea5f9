"""Breaks a sentence into the lines of a caption."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from wcwidth import wcswidth, wcwidth

WIDTH = 42
"""Columns of a line, the most that guidelines for captions allow (Netflix, "Timed Text Style Guide:
General Requirements"). A Chinese, Japanese or Korean character takes two.
"""

_MID_PHRASE = 100
"""What it costs to break where no phrase ends, as the square of columns: a break after a comma may
leave one line up to ten columns longer."""


def lines(text: str) -> tuple[tuple[int, int], ...]:
    """The characters of each line of `text`, first and last, without the spaces at its ends.

    As few lines as hold the text, of lengths as even as can be, broken at spaces, or between two
    wide characters, and after punctuation where that is near. A word that is wider than a line has
    one of its own.
    """
    pieces = tuple(_pieces(text))
    if not pieces:
        return ()
    # best[n] is the cheapest way to end a line before piece n: by number of lines, then by cost.
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for end in range(1, len(pieces) + 1):
        best.append(
            min(
                (best[start][0] + 1, best[start][1] + _cost(text, pieces, start, end), start)
                for start in range(end - 1, -1, -1)
                if start == end - 1 or _width(text, pieces, start, end) <= WIDTH
            )
        )
    found: list[tuple[int, int]] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        found.append((pieces[start][0], pieces[end - 1][1]))
        end = start
    return tuple(reversed(found))


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


def _width(text: str, pieces: tuple[tuple[int, int], ...], start: int, end: int) -> int:
    return max(wcswidth(text[pieces[start][0] : pieces[end - 1][1]]), 0)


def _cost(text: str, pieces: tuple[tuple[int, int], ...], start: int, end: int) -> int:
    last = text[pieces[end - 1][1] - 1]
    ends_phrase = end == len(pieces) or unicodedata.category(last).startswith("P")
    return _width(text, pieces, start, end) ** 2 + (0 if ends_phrase else _MID_PHRASE)
