"""Where a thing was written: a source text, and a place within it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of one line of a source. Lines and columns count from 1, in code points."""

    source: str
    line: int
    column: int
    length: int

    def within(self, offset: int, length: int) -> Span:
        """The part of this span that begins `offset` code points in."""
        return Span(
            source=self.source,
            line=self.line,
            column=self.column + offset,
            length=length,
        )


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    # A file may have as many findings as lines, and each of them shows its line.
    # The parser, too, counts columns after a byte order mark.
    return text.removeprefix("\N{BYTE ORDER MARK}").splitlines()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A script's text under the name by which messages call it."""

    name: str
    text: str

    def line(self, number: int) -> str:
        """The text of line `number`, counted from 1, or an empty string past the end."""
        lines = _lines(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""
