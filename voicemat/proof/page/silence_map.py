"""The map of speech and silence: the session in lines, as a page has text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voicemat.proof.model import Proof
from voicemat.proof.page.axes import share, y_label
from voicemat.proof.page.figures import key, plot, svg
from voicemat.proof.traces import COLUMNS
from voicemat.units import RATE, clock, words

LINES = (15, 30, 60, 120, 300, 600, 900, 1800, 3600)
"""Seconds that one line may hold."""

MOST = 14
"""Lines of a map."""

LINE = 34.0
"""Height of a line with the gap under it."""

BAR = 26.0

SHADES = ((5, "rest1"), (20, "rest2"), (60, "rest3"))
"""A silence shorter than so many seconds has this shade; a longer one the deepest."""

DEEPEST = "rest4"

TOLD = 6.0
"""Per cent of a line from which on a silence's length is written into it."""

TOLD_NARROW = 15.0
"""The same on a narrow screen."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a stretch on one line, in frames of the line."""

    line: int
    start: int
    end: int


def silence_map(proof: Proof) -> str:
    """Where somebody speaks, and silences in shades of their length."""
    frames = proof.measurements.planned
    line = line_length(frames)
    count = -(-frames // line)
    height = count * LINE
    shapes, labels = [], []
    for silence in proof.silences:
        shade = _shade(silence.end - silence.start)
        pieces = list(_pieces(silence.start, silence.end, line))
        shapes += [_rectangle(piece, line, shade) for piece in pieces]
        widest = max(pieces, key=lambda piece: piece.end - piece.start)
        labels.append(_length(widest, silence.end - silence.start, line, count, shade))
    for one in proof.sentences:
        kind = "speech" if one.held else "missed"
        shapes += [_rectangle(piece, line, kind) for piece in _pieces(one.start, one.end, line)]
    labels += [
        y_label(clock(number * line), share(count - number - BAR / LINE / 2, count))
        for number in range(count)
    ]
    picture = svg("".join(shapes), _described(proof), height)
    return plot(picture, "".join(labels), f"{count * 1.75:g}rem") + key(
        ("", "background:var(--voice)", "somebody speaks"),
        ("", "background:var(--rest1)", "silence under 5 s"),
        ("", "background:var(--rest2)", "under 20 s"),
        ("", "background:var(--rest3)", "under 1 min"),
        ("", "background:var(--rest4)", "longer"),
    )


def line_length(frames: int) -> int:
    """Frames that a line of the map holds for a session of so many."""
    return next((one for one in LINES if frames <= one * RATE * MOST), LINES[-1]) * RATE


def _described(proof: Proof) -> str:
    spoken = sum(one.end - one.start for one in proof.sentences)
    longest = max((one.end - one.start for one in proof.silences), default=0)
    return (
        f"Map of speech and silence: {len(proof.sentences)} sentences, {words(spoken)} in all; "
        f"{len(proof.silences)} silences of a second or more, the longest {words(longest)}."
    )


def _shade(frames: int) -> str:
    return next((shade for seconds, shade in SHADES if frames < seconds * RATE), DEEPEST)


def _pieces(start: int, end: int, line: int) -> Iterator[_Piece]:
    for number in range(start // line, -(-end // line)):
        first = number * line
        yield _Piece(number, max(start - first, 0), min(end - first, line))


def _rectangle(piece: _Piece, line: int, kind: str) -> str:
    x, width = COLUMNS * piece.start / line, COLUMNS * (piece.end - piece.start) / line
    return (
        f'<rect class="{kind}" x="{x:.2f}" y="{piece.line * LINE:g}" '
        f'width="{max(width, 0.8):.2f}" height="{BAR:g}"/>'
    )


def _length(piece: _Piece, frames: int, line: int, count: int, shade: str) -> str:
    wide = share(piece.end - piece.start, line)
    if wide < TOLD:
        return ""
    kinds = ["rest"]
    if wide < TOLD_NARROW:
        kinds.append("narrow")
    if shade == DEEPEST:
        kinds.append("deep")
    left = share((piece.start + piece.end) / 2, line)
    bottom = share(count - piece.line - BAR / LINE / 2, count)
    style = f"left:{left}%;bottom:{bottom}%"
    return f'<span class="{" ".join(kinds)}" style="{style}">{_short(frames)}</span>'


def _short(frames: int) -> str:
    if frames < 59.5 * RATE:
        return f"{round(frames / RATE)} s"
    return f"{clock(frames)} {'min' if frames < 3600 * RATE else 'h'}"
