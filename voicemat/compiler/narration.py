"""From the lines of a paragraph to sentences, each with the place where it begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voicemat.script.model import Line, Paragraph
from voicemat.source import Span

Splitter = Callable[[str, str], tuple[tuple[int, str], ...]]
"""Splits a text in a language into (offset, sentence) pairs."""

_ESCAPE = re.compile(r"\\([^\w\s])")
_MARKS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*_])")
_BULLET = re.compile(r"[-*+\N{BULLET}]\s+")
_NAME = re.compile(r"\{\s*([^{}]*?)\s*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as written, without marks; `starts_line` when it begins a line of the script."""

    text: str
    origin: Span
    starts_line: bool


class _Flow:
    """Characters of a paragraph, each with the line and column that it came from."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.places: list[tuple[int, int]] = []

    def add(self, text: str, line: int, column: int, *, step: int) -> None:
        self.characters.extend(text)
        self.places.extend((line, column + step * index) for index in range(len(text)))

    def line(self, line: Line, index: int, fill: Callable[[str, Span], str]) -> None:
        text = line.text
        dropped: set[int] = set()
        if bullet := _BULLET.match(text):
            dropped.update(range(bullet.end()))
        _drop_marks(text, dropped)
        at = 0
        while at < len(text):
            if at in dropped:
                at += 1
            elif escape := _ESCAPE.match(text, at):
                self.add(escape.group(1), index, at + 1, step=1)
                at = escape.end()
            elif name := _NAME.match(text, at):
                span = line.span.within(at, name.end() - at)
                self.add(fill(name.group(1), span), index, at, step=0)
                at = name.end()
            else:
                self.add(text[at], index, at, step=1)
                at += 1


def _drop_marks(text: str, dropped: set[int]) -> None:
    for match in _MARKS.finditer(text):
        width = len(match.group(1))
        dropped.update(range(match.start(), match.start() + width))
        dropped.update(range(match.end() - width, match.end()))


def sentences(
    paragraph: Paragraph, language: str, split: Splitter, fill: Callable[[str, Span], str]
) -> tuple[Sentence, ...]:
    """The paragraph's sentences. `fill` gives the text for a name in braces at a place."""
    flow = _Flow()
    for index, line in enumerate(paragraph.lines):
        if index:
            flow.add(" ", index, 0, step=0)
        flow.line(line, index, fill)
    text = "".join(flow.characters)
    found = []
    for offset, sentence in split(text, language):
        lead = len(sentence) - len(sentence.lstrip())
        words = sentence.strip()
        if not words:
            continue
        start, end = offset + lead, offset + lead + len(words) - 1
        line_index, column = flow.places[start]
        line = paragraph.lines[line_index]
        last_line, last_column = flow.places[end]
        stop = last_column + 1 if last_line == line_index else len(line.text)
        first_on_line = (
            start == 0
            or flow.places[start - 1][0] != line_index
            or (flow.characters[start - 1] == " " and column == 0)
        )
        found.append(
            Sentence(
                text=" ".join(words.split()),
                origin=line.span.within(column, max(stop - column, 1)),
                starts_line=first_on_line,
            )
        )
    return tuple(found)


def respell(text: str, say: Mapping[str, str]) -> str:
    """`text` with the words of `say` (folded case) as they are to be said."""
    if not say:
        return text
    words = "|".join(re.escape(word) for word in sorted(say, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    return pattern.sub(lambda match: say[match.group().casefold()], text)
