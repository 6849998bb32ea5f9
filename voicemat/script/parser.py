"""Text to script: one pass over the lines, every finding collected, nothing raised."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from voicemat.diagnostics import Diagnostic, Kind, Severity, nearest
from voicemat.script.cursor import Cursor, UnreadableError
from voicemat.script.directives import (
    CUE_FORM,
    DIRECTIVES,
    VARIANT_FORM,
    CloseBlock,
    Opening,
    read_condition,
    read_cue,
)
from voicemat.script.directives.block import OpenRepeat, OpenWhen
from voicemat.script.header import read_header
from voicemat.script.lines import (
    DOTS,
    HEADING,
    ONE_DOTS,
    QUOTE,
    RULE,
    TextOpening,
    header_bounds,
    heading_note,
    next_bracket,
    pieces,
    text_opening,
)
from voicemat.script.model import (
    ChoiceIs,
    Condition,
    Dots,
    Header,
    Heading,
    Line,
    Node,
    Note,
    Paragraph,
    Part,
    Script,
    Stretch,
    Take,
    Variant,
    When,
)
from voicemat.source import Source, Span

_HASH = re.compile(r"\s*#{1,6}(?=[^\s#\d])")
_BOUNDS = re.compile(r"\s*\d")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


DEEPEST = 20
"""Levels of nesting that a script may have."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _VariantOpening:
    """``[beginner:`` and its kin: text up to the closing bracket."""

    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class _TakeOpening:
    """``[recording welcome.wav:`` and the transcript up to the closing bracket."""

    file: str
    span: Span


@dataclass(slots=True)
class _Frame:
    """What is being collected at one level of nesting, and what opened it."""

    opening: _VariantOpening | _TakeOpening | Opening | None
    nodes: list[Node] = field(default_factory=list)
    paragraph: list[Part] = field(default_factory=list)

    def end_paragraph(self) -> None:
        if self.paragraph:
            self.nodes.append(Paragraph(parts=tuple(self.paragraph)))
            self.paragraph = []


def _place(found: Diagnostic) -> tuple[int, int]:
    return (found.span.line, found.span.column) if found.span else (0, 0)


