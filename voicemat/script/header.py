"""The front matter: YAML whose values are all read as text, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, TypeVar

from voicemat.diagnostics import Diagnostic, Kind, Severity, nearest
from voicemat.marked_yaml import (
    NO_TEXT,
    MappingNode,
    Node,
    NotYamlError,
    ScalarNode,
    SequenceNode,
    compose,
    is_text,
)
from voicemat.script.cursor import Cursor, UnreadableError
from voicemat.script.directives.music import read_layers
from voicemat.script.model import Cover, Ending, Header, LengthWish, Option, Respelling
from voicemat.source import Span

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAME = re.compile(r"[^\W\d][\w-]*")
_YEAR = re.compile(r"[1-9][0-9]{3}")


class _Value:
    """A scalar of the front matter: its text, and where it stands."""

    def __init__(self, key: str, text: str, span: Span) -> None:
        self.key = key
        self.text = text
        self.span = span

    def cursor(self, form: str) -> Cursor:
        return Cursor(self.text, self.span, form)

    def misfit(self, expected: str) -> UnreadableError:
        return UnreadableError(
            Diagnostic(
                kind=Kind.BAD_VALUE,
                severity=Severity.ERROR,
                span=self.span,
                values=(("value", self.text), ("name", self.key), ("expected", expected)),
            )
        )


_Reader = Callable[[Header, _Value], Header]
_T = TypeVar("_T")


def _title(header: Header, value: _Value) -> Header:
    title = " ".join(value.text.split())
    if not title:
        raise value.misfit("the routine's title")
    return replace(header, title=title)


def _text(key: str) -> _Reader:
    def read(header: Header, value: _Value) -> Header:
        fields: dict[str, Any] = {key: " ".join(value.text.split())}
        return replace(header, **fields)

    return read


def _language(header: Header, value: _Value) -> Header:
    if not _LANGUAGE.fullmatch(value.text):
        raise value.misfit('a language tag such as "en" or "de-DE"')
    return replace(header, language=value.text)


def _length(header: Header, value: _Value) -> Header:
    cursor = value.cursor("as in 20 min, or 20 min (12-45)")
    inner = _PARENTHESES.search(value.text)
    if inner is None:
        target = cursor.duration()
        cursor.done()
        return replace(header, length=LengthWish(target=target, least=None, most=None))
    outside = Cursor(value.text[: inner.start()], value.span, "as in 20 min (12-45)")
    target = outside.duration()
    outside.done()
    bounds = inner.group(1)
    if not re.search(r"[^\W\d]", bounds):
        bounds += " min"
    inside = Cursor(
        bounds, value.span.within(inner.start(1), len(inner.group(1))), "as in 20 min (12-45)"
    )
    stretch = inside.stretch()
    inside.done()
    trailing = value.text[inner.end() :].strip()
    if trailing:
        raise value.misfit("a length such as 20 min (12-45)")
    return replace(header, length=LengthWish(target=target, least=stretch.least, most=stretch.most))


def _pace(header: Header, value: _Value) -> Header:
    try:
        pace = Decimal(value.text)
    except InvalidOperation:
        raise value.misfit("a number from 0.5 to 1.5") from None
    if not (pace.is_finite() and Decimal("0.5") <= pace <= Decimal("1.5")):
        raise value.misfit("a number from 0.5 to 1.5")
    return replace(header, pace=pace)


def _music(header: Header, value: _Value) -> Header:
    cursor = value.cursor("as in rain, or night-rain + drift -4 dB")
    layers = read_layers(cursor)
    cursor.done()
    return replace(header, music=layers)


def _ending(header: Header, value: _Value) -> Header:
    try:
        return replace(header, ending=Ending(value.text.casefold()))
    except ValueError:
        raise value.misfit("bell, quiet or sleep") from None


def _mat(header: Header, value: _Value) -> Header:
    cursor = value.cursor("as in at most 20 min")
    cursor.expect("at")
    cursor.expect("most")
    cap = cursor.duration()
    cursor.done()
    return replace(header, mat=cap)


def _dots(header: Header, value: _Value) -> Header:
    cursor = value.cursor("as in 2-20 s")
    stretch = cursor.stretch()
    cursor.done()
    return replace(header, dots=stretch)


def _year(header: Header, value: _Value) -> Header:
    if not _YEAR.fullmatch(value.text):
        raise value.misfit("a year such as 2026")
    return replace(header, year=value.text)


def _tags(header: Header, value: _Value) -> Header:
    tags = tuple(tag.strip() for tag in value.text.split(",") if tag.strip())
    return replace(header, tags=tags)


def _option(value: _Value) -> Option:
    choices = tuple(choice.strip() for choice in value.text.split(",") if choice.strip())
    if not choices:
        raise value.misfit("a value, or choices with commas between them")
    return Option(name=value.key, choices=choices, span=value.span)


def _say(value: _Value) -> Respelling:
    if not value.text.strip():
        raise value.misfit("how the word is said")
    if "/" in value.text and not re.fullmatch(r"\s*/[^/]*[^/\s][^/]*/\s*", value.text):
        raise value.misfit("letters, or IPA between two slashes")
    return Respelling(word=value.key, said=value.text.strip(), span=value.span)


def _voice(header: Header, value: _Value) -> Header:
    if not value.text.strip():
        raise value.misfit("a voice's name")
    return replace(header, voice=value.text.strip())


def _cover(header: Header, value: _Value) -> Header:
    file = value.text.strip()
    return replace(header, cover=Cover(file=file, span=value.span) if file else None)


SCALARS: Mapping[str, _Reader] = {
    "title": _title,
    "summary": _text("summary"),
    "language": _language,
    "length": _length,
    "voice": _voice,
    "pace": _pace,
    "music": _music,
    "ending": _ending,
    "mat": _mat,
    "dots": _dots,
    "author": _text("author"),
    "license": _text("license"),
    "year": _year,
    "tags": _tags,
    "cover": _cover,
}
"""Keys that hold one value."""

MAPPINGS: Mapping[str, Callable[[_Value], Option | Respelling]] = {"options": _option, "say": _say}
"""Keys that hold names and their values."""


def read_header(
    text: str, *, title: str, source: str, first_line: int
) -> tuple[Header, tuple[Diagnostic, ...]]:
    """The header in `text`, which begins on line `first_line` of `source`.

    Returns what could be read and everything that was wrong; never raises for bad input.
    """
    reader = _HeaderReader(title, source, first_line)
    root = reader.compose(text)
    if root is not None:
        reader.read(root)
    return reader.header, tuple(reader.findings)


class _HeaderReader:
    def __init__(self, title: str, source: str, first_line: int) -> None:
        self.header = Header(title=title)
        self.findings: list[Diagnostic] = []
        self._source = source
        self._first_line = first_line
        self._text = ""

    # -- YAML ----------------------------------------------------------------------------

    def compose(self, text: str) -> MappingNode | None:
        """The header's mapping as nodes, whose scalars keep the text that was typed."""
        self._text = text
        try:
            root = compose(text)
        except NotYamlError as error:
            self._bad(error.problem, error.line, error.column)
            return None
        if isinstance(root, MappingNode):
            return root
        if root is not None:
            self._bad('it holds no "key: value" lines')
        return None

    def _entries(self, mapping: MappingNode) -> Iterator[tuple[str, Span, Node]]:
        """The keys of a mapping with their places and values, each key once."""
        seen: set[str] = set()
        for key, node in mapping.value:
            if not isinstance(key, ScalarNode):
                self._bad("a key must be a word", key.start_mark.line)
            elif not is_text(key.value):
                self._bad(NO_TEXT, key.start_mark.line, key.start_mark.column)
            elif key.value in seen:
                self._find(Kind.DUPLICATE_KEY, self._place(key), name=key.value)
            else:
                seen.add(key.value)
                yield key.value, self._place(key), node

    def _place(self, node: Node) -> Span:
        start, end = node.start_mark, node.end_mark
        quote = 1 if isinstance(node, ScalarNode) and node.style in ("'", '"') else 0
        length = end.column - start.column - 2 * quote if end.line == start.line else 1
        return self._span(start.line, start.column + quote, length)

    def _span(self, line: int, column: int, length: int) -> Span:
        return Span(
            source=self._source,
            line=self._first_line + line,
            column=column + 1,
            length=max(length, 1),
        )

    # -- keys ----------------------------------------------------------------------------

    def read(self, root: MappingNode) -> None:
        """Read every key of the header."""
        for key, span, node in self._entries(root):
            if key in SCALARS:
                self._scalar(key, node)
            elif key in MAPPINGS:
                self._mapping(key, node)
            else:
                known = (*SCALARS, *MAPPINGS)
                self._find(
                    Kind.UNKNOWN_KEY,
                    span,
                    suggestion=nearest(key, known),
                    name=key,
                    known=", ".join(known),
                )

    def _scalar(self, key: str, node: Node) -> None:
        if isinstance(node, ScalarNode):
            self._set(_Value(key, node.value, self._place(node)))
        elif key == "tags" and isinstance(node, SequenceNode):
            texts = [item.value for item in node.value if isinstance(item, ScalarNode)]
            self._set(_Value(key, ", ".join(texts), self._place(node)))
        else:
            self._misfit(key, node, "one value on the same line")

    def _set(self, value: _Value) -> None:
        read = partial(SCALARS[value.key], self.header)
        self.header = self._apply(read, value) or self.header

    def _mapping(self, key: str, node: Node) -> None:
        if not isinstance(node, MappingNode):
            self._misfit(key, node, "indented lines of name: value")
            return
        found: list[Option | Respelling] = []
        for name, place, inner in self._entries(node):
            if not isinstance(inner, ScalarNode):
                self._misfit(name, inner, "one value on the same line")
            elif key == "options" and not _NAME.fullmatch(name):
                self._refuse(key, name, place, "names of letters, digits and hyphens")
            elif key == "say" and not re.search(r"\w", name):
                self._refuse(key, name, place, "a word, and how it is said")
            else:
                value = _Value(name, inner.value, self._place(inner))
                if item := self._apply(MAPPINGS[key], value):
                    found.append(item)
        fields: dict[str, Any] = {key: tuple(found)}
        self.header = replace(self.header, **fields)

    def _apply(self, read: Callable[[_Value], _T], value: _Value) -> _T | None:
        """What `read` makes of a value; None, with a finding, where it cannot."""
        if not is_text(value.text):
            self._bad(NO_TEXT, value.span.line - self._first_line, value.span.column - 1)
            return None
        try:
            return read(value)
        except UnreadableError as error:
            self.findings.append(error.diagnostic)
            return None

    # -- findings ------------------------------------------------------------------------

    def _misfit(self, key: str, node: Node, expected: str) -> None:
        written = self._text[node.start_mark.index : node.end_mark.index].split("\n")[0]
        self._refuse(key, written, self._place(node), expected)

    def _refuse(self, key: str, written: str, span: Span, expected: str) -> None:
        self.findings.append(_Value(key, written, span).misfit(expected).diagnostic)

    def _bad(self, problem: str, line: int = 0, column: int = 0) -> None:
        self._find(Kind.BAD_HEADER, self._span(line, column, 1), problem=problem)

    def _find(
        self, kind: Kind, span: Span, *, suggestion: str | None = None, **values: str
    ) -> None:
        self.findings.append(
            Diagnostic(
                kind=kind,
                severity=Severity.ERROR,
                span=span,
                values=tuple(values.items()),
                suggestion=suggestion,
            )
        )
