"""What the lines of a script are made of: one account of it for all that read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicemat.script.directives import DIRECTIVES

FENCE = re.compile(r"---\s*")
"""The line above the header, and the one below it."""

RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
DOTS = re.compile(r"\s*(?:(?:\.{3}|\N{HORIZONTAL ELLIPSIS})\s*)+")
ONE_DOTS = re.compile(r"\.{3}|\N{HORIZONTAL ELLIPSIS}")
HEADING = re.compile(r"\s*(#{1,6})(\s.*|$)")
QUOTE = re.compile(r"\s*>\s?(.*)")

_BRACKET = re.compile(r"\\.|[\[\]]")
_COMMENT = re.compile(r"\\.|<!--")
_VARIANT = re.compile(
    r"\[\s*(?:recording\s+(?P<file>\"[^\"\n]*\"\s*|[^\[\]:\s][^\[\]:]*)"
    r"|(?P<head>(?:from|under)\s(?:[^\[\]:]|(?<=\d):(?=[0-5]\d))+|[^\W_][\w-]*\s*)):",
    re.IGNORECASE,
)


def header_bounds(lines: Sequence[str]) -> tuple[int, int | None] | None:
    """The indices of the header's two fences: the second is None where it is missing, and the
    whole where there is no header.
    """
    # Blank lines above the header are forgiven: else its keys would be spoken.
    opening = next((index for index, text in enumerate(lines) if text.strip()), 0)
    if not lines or not FENCE.fullmatch(lines[opening]):
        return None
    for closing in range(opening + 1, len(lines)):
        if FENCE.fullmatch(lines[closing]):
            return opening, closing
    return opening, None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a line, by offsets: a comment, with its marks where they stand, or none."""

    start: int
    end: int
    comment: bool
    opens: bool = False
    closes: bool = False


def pieces(text: str, *, inside: bool) -> Iterator[Piece]:
    """The parts of a line, of which the first is a comment's where the line begins `inside` one."""
    at = 0
    while inside or at < len(text):
        opens = not inside
        if opens:
            opening = _comment_opening(text, at)
            if opening > at:
                yield Piece(start=at, end=opening, comment=False)
            if opening == len(text):
                return
            at = opening
        end = text.find("-->", at + 4 if opens else at)
        inside = end < 0
        stop = len(text) if inside else end + 3
        yield Piece(start=at, end=stop, comment=True, opens=opens, closes=not inside)
        if inside:
            return
        at = stop


def _comment_opening(text: str, at: int) -> int:
    """Where the next comment opens, from `at` on; the end of `text` where none does."""
    while match := _COMMENT.search(text, at):
        if match.group() == "<!--":
            return match.start()
        at = match.end()
    return len(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOpening:
    """``[beginner:`` or ``[recording welcome.wav:``, up to its colon, which is at `end` - 1.

    `head` is the condition or the file as written, without blanks around it, at offset `start`.
    """

    head: str
    start: int
    end: int
    take: bool


def text_opening(text: str, bracket: int) -> TextOpening | None:
    """What opens at the bracket at offset `bracket`, where it is the beginning of a text."""
    match = _VARIANT.match(text, bracket)
    if match is None:
        return None
    group = "head" if match["file"] is None else "file"
    head = match[group].strip()
    if group == "head" and head.casefold() in DIRECTIVES:
        return None
    start = match.start(group) + len(match[group]) - len(match[group].lstrip())
    return TextOpening(head=head, start=start, end=match.end(), take=group == "file")


def next_bracket(text: str, at: int) -> re.Match[str] | None:
    """The next bracket from offset `at` on that is not escaped."""
    while match := _BRACKET.search(text, at):
        if match.group() in "[]":
            return match
        at = match.end()
    return None


def heading_note(title: str) -> tuple[int, int] | None:
    """The offsets of the parentheses that end a heading: of the first, and behind the last."""
    end = len(title.rstrip())
    opening = title.rfind("(", 0, end)
    if opening < 0 or title.find(")", opening) != end - 1:
        return None
    return opening, end