class _Parser:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._frames = [_Frame(opening=None)]
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
        while len(self._frames) > 1:
            self._abandon(Kind.BLOCK_NOT_CLOSED)
        script = Script(source=self._source.name, header=header, nodes=tuple(self._frames[0].nodes))
        return script, tuple(sorted(self._findings, key=_place))

    @property
    def _frame(self) -> _Frame:
        return self._frames[-1]

    def _add(self, node: Node) -> None:
        self._frame.nodes.append(node)

    # -- the header ----------------------------------------------------------------------

    def _read_header(self, lines: list[str]) -> tuple[Header, int]:
        title = _title_from(self._source.name)
        bounds = header_bounds(lines)
        if bounds is None:
            return Header(title=title), 0
        opening, closing = bounds
        if closing is None:
            self._find(Kind.UNCLOSED_HEADER, self._span(opening + 1, 1, 3))
            return Header(title=title), len(lines)
        header, findings = read_header(
            "\n".join(lines[opening + 1 : closing]),
            title=title,
            source=self._source.name,
            first_line=opening + 2,
        )
        self._findings.extend(findings)
        return header, closing + 1

    # -- the body ------------------------------------------------------------------------

    def _line(self, number: int, text: str) -> None:
        if not self._comment and (match := QUOTE.fullmatch(text)):
            self._end_paragraph()
            self._add(Note(text=match.group(1).strip(), span=self._whole(number, text)))
            return
        blank = not text.strip()
        text = self._without_comments(number, text)
        if not text.strip():
            # A comment does not end the paragraph that it stands in.
            if blank and not self._comment:
                self._end_paragraph()
        elif RULE.fullmatch(text):
            self._end_paragraph()
        elif DOTS.fullmatch(text):
            self._dots(len(ONE_DOTS.findall(text)), self._whole(number, text))
        elif match := HEADING.fullmatch(text):
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
        for part in pieces(text, inside=self._comment is not None):
            written = text[part.start : part.end]
            kept.append(" " * len(written) if part.comment else written)
            if part.opens:
                self._comment = (self._span(number, part.start + 1, 4), [])
            if part.comment and self._comment:
                span, lines = self._comment
                opening, closing = 4 * part.opens, len(written) - 3 * part.closes
                lines.append(written[opening:closing])
                if part.closes:
                    self._add(Note(text="\n".join(lines).strip(), span=span))
                    self._comment = None
        return "".join(kept)

    def _dots(self, count: int, span: Span) -> None:
        self._end_paragraph()
        last = self._frame.nodes[-1] if self._frame.nodes else None
        if isinstance(last, Dots):
            self._frame.nodes[-1] = replace(last, count=last.count + count)
        else:
            self._add(Dots(count=count, span=span))

    def _heading(self, number: int, text: str, start: int) -> None:
        self._end_paragraph()
        span = self._whole(number, text)
        title = text[start:].rstrip()
        bare = title.rstrip("#")
        if not bare or bare[-1].isspace():
            title = bare.rstrip()
        if match := next_bracket(text, start):
            self._find(Kind.BRACKET_IN_HEADING, self._span(number, match.start() + 1, 1))
            return
        title, bounds, optional = self._heading_note(number, title, start)
        if title.strip():
            self._add(Heading(title=title.strip(), bounds=bounds, optional=optional, span=span))
        else:
            self._find(Kind.EMPTY_HEADING, span)

    def _heading_note(
        self, number: int, title: str, start: int
    ) -> tuple[str, Stretch | None, bool]:
        """The title without its ``(8-12 min)`` or ``(optional)``, and what that says."""
        found = heading_note(title)
        if found is None:
            return title, None, False
        note = title[found[0] + 1 : found[1] - 1]
        rest = title[: found[0]]
        if note.strip().casefold() == "optional":
            return rest, None, True
        if not _BOUNDS.match(note):
            return title, None, False
        place = self._span(number, start + found[0] + 2, len(note))
        cursor = Cursor(note, place, "as in # Rest (8-12 min) or # Rest (optional)")
        try:
            bounds = cursor.stretch()
            cursor.done()
        except UnreadableError as error:
            self._findings.append(error.diagnostic)
            return rest, None, False
        return rest, bounds, False

    def _flow(self, number: int, text: str) -> None:
        """A line of spoken text and directives."""
        start = 0
        while match := next_bracket(text, start):
            self._spoken(number, text, start, match.start())
            if match.group() == "[":
                start = self._bracket(number, text, match.start())
            else:
                start = match.end()
                self._close_bracket(self._span(number, match.start() + 1, 1))
        self._spoken(number, text, start, len(text))

    # -- brackets ------------------------------------------------------------------------

    def _bracket(self, number: int, text: str, opening: int) -> int:
        """Read what opens at `opening`; returns the offset from which the line goes on."""
        if opened := text_opening(text, opening):
            return self._open_text(number, opening, opened)
        found = next_bracket(text, opening + 1)
        if found is None or found.group() == "[":
            end = found.start() if found else len(text.rstrip())
            self._end_paragraph()
            self._find(Kind.UNCLOSED_BRACKET, self._span(number, opening + 1, end - opening))
            return end
        inside = text[opening + 1 : found.start()]
        span = self._span(number, opening + 1, found.end() - opening)
        self._frame.end_paragraph()
        if inside.strip():
            self._directive(inside, self._span(number, opening + 2, len(inside)), span)
        else:
            self._find(Kind.EMPTY_DIRECTIVE, span)
        return found.end()

    def _open_text(self, number: int, opening: int, opened: TextOpening) -> int:
        span = self._span(number, opening + 1, opened.end - opening)
        found: _VariantOpening | _TakeOpening
        if opened.take:
            found = _TakeOpening(file=opened.head.strip('"'), span=span)
            self._frame.end_paragraph()
        else:
            place = self._span(number, opened.start + 1, len(opened.head))
            cursor = Cursor(opened.head, place, VARIANT_FORM)
            try:
                condition = read_condition(cursor)
                cursor.done()
            except UnreadableError as error:
                self._findings.append(error.diagnostic)
                condition = ChoiceIs(value="", span=place)
            found = _VariantOpening(condition=condition, span=span)
        self._push(_Frame(opening=found), span)
        return opened.end

    def _close_bracket(self, span: Span) -> None:
        opening = self._frame.opening
        if isinstance(opening, _VariantOpening):
            frame = self._frames.pop()
            if frame.nodes:
                frame.end_paragraph()
                self._frame.end_paragraph()
                self._add(
                    When(condition=opening.condition, nodes=tuple(frame.nodes), span=opening.span)
                )
            elif frame.paragraph:
                self._frame.paragraph.append(
                    Variant(
                        condition=opening.condition,
                        parts=tuple(frame.paragraph),
                        span=opening.span,
                    )
                )
        elif isinstance(opening, _TakeOpening):
            frame = self._frames.pop()
            lines = [part for part in frame.paragraph if isinstance(part, Line)]
            if frame.nodes or len(lines) < len(frame.paragraph):
                self._find(Kind.NOT_TEXT, opening.span)
            transcript = " ".join(line.text for line in lines)
            self._add(Take(file=opening.file, text=transcript, span=opening.span))
        else:
            self._find(Kind.STRAY_BRACKET, span)

    def _push(self, frame: _Frame, span: Span) -> None:
        self._frames.append(frame)
        if len(self._frames) == DEEPEST + 1:
            self._find(Kind.TOO_DEEP, span, most=str(DEEPEST))
        if len(self._frames) > DEEPEST:
            # Its contents are read on the level above, so that nothing nests without end.
            self._frames.pop()

    def _abandon(self, kind: Kind) -> None:
        """Close the innermost level without its end; what it holds goes to the level above."""
        frame = self._frames.pop()
        frame.end_paragraph()
        assert frame.opening is not None
        self._find(kind, frame.opening.span)
        self._frame.nodes.extend(frame.nodes)

    # -- directives ----------------------------------------------------------------------

    def _directive(self, inside: str, inside_span: Span, span: Span) -> None:
        blank = len(inside) - len(inside.lstrip())
        match = _WORD.match(inside, blank)
        word = match.group() if match else inside.strip()
        word_span = inside_span.within(blank, len(word))
        directive = DIRECTIVES.get(word.casefold())
        form = directive.form if directive else CUE_FORM
        after = match.end() if match else len(inside)
        cursor = Cursor(
            inside[after:], inside_span.within(after, max(len(inside) - after, 1)), form
        )
        try:
            if directive:
                self._put(directive.read(cursor, span))
            elif match:
                self._put(read_cue(cursor, span, word.casefold(), word_span))
            else:
                self._unknown(word, word_span)
        except UnreadableError as error:
            # Any other word may be a cue's name; one close to a directive's was meant for it.
            if directive or not nearest(word, DIRECTIVES):
                self._findings.append(error.diagnostic)
            else:
                self._unknown(word, word_span)

    def _put(self, found: Node | Opening | CloseBlock) -> None:
        if isinstance(found, CloseBlock):
            opening = self._frame.opening
            if isinstance(opening, OpenWhen | OpenRepeat):
                frame = self._frames.pop()
                self._add(opening.close(tuple(frame.nodes)))
            else:
                self._find(Kind.STRAY_END, found.span)
        elif isinstance(found, OpenWhen | OpenRepeat):
            self._push(_Frame(opening=found), found.span)
        else:
            self._add(found)

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
            self._frame.paragraph.append(Line(text=words, span=span))

    def _end_paragraph(self) -> None:
        """A paragraph ends, and with it every bracket that is still open in it."""
        while isinstance(self._frame.opening, _VariantOpening | _TakeOpening):
            self._abandon(Kind.UNCLOSED_BRACKET)
        self._frame.end_paragraph()

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
