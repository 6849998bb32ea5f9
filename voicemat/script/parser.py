"""Text to script: one pass over the lines, every finding collected, nothing raised."""

from __future__ import annotations

import re
from dataclasses import replace

from voicemat.diagnostics import Diagnostic, Kind, Severity, nearest
from voicemat.script.cursor import Cursor, UnreadableError
from voicemat.script.directives import CUE_FORM, DIRECTIVES, read_cue
from voicemat.script.header import read_header
from voicemat.script.model import Dots, Header, Heading, Line, Node, Note, Paragraph, Script
from voicemat.source import Source, Span

_FENCE = re.compile(r"---\s*")
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
_DOTS = re.compile(r"\s*(?:(?:\.{3}|\N{HORIZONTAL ELLIPSIS})\s*)+")
_ONE_DOTS = re.compile(r"\.{3}|\N{HORIZONTAL ELLIPSIS}")
_HEADING = re.compile(r"\s*(#{1,6})(\s.*|$)")
_HASH = re.compile(r"\s*#{1,6}(?=[^\s#\d])")
_QUOTE = re.compile(r"\s*>\s?(.*)")
_BRACKET = re.compile(r"\\.|[\[\]]")
_COMMENT = re.compile(r"\\.|<!--")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def parse(source: Source) -> tuple[Script, tuple[Diagnostic, ...]]:
    """The script in `source` and everything that is wrong with it.

    Never raises for bad input: what cannot be understood is left out and reported.
    """
    return _Parser(source).parse()


def _title_from(name: str) -> str:
    stem = re.split(r"[/\\]", name)[-1]
    stem = re.sub(r"\.(md|txt)$", "", stem, flags=re.IGNORECASE)
    spoken = " ".join(re.split(r"[\s_-]+", stem)).strip()
    return spoken[:1].upper() + spoken[1:]


def _comment_opening(text: str, at: int) -> int:
    """Where the next comment opens, from `at` on; the end of `text` where none does."""
    while match := _COMMENT.search(text, at):
        if match.group() == "<!--":
            return match.start()
        at = match.end()
    return len(text)


