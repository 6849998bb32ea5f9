"""Overlays: small changes to a routine, kept apart from it, so that it stays as it is.

An overlay is a text with two forms, which may stand in any order and number::

    instead of: Let the room be dark, and warm enough to lie still.
    say: Let the room be just as you like it.

    # Drift

    Everything that this chapter shall hold.

What follows ``say:`` or a heading, up to the next of the two, is script. A change that finds
nothing to change is a warning, and the others apply all the same. Replaced nodes keep the places
at which the overlay writes them, so that every message points at the right file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from voicemat.diagnostics import Diagnostic, Findings, Kind, Severity, nearest
from voicemat.script.model import (
    Heading,
    Line,
    Node,
    Note,
    Paragraph,
    Part,
    Repeat,
    Script,
    Take,
    Variant,
    When,
)
from voicemat.script.parser import parse
from voicemat.script.walk import every_node
from voicemat.source import Source, Span

Names = tuple[tuple[str, str], ...]
"""What stands for each name in braces unless the listener chooses."""

Item = Part | Node
"""Running text and what happens between it, before text is gathered into paragraphs. A paragraph
among items stands by itself.
"""

_OLD = re.compile(r"instead\s+of\s*:\s*", re.IGNORECASE)
_NEW = re.compile(r"say\s*:\s*", re.IGNORECASE)
_PIECE = re.compile(r"\\([^\w\s])|\{([^{}]*)\}|[*_]|\s+|.", re.DOTALL)
_BULLET = re.compile(r"\s*[-*+\N{BULLET}]\s+")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-"})
_QUOTED = re.compile(r"""\s*(["“'‘])(.*)["”'’]\s*""", re.DOTALL)
_STOPS = ".!?"
_CLOSING = "\"')"

NEAR = 0.6
"""Least similarity (difflib ratio) of a sentence that may be what became of one that is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceChange:
    """`items` stand for the sentence `old` wherever it is said. `span` is the place of `old`."""

    old: str
    items: tuple[Item, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterChange:
    """`items` are what the chapter of this heading holds."""

    heading: Heading
    items: tuple[Item, ...]


Change = SentenceChange | ChapterChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Changes in the order in which they were written and are made."""

    source: str
    changes: tuple[Change, ...]


# -- reading ---------------------------------------------------------------------------------


def read_overlay(source: Source) -> tuple[Overlay, tuple[Diagnostic, ...]]:
    """The overlay in `source` and everything that is wrong with it. Never raises."""
    script, found = parse(source)
    reader = _Reader()
    if source.text.lstrip().startswith("---"):
        top = Span(source=source.name, line=1, column=1, length=3)
        reader.findings.add(Kind.OVERLAY_STRAY, top)
    for node in script.nodes:
        for item in node.parts if isinstance(node, Paragraph) else (node,):
            reader.take(item)
        if isinstance(node, Paragraph):
            reader.end_paragraph()
    reader.end()
    overlay = Overlay(source=source.name, changes=tuple(reader.changes))
    return overlay, (*found, *reader.findings.all())


class _Reader:
    """Follows an overlay item by item."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.findings = Findings()
        self._heading: Heading | None = None
        self._old: list[Line] = []
        self._said = False
        self._items: list[Item] = []
        self._broken = False

    def take(self, item: Item) -> None:
        """The next item."""
        if isinstance(item, Heading):
            self.end()
            self._heading = item
        elif isinstance(item, Line) and (mark := _OLD.match(item.text)):
            self.end()
            self._old = [_after(item, mark.end())]
        elif isinstance(item, Line) and self._old and (mark := _NEW.match(item.text)):
            if self._said:
                self.findings.add(Kind.OVERLAY_STRAY, item.span)
            self._said = True
            if mark.end() < len(item.text):
                self._append(_after(item, mark.end()))
        elif self._old and not self._said and isinstance(item, Line):
            self._old.append(item)
        elif self._heading or self._said:
            self._append(item)
        elif not isinstance(item, Note):
            self.findings.add(Kind.OVERLAY_STRAY, _span(item))

    def _append(self, item: Item) -> None:
        last = self._items[-1] if self._items else None
        if isinstance(item, Line | Variant) and isinstance(last, Line | Variant | Paragraph):
            if self._broken:
                self._items.append(Paragraph(parts=(item,)))
            elif isinstance(last, Paragraph):
                self._items[-1] = Paragraph(parts=(*last.parts, item))
            else:
                self._items.append(item)
        else:
            self._items.append(item)
        self._broken = False

    def end_paragraph(self) -> None:
        """What comes next does not run on from what was taken."""
        self._broken = True

    def end(self) -> None:
        """The change that was being read is complete."""
        items = tuple(self._items)
        if self._heading:
            self.changes.append(ChapterChange(heading=self._heading, items=items))
        elif self._old and not self._said:
            self.findings.add(Kind.OVERLAY_UNFINISHED, self._old[0].span)
        elif self._old:
            old = " ".join(line.text for line in self._old)
            if quoted := _QUOTED.fullmatch(old):
                old = quoted.group(2)
                items = _unquoted(items)
            self.changes.append(SentenceChange(old=old, items=items, span=self._old[0].span))
        self._heading, self._old, self._said, self._items = None, [], False, []


def _after(line: Line, at: int) -> Line:
    text = line.text[at:]
    return Line(text=text, span=line.span.within(at, max(len(text), 1)))


def _span(item: Item) -> Span:
    while isinstance(item, Paragraph):
        item = item.parts[0]
    return item.span


def _unquoted(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """New words without the quotation marks that the old ones had as well."""
    if len(items) == 1 and isinstance(items[0], Line):
        line = items[0]
        if quoted := _QUOTED.fullmatch(line.text):
            start = quoted.start(2)
            span = line.span.within(start, len(quoted.group(2)))
            return (Line(text=quoted.group(2), span=span),)
    return items


# -- applying --------------------------------------------------------------------------------


def apply_overlay(
    overlay: Overlay, scripts: Mapping[str, Script], names: Names
) -> tuple[Mapping[str, Script], tuple[Diagnostic, ...]]:
    """`scripts` with the changes of `overlay`, and a warning for each that found nothing.

    `scripts` are a routine and all that it includes, by source. With `names` a sentence may be
    written as it is heard, or as it is written.
    """
    findings = Findings()
    changed = dict(scripts)
    for change in overlay.changes:
        made = False
        for source, script in changed.items():
            editor = _Editor(change, names)
            nodes = editor.nodes(script.nodes)
            if editor.made:
                changed[source] = replace(script, nodes=nodes)
                made = True
        if not made:
            _report(change, changed.values(), findings)
    return changed, findings.all()


def _report(change: Change, scripts: Iterable[Script], findings: Findings) -> None:
    nodes = [node for script in scripts for node in every_node(script.nodes)]
    if isinstance(change, ChapterChange):
        titles = [node.title for node in nodes if isinstance(node, Heading)]
        findings.add(
            Kind.OVERLAY_CHAPTER_GONE,
            change.heading.span,
            severity=Severity.WARNING,
            suggestion=nearest(change.heading.title, titles),
            title=change.heading.title,
        )
        return
    lines = [line.text for node in nodes for line in _lines(node)]
    old = folded(change.old, ())
    near = [line for line in lines if old and old in folded(line, ())]
    near += difflib.get_close_matches(change.old, lines, n=1, cutoff=NEAR)
    findings.add(
        Kind.OVERLAY_SENTENCE_GONE,
        change.span,
        severity=Severity.WARNING,
        suggestion=near[0] if near else None,
    )


def _lines(node: Node) -> Iterator[Line]:
    waiting = list(node.parts) if isinstance(node, Paragraph) else []
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, Line):
            yield part
        else:
            waiting[:0] = part.parts


class _Editor:
    """Makes one change in the nodes of one script."""

    def __init__(self, change: Change, names: Names) -> None:
        self.made = False
        self._change = change
        self._names = names
        self._old = "" if isinstance(change, ChapterChange) else folded(change.old, names)

    def nodes(self, nodes: Sequence[Node]) -> tuple[Node, ...]:
        """`nodes` with the change."""
        if isinstance(self._change, ChapterChange):
            nodes = self._chapters(nodes, self._change)
        done: list[Node] = []
        for node in nodes:
            done.extend(self._node(node))
        return tuple(done)

    def _chapters(self, nodes: Sequence[Node], change: ChapterChange) -> Sequence[Node]:
        done: list[Node] = []
        inside = False
        for node in nodes:
            if isinstance(node, Heading):
                inside = _title(node.title) == _title(change.heading.title)
                if inside:
                    self.made = True
                    done.append(_heading(node, change.heading))
                    done.extend(gathered(change.items))
                    continue
            if not inside:
                done.append(node)
        return done

    def _node(self, node: Node) -> tuple[Node, ...]:
        if isinstance(node, When | Repeat):
            return (replace(node, nodes=self.nodes(node.nodes)),)
        if isinstance(self._change, ChapterChange):
            return (node,)
        if isinstance(node, Take) and self._old == folded(node.text, self._names):
            self.made = True
            return gathered(self._change.items)
        if isinstance(node, Paragraph):
            items = self._parts(node.parts, self._change)
            return (node,) if items == node.parts else gathered(items)
        return (node,)

    def _parts(self, parts: Sequence[Part], change: SentenceChange) -> tuple[Item, ...]:
        """The parts of a paragraph with the change: text, and what the change puts between."""
        done: list[Item] = []
        run: list[Line] = []
        for part in parts:
            if isinstance(part, Line):
                run.append(part)
                continue
            done.extend(self._run(run, change))
            run = []
            inner = self._parts(part.parts, change)
            if all(isinstance(item, Line | Variant) for item in inner):
                if inner:
                    texts = tuple(item for item in inner if isinstance(item, Line | Variant))
                    done.append(replace(part, parts=texts))
            else:
                done.append(When(condition=part.condition, nodes=gathered(inner), span=part.span))
        done.extend(self._run(run, change))
        return tuple(done)

    def _run(self, lines: Sequence[Line], change: SentenceChange) -> Iterator[Item]:
        """Lines of running text with the change."""
        while lines and (found := _find(self._old, lines, self._names)):
            self.made = True
            (first, start), (last, end) = found
            yield from lines[:first]
            yield from _piece(lines[first], 0, start)
            yield from change.items
            rest = _piece(lines[last], end, len(lines[last].text))
            lines = [*rest, *lines[last + 1 :]]
        yield from lines


def gathered(items: Iterable[Item]) -> tuple[Node, ...]:
    """Items as nodes: text that stands together becomes a paragraph."""
    nodes: list[Node] = []
    parts: list[Part] = []
    for item in items:
        if isinstance(item, Line | Variant):
            parts.append(item)
            continue
        if parts:
            nodes.append(Paragraph(parts=tuple(parts)))
            parts = []
        nodes.append(item)
    if parts:
        nodes.append(Paragraph(parts=tuple(parts)))
    return tuple(nodes)


def _title(title: str) -> str:
    return " ".join(title.translate(_PLAIN).casefold().split())


def _heading(old: Heading, new: Heading) -> Heading:
    """The heading of a replaced chapter: its bounds stay unless the overlay gives others."""
    return new if new.bounds or new.optional else old


def _piece(line: Line, start: int, end: int) -> tuple[Line, ...]:
    text = line.text[start:end]
    words = text.strip()
    if not words:
        return ()
    blank = len(text) - len(text.lstrip())
    return (Line(text=words, span=line.span.within(start + blank, len(words))),)


# -- finding a sentence ----------------------------------------------------------------------

_At = tuple[int, int]
"""A place in a run of lines: the index of the line, the offset in its text."""


def folded(text: str, names: Names) -> str:
    """`text` as sentences are compared: without marks, line ends, typographic differences and
    case, names filled in.
    """
    line = Line(text=text, span=Span(source="", line=1, column=1, length=1))
    return _flow((line,), names)[0].strip()


@lru_cache(maxsize=4096)
def _flow(lines: tuple[Line, ...], names: Names) -> tuple[str, tuple[tuple[_At, _At], ...]]:
    """The folded characters of lines, and where each of them begins and ends.

    Kept, because every change of an overlay looks at every line of a routine.
    """
    values = dict(names)
    flow: list[tuple[str, _At, _At]] = []
    for index, line in enumerate(lines):
        bullet = _BULLET.match(line.text)
        at = bullet.end() if bullet else 0
        if index:
            _blank(flow, (index, at))
        for match in _PIECE.finditer(line.text, at):
            place = ((index, match.start()), (index, match.end()))
            escaped, name = match.groups()
            text = match.group()
            if text.isspace():
                _blank(flow, place[0])
                continue
            if text in ("*", "_"):
                continue
            if escaped:
                text = escaped
            elif name is not None:
                text = values.get(name.strip(), text)
            flow.extend((mark, *place) for mark in text.translate(_PLAIN).casefold())
    return "".join(mark for mark, _, _ in flow), tuple((start, end) for _, start, end in flow)


def _blank(flow: list[tuple[str, _At, _At]], at: _At) -> None:
    if flow and flow[-1][0] != " ":
        flow.append((" ", at, at))


def _find(old: str, lines: Sequence[Line], names: Names) -> tuple[_At, _At] | None:
    """Where `old` stands in running text as one or more whole sentences."""
    text, places = _flow(tuple(lines), names)
    start = text.find(old) if old else -1
    while start >= 0:
        end = start + len(old)
        while end < len(text) and text[end] in _STOPS + _CLOSING:
            end += 1
        if _begins(text, start) and _ends(text, end):
            return places[start][0], places[end - 1][1]
        start = text.find(old, start + 1)
    return None


def _begins(text: str, at: int) -> bool:
    before = text[:at].rstrip().rstrip(_CLOSING)
    return not before or (text[at - 1] == " " and before[-1] in _STOPS)


def _ends(text: str, at: int) -> bool:
    said = text[:at].rstrip(_CLOSING)
    return at == len(text) or (text[at] == " " and said[-1:] in tuple(_STOPS))
