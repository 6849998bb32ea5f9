"""Text that remembers, through every change, where each of its characters was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

Span = tuple[int, int]
"""A stretch from the first code point to the one after the last."""

Replacement = str | Callable[[re.Match[str]], str]


class Authority(StrEnum):
    """Who says how a word is said; an earlier one is asked before a later one."""

    SCRIPT = "the script"
    PERSON = "your words"
    LEXICON = "the lexicon"
    FIGURES = "its figures"
    CONTEXT = "the words around it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """How one stretch of text is said: by `authority`, and in IPA unless `ipa` is empty."""

    authority: Authority
    ipa: str = ""


_Edit = tuple[int, int, str, Ruling | None]
"""A stretch, what stands there instead, and how that is said where it is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A text, and for each of its characters the stretch of the written text that it came from.

    `rulings` tells what is settled, character by character: that is said as it stands, and no
    change touches it.
    """

    text: str
    origins: tuple[Span, ...] = field(repr=False)
    rulings: tuple[Ruling | None, ...] = field(repr=False)

    @classmethod
    def written(cls, text: str) -> Self:
        """`text` as it was written, in Unicode's composed form (NFC)."""
        characters: list[str] = []
        origins: list[Span] = []
        for start, end in _clusters(text):
            composed = unicodedata.normalize("NFC", text[start:end])
            characters.append(composed)
            origins += [(start, end)] * len(composed)
        return cls(text="".join(characters), origins=tuple(origins), rulings=(None,) * len(origins))

    def sub(self, pattern: re.Pattern[str], replacement: Replacement) -> Self:
        """Like `pattern.sub`, apart from matches that touch what is settled.

        What a replacement puts in came from the whole of what it replaces; what it leaves as it
        is at either end of the match keeps its own place.
        """
        edits: list[_Edit] = []
        for match in pattern.finditer(self.text):
            start, end = match.span()
            old = match.group()
            new = replacement(match) if callable(replacement) else match.expand(replacement)
            if new != old and not any(self.rulings[start:end]):
                head, tail = _kept(old, new)
                edits.append((start + head, end - tail, new[head : len(new) - tail], None))
        return self._edited(edits)

    def settle(
        self,
        pattern: re.Pattern[str],
        reading: Callable[[re.Match[str]], tuple[str, Ruling] | None],
    ) -> Self:
        """Settle how what `pattern` finds (its group ``word``, if it has one) is said, where
        `reading` has an answer and nothing has been settled before.
        """
        group = "word" if "word" in pattern.groupindex else 0
        edits: list[_Edit] = []
        for match in pattern.finditer(self.text):
            start, end = match.span(group)
            if not any(self.rulings[start:end]) and (answer := reading(match)):
                edits.append((start, end, *answer))
        return self._edited(edits)

    def origin(self, start: int, end: int) -> Span:
        """The stretch of the written text that ``text[start:end]``, not empty, came from."""
        taken = self.origins[start:end]
        return min(first for first, _ in taken), max(last for _, last in taken)

    def _edited(self, edits: Sequence[_Edit]) -> Self:
        """The text with stretches replaced, in their order."""
        if not edits:
            return self
        texts: list[str] = []
        origins: list[Span] = []
        rulings: list[Ruling | None] = []
        at = 0
        for start, end, new, ruling in edits:
            texts += (self.text[at:start], new)
            origins += self.origins[at:start]
            rulings += self.rulings[at:start]
            if new == self.text[start:end]:
                origins += self.origins[start:end]
            else:
                origins += [self._place(start, end)] * len(new)
            rulings += [ruling] * len(new)
            at = end
        return type(self)(
            text="".join((*texts, self.text[at:])),
            origins=(*origins, *self.origins[at:]),
            rulings=(*rulings, *self.rulings[at:]),
        )

    def _place(self, start: int, end: int) -> Span:
        """Where a stretch was written; an empty one between two characters."""
        if end > start:
            return self.origin(start, end)
        point = self.origins[start - 1][1] if start else 0
        return point, point


def _clusters(text: str) -> Iterator[Span]:
    """The stretches of `text` that NFC may compose, each by itself."""
    start = 0
    for at, mark in enumerate(text):
        joins = unicodedata.combining(mark) or "\u1160" <= mark <= "\u11ff"  # Hangul
        if at and not joins:
            yield start, at
            start = at
    if text:
        yield start, len(text)


def _kept(old: str, new: str) -> tuple[int, int]:
    """How many characters `new` shares with `old` at its beginning, and then at its end."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    rest = most - head
    tail = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    if head + tail == len(old) and old:
        # What is put in comes from the word before it, not from nothing.
        head = old.rfind(" ", 0, len(old[:head].rstrip())) + 1
    return head, tail