class _Parser:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._nodes: list[Node] = []
        self._paragraph: list[Line] = []
        self._findings: list[Diagnostic] = []
        self._comment: tuple[Span, list[str]] | None = None

    def parse(self) -> tuple[Script, tuple[Diagnostic, ...]]:
        lines = self._source.text.removeprefix("\N{BYTE ORDER MARK}").splitlines()
        header, body_start = self._read_header(lines)
        for number, text in enumerate(lines[body_start:], body_start + 1):
            self._line(number, text)
        self._end_paragraph()
        if self._comment:
            self._find(Kind.UNCLOSED_COMMENT, self._comment[0])
        script = Script(source=self._source.name, header=header, nodes=tuple(self._nodes))
        return script, tuple(
            sorted(
                self._findings,
                key=lambda found: (found.span.line, found.span.column) if found.span else (0, 0),
            )
        )

    # -- the header ----------------------------------------------------------------------

    def _read_header(self, lines: list[str]) -> tuple[Header, int]:
        title = _title_from(self._source.name)
        # Blank lines above the header are forgiven: else its keys would be spoken.
        opening = next((index for index, text in enumerate(lines) if text.strip()), 0)
        if not lines or not _FENCE.fullmatch(lines[opening]):
            return Header(title=title), 0
        for end in range(opening + 1, len(lines)):
            if _FENCE.fullmatch(lines[end]):
                header, findings = read_header(
                    "\n".join(lines[opening + 1 : end]),
                    title=title,
                    source=self._source.name,
                    first_line=opening + 2,
                )
                self._findings.extend(findings)
                return header, end + 1
        self._find(Kind.UNCLOSED_HEADER, self._span(opening + 1, 1, 3))
        return Header(title=title), len(lines)

    # -- the body ------------------------------------------------------------------------

    def _line(self, number: int, text: str) -> None:
        if not self._comment and (match := _QUOTE.fullmatch(text)):
            self._end_paragraph()
            self._nodes.append(Note(text=match.group(1).strip(), span=self._whole(number, text)))
            return
        blank = not text.strip()
        text = self._without_comments(number, text)
        if not text.strip():
            # A comment does not end the paragraph that it stands in.
            if blank and not self._comment:
                self._end_paragraph()
        elif _RULE.fullmatch(text):
            self._end_paragraph()
        elif _DOTS.fullmatch(text):
            self._dots(len(_ONE_DOTS.findall(text)), self._whole(number, text))
        elif match := _HEADING.fullmatch(text):
            self._heading(number, text, match.start(2))
        elif match := _HASH.match(text):
            self._end_paragraph()
            words = text[match.end() :].strip()
            self._find(Kind.HEADING_SPACE, self._whole(number, text), text=words)
        else:
            self._flow(number, text)

    def _without_comments(self, number: int, text: str) -> str:
        """`text` with its comments blanked, so that what is left keeps its columns."""
        kept: list[str] = []
        at = 0
        while True:
            if self._comment is None:
                opening = _comment_opening(text, at)
                kept.append(text[at:opening])
                if opening == len(text):
                    return "".join(kept)
                self._comment = (self._span(number, opening + 1, 4), [])
                kept.append(" " * 4)
                at = opening + 4
            span, parts = self._comment
            end = text.find("-->", at)
            parts.append(text[at:] if end < 0 else text[at:end])
            if end < 0:
                return "".join(kept)
            self._nodes.append(Note(text="\n".join(parts).strip(), span=span))
            self._comment = None
            kept.append(" " * (end + 3 - at))
            at = end + 3

    def _dots(self, count: int, span: Span) -> None:
        self._end_paragraph()
        last = self._nodes[-1] if self._nodes else None
        if isinstance(last, Dots):
            self._nodes[-1] = replace(last, count=last.count + count)
        else:
            self._nodes.append(Dots(count=count, span=span))

    def _heading(self, number: int, text: str, start: int) -> None:
        self._end_paragraph()
        span = self._whole(number, text)
        title = text[start:].strip()
        bare = title.rstrip("#")
        if not bare or bare[-1].isspace():
            title = bare.strip()
        at = start
        while match := _BRACKET.search(text, at):
            at = match.end()
            if match.group() in "[]":
                self._find(Kind.BRACKET_IN_HEADING, self._span(number, match.start() + 1, 1))
                return
        if title:
            self._nodes.append(Heading(title=title, span=span))
        else:
            self._find(Kind.EMPTY_HEADING, span)

    def _flow(self, number: int, text: str) -> None:
        """A line of spoken text and directives."""
        start = at = 0
        while match := _BRACKET.search(text, at):
            at = match.end()
            token = match.group()
            if token == "[":
                self._spoken(number, text, start, match.start())
                start = at = self._bracket(number, text, match.start())
            elif token == "]":
                self._spoken(number, text, start, match.start())
                start = at
                self._find(Kind.STRAY_BRACKET, self._span(number, match.start() + 1, 1))
        self._spoken(number, text, start, len(text))

    def _bracket(self, number: int, text: str, opening: int) -> int:
        """Read the directive that opens at `opening`; returns the offset after it."""
        self._end_paragraph()
        match = None
        at = opening + 1
        while (match := _BRACKET.search(text, at)) and match.group() not in "[]":
            at = match.end()
        if match is None or match.group() == "[":
            end = match.start() if match else len(text.rstrip())
            self._find(Kind.UNCLOSED_BRACKET, self._span(number, opening + 1, end - opening))
            return end
        inside = text[opening + 1 : match.start()]
        span = self._span(number, opening + 1, match.end() - opening)
        if inside.strip():
            self._directive(inside, self._span(number, opening + 2, len(inside)), span)
        else:
            self._find(Kind.EMPTY_DIRECTIVE, span)
        return match.end()

    def _directive(self, inside: str, inside_span: Span, span: Span) -> None:
        blank = len(inside) - len(inside.lstrip())
        match = _WORD.match(inside, blank)
        word = match.group() if match else inside.strip()
        directive = DIRECTIVES.get(word.casefold())
        form = directive.form if directive else CUE_FORM
        after = match.end() if match else len(inside)
        cursor = Cursor(
            inside[after:], inside_span.within(after, max(len(inside) - after, 1)), form
        )
        try:
            if directive:
                self._nodes.append(directive.read(cursor, span))
            elif match:
                self._nodes.append(read_cue(cursor, span, word.casefold()))
            else:
                self._unknown(word, inside_span.within(blank, len(word)))
        except UnreadableError as error:
            if directive:
                self._findings.append(error.diagnostic)
            else:
                self._unknown(word, inside_span.within(blank, len(word)))

    def _unknown(self, word: str, span: Span) -> None:
        self._findings.append(
            Diagnostic(
                kind=Kind.UNKNOWN_DIRECTIVE,
                severity=Severity.ERROR,
                span=span,
                values=(("name", word), ("known", ", ".join(DIRECTIVES))),
                suggestion=nearest(word, DIRECTIVES),
            )
        )

    def _spoken(self, number: int, text: str, start: int, end: int) -> None:
        part = text[start:end]
        if part.strip():
            blank = len(part) - len(part.lstrip())
            words = part.strip()
            span = self._span(number, start + blank + 1, len(words))
            self._paragraph.append(Line(text=words, span=span))

    def _end_paragraph(self) -> None:
        if self._paragraph:
            self._nodes.append(Paragraph(lines=tuple(self._paragraph)))
            self._paragraph = []

    # -- places and findings -------------------------------------------------------------

    def _span(self, line: int, column: int, length: int) -> Span:
        return Span(source=self._source.name, line=line, column=column, length=max(length, 1))

    def _whole(self, number: int, text: str) -> Span:
        blank = len(text) - len(text.lstrip())
        return self._span(number, blank + 1, len(text.strip()))

    def _find(self, kind: Kind, span: Span, **values: str) -> None:
        self._findings.append(
            Diagnostic(kind=kind, severity=Severity.ERROR, span=span, values=tuple(values.items()))
        )
