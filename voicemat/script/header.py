"""The front matter: YAML whose values are all read as text, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

import yaml

from voicemat.diagnostics import Diagnostic, Kind, Severity, nearest
from voicemat.script.cursor import Cursor, Unreadable
from voicemat.script.directives.music import read_layers
from voicemat.script.model import Ending, Header, LengthWish, Option
from voicemat.source import Span

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAME = re.compile(r"[^\W\d][\w-]*")


class _Value:
    """A scalar of the front matter: its text, and where it stands."""

    def __init__(self, key: str, text: str, span: Span) -> None:
        self.key = key
        self.text = text
        self.span = span

    def cursor(self, form: str) -> Cursor:
        return Cursor(self.text, self.span, form)

    def misfit(self, expected: str) -> Unreadable:
        return Unreadable(
            Diagnostic(
                kind=Kind.BAD_VALUE,
                severity=Severity.ERROR,
                span=self.span,
                values=(("value", self.text), ("name", self.key), ("expected", expected)),
            )
        )


def _text(header: Header, value: _Value) -> Header:
    return replace(header, **{value.key: " ".join(value.text.split())})


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


def _tags(header: Header, value: _Value) -> Header:
    tags = tuple(tag.strip() for tag in value.text.split(",") if tag.strip())
    return replace(header, tags=tags)


def _option(header: Header, value: _Value) -> Header:
    choices = tuple(choice.strip() for choice in value.text.split(",") if choice.strip())
    if not choices:
        raise value.misfit("a value, or choices with commas between them")
    option = Option(name=value.key, choices=choices, span=value.span)
    return replace(header, options=(*header.options, option))


def _say(header: Header, value: _Value) -> Header:
    if not value.text.strip():
        raise value.misfit("how the word is said")
    return replace(header, say=(*header.say, (value.key, value.text.strip())))


def _voice(header: Header, value: _Value) -> Header:
    if not value.text.strip():
        raise value.misfit("a voice's name")
    return replace(header, voice=value.text.strip())


_Reader = Callable[[Header, _Value], Header]

SCALARS: Mapping[str, _Reader] = {
    "title": _text,
    "summary": _text,
    "language": _language,
    "length": _length,
    "voice": _voice,
    "pace": _pace,
    "music": _music,
    "ending": _ending,
    "mat": _mat,
    "dots": _dots,
    "author": _text,
    "license": _text,
    "tags": _tags,
    "cover": _text,
}
"""Keys that hold one value."""

MAPPINGS: Mapping[str, _Reader] = {"options": _option, "say": _say}
"""Keys that hold names and their values."""


class _Loader(yaml.SafeLoader):
    """Composes nodes only: every scalar keeps the text that was typed."""


def read_header(
    text: str, *, title: str, source: str, first_line: int
) -> tuple[Header, tuple[Diagnostic, ...]]:
    """The header in `text`, which begins on line `first_line` of `source`.

    Returns what could be read and everything that was wrong; never raises for bad input.
    """
    header = Header(title=title)
    findings: list[Diagnostic] = []

    def bad(problem: str, line: int, column: int) -> None:
        findings.append(
            Diagnostic(
                kind=Kind.BAD_HEADER,
                severity=Severity.ERROR,
                span=Span(source=source, line=line, column=column, length=1),
                values=(("problem", problem),),
            )
        )

    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        bad(error.problem or "it is no YAML", first_line + line, column + 1)
        return header, tuple(findings)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        bad("it holds a character that no text has", first_line + line, 1)
        return header, tuple(findings)
    except RecursionError:
        bad("it is nested too deeply", first_line, 1)
        return header, tuple(findings)
    if root is None:
        return header, ()
    if not isinstance(root, yaml.MappingNode):
        bad('it holds no "key: value" lines', first_line, 1)
        return header, tuple(findings)

    def place(node: yaml.Node) -> Span:
        start, end = node.start_mark, node.end_mark
        quoted = 1 if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') else 0
        length = end.column - start.column if end.line == start.line else 1
        return Span(
            source=source,
            line=first_line + start.line,
            column=start.column + 1 + quoted,
            length=max(length - 2 * quoted, 1),
        )

    def entries(mapping: yaml.MappingNode) -> list[tuple[str, Span, yaml.Node]]:
        seen: set[str] = set()
        found = []
        for key, node in mapping.value:
            if not isinstance(key, yaml.ScalarNode):
                bad("a key must be a word", first_line + key.start_mark.line, 1)
                continue
            if key.value in seen:
                findings.append(
                    Diagnostic(
                        kind=Kind.DUPLICATE_KEY,
                        severity=Severity.ERROR,
                        span=place(key),
                        values=(("name", key.value),),
                    )
                )
                continue
            seen.add(key.value)
            found.append((key.value, place(key), node))
        return found

    def read(reader: _Reader, value: _Value) -> None:
        nonlocal header
        try:
            header = reader(header, value)
        except Unreadable as error:
            findings.append(error.diagnostic)

    def mismatch(key: str, span: Span, expected: str) -> None:
        value = _Value(key, "this value", span)
        findings.append(value.misfit(expected).diagnostic)

    for key, span, node in entries(root):
        if key in SCALARS:
            if isinstance(node, yaml.ScalarNode):
                read(SCALARS[key], _Value(key, node.value, place(node)))
            elif key == "tags" and isinstance(node, yaml.SequenceNode):
                texts = [item.value for item in node.value if isinstance(item, yaml.ScalarNode)]
                read(SCALARS[key], _Value(key, ", ".join(texts), place(node)))
            else:
                mismatch(key, span, "one value on the same line")
        elif key in MAPPINGS:
            if not isinstance(node, yaml.MappingNode):
                mismatch(key, span, "indented lines of name: value")
                continue
            for name, name_span, inner in entries(node):
                if not isinstance(inner, yaml.ScalarNode):
                    mismatch(name, name_span, "one value on the same line")
                elif key == "options" and not _NAME.fullmatch(name):
                    mismatch(key, name_span, "names of letters, digits and hyphens")
                else:
                    read(MAPPINGS[key], _Value(name, inner.value, place(inner)))
        else:
            known = (*SCALARS, *MAPPINGS)
            findings.append(
                Diagnostic(
                    kind=Kind.UNKNOWN_KEY,
                    severity=Severity.ERROR,
                    span=span,
                    values=(("name", key), ("known", ", ".join(known))),
                    suggestion=nearest(key, known),
                )
            )
    return header, tuple(findings)
