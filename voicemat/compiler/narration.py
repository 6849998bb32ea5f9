"""From the lines of a paragraph to sentences, each with the place where it begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from voicemat.script.model import Line
from voicemat.source import Span

Splitter = Callable[[str, str], tuple[tuple[int, str], ...]]
"""Splits a text in a language into (offset, sentence) pairs."""

_ESCAPE = re.compile(r"\\([^\w\s])")
_BULLET = re.compile(r"[-*+\N{BULLET}]\s+")
_NAME = re.compile(r"\{([^{}]*)\}")
_MARK = "*_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as written, without marks; `starts_line` when the one before it ended on another
    line.
    """

    text: str
    origin: Span
    starts_line: bool


class _Flow:
    """Characters of a paragraph, each with the line and column that it came from."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.places: list[tuple[int, int]] = []
        self._marks: list[int] = []
        """The offsets of characters that may be marks of emphasis: written, and not escaped."""

    def add(self, text: str, line: int, column: int, *, step: int) -> None:
        self.characters.extend(text)
        self.places.extend((line, column + step * index) for index in range(len(text)))

    def line(self, line: Line, index: int, fill: Callable[[str, Span], str]) -> None:
        text = line.text
        bullet = _BULLET.match(text)
        at = bullet.end() if bullet else 0
        while at < len(text):
            if escape := _ESCAPE.match(text, at):
                self.add(escape.group(1), index, at + 1, step=1)
                at = escape.end()
            elif name := _NAME.match(text, at):
                span = line.span.within(at, name.end() - at)
                self.add(fill(name.group(1).strip(), span), index, at, step=0)
                at = name.end()
            else:
                if text[at] in _MARK:
                    self._marks.append(len(self.characters))
                self.add(text[at], index, at, step=1)
                at += 1

    def drop_marks(self) -> None:
        """Take the marks of emphasis off: pairs of the same mark around words."""
        dropped: set[int] = set()
        opened: dict[str, list[list[int]]] = {mark: [] for mark in _MARK}
        for run in self._runs():
            mark = self.characters[run[0]]
            before = self._character(run[0] - 1)
            after = self._character(run[-1] + 1)
            stack = opened[mark]
            if not before.isspace() and not _wordy(after):
                while run and stack:
                    width = min(len(run), len(stack[-1]))
                    dropped.update(stack[-1][-width:], run[:width])
                    del stack[-1][-width:], run[:width]
                    if not stack[-1]:
                        stack.pop()
            if run and not _wordy(before) and not after.isspace():
                stack.append(run)
        if dropped:
            kept = [at for at in range(len(self.characters)) if at not in dropped]
            self.characters = [self.characters[at] for at in kept]
            self.places = [self.places[at] for at in kept]

    def _runs(self) -> Iterator[list[int]]:
        """The offsets of possible marks, those of one kind that touch together."""
        run: list[int] = []
        for at in self._marks:
            if run and (at != run[-1] + 1 or self.characters[at] != self.characters[run[0]]):
                yield run
                run = []
            run.append(at)
        if run:
            yield run

    def _character(self, at: int) -> str:
        return self.characters[at] if 0 <= at < len(self.characters) else " "


def _wordy(character: str) -> bool:
    return character.isalnum() or character in _MARK


def plain(line: Line, fill: Callable[[str, Span], str]) -> str:
    """The text of one line without marks and escapes, names filled in."""
    flow = _Flow()
    flow.line(line, 0, fill)
    flow.drop_marks()
    return "".join(flow.characters)


def sentences(
    lines: Sequence[Line], language: str, split: Splitter, fill: Callable[[str, Span], str]
) -> tuple[Sentence, ...]:
    """The sentences of a paragraph. `fill` gives the text for a name in braces at a place."""
    flow = _Flow()
    for index, line in enumerate(lines):
        if index:
            flow.add(" ", index - 1, len(lines[index - 1].text), step=0)
        flow.line(line, index, fill)
    flow.drop_marks()
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


def standing(text: str, say: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The words of `text` that `say` has, as they stand there, each with how it is said."""
    if not say:
        return ()
    words = sorted(say, key=len, reverse=True)
    found = {
        match.group(): say[words[(match.lastindex or 1) - 1]]
        for match in _any_of(words).finditer(text)
    }
    return tuple(found.items())


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    # Which word it is tells the group: folding the case of what matched might give another.
    choices = "|".join(f"({re.escape(word)})" for word in words)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)
