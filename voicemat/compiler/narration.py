"""From the lines of a paragraph to sentences, each with the place where it begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voicemat.script.model import Line
from voicemat.source import Span

Splitter = Callable[[str, str], tuple[tuple[int, str], ...]]
"""Splits a text in a language into (offset, sentence) pairs."""

_ESCAPE = re.compile(r"\\([^\w\s])")
_MARKS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*_])")
_BULLET = re.compile(r"[-*+\N{BULLET}]\s+")
_NAME = re.compile(r"\{\s*([^{}]*?)\s*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as written, without marks; `starts_line` when the one before it ended on another line."""

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
    lines: Sequence[Line], language: str, split: Splitter, fill: Callable[[str, Span], str]
) -> tuple[Sentence, ...]:
    """The sentences of a paragraph. `fill` gives the text for a name in braces at a place."""
    flow = _Flow()
    for index, line in enumerate(lines):
        if index:
            flow.add(" ", index, 0, step=0)
        flow.line(line, index, fill)
    text = "".join(flow.characters)
    found = []
    ended_on = None
    for offset, sentence in split(text, language):
        words = sentence.strip()
        if not words:
            continue
        start = offset + len(sentence) - len(sentence.lstrip())
        index, column = flow.places[start]
        last_index, last_column = flow.places[start + len(words) - 1]
        line = lines[index]
        stop = last_column + 1 if last_index == index else len(line.text)
        found.append(
            Sentence(
                text=" ".join(words.split()),
                origin=line.span.within(column, max(stop - column, 1)),
                starts_line=ended_on != line.span.line,
            )
        )
        ended_on = lines[last_index].span.line
    return tuple(found)


def respell(text: str, say: Mapping[str, str]) -> str:
    """`text` with the words of `say` (folded case) as they are to be said."""
    if not say:
        return text
    words = "|".join(re.escape(word) for word in sorted(say, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    return pattern.sub(lambda match: say[match.group().casefold()], text)
