"""One calm form for scripts: the layout and the spelling of directives change, the words never.

What is written stays on the lines on which the author put it; dots alone get a line each. The
keys of a header stay in the author's order, with the comments that stand between them.
"""

from __future__ import annotations

import re

from voicemat.diagnostics import Diagnostic, error_count
from voicemat.script.header import read_header
from voicemat.script.lines import (
    DOTS,
    FENCE,
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
from voicemat.script.parser import parse
from voicemat.script.spelling import (
    spell_condition,
    spell_directive,
    spell_duration,
    spell_mix,
    unplaced,
)
from voicemat.source import Source

_MARK = "\N{BYTE ORDER MARK}"

_ENTRY = re.compile(r"(?P<indent>\s*)(?P<key>[^\s#:'\"][^#:'\"]*?)\s*:\s+(?P<value>\S.*)")
_OPEN_ENTRY = re.compile(r"(?P<key>\w+)\s*:(?P<comment>\s+#.*)?")
_REMARK = re.compile(r"\s#")
_STRUCTURE = tuple("'\"|>&*!%@`[{?-")
"""What a value of the header begins with where it is more than plain text."""

_LENGTH = re.compile(r"([^()]+)\(([^()]*)\)\s*")
_PLAIN_MINUTES = re.compile(r"([\d.]+-[\d.]+) min")


def format_script(source: Source) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a script in its calm form, and what is wrong with it.

    A script with errors keeps its text. Otherwise the new text parses to the same script apart
    from places, and formatting it again changes nothing.
    """
    _, findings = parse(source)
    if error_count(findings):
        return source.text, findings
    lines = source.text.removeprefix(_MARK).splitlines()
    bounds = header_bounds(lines)
    layout = _Layout()
    opening, closing = bounds or (0, None)
    if closing is None:
        layout.body(lines)
    else:
        layout.header(_header(lines[opening + 1 : closing]))
        layout.body(lines[closing + 1 :])
    text = "".join(f"{line}\n" for line in layout.lines)
    return (_MARK + text if text.startswith(_MARK) else text), findings


# -- the body ----------------------------------------------------------------------------------


class _Layout:
    """Collects the lines of the new text."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._blank = False
        """Whether there was a blank line in the source."""
        self._apart = False
        """Whether the last line stands by itself."""
        self._commented = False
        """Whether a comment is open."""

    def header(self, lines: list[str]) -> None:
        """A header between its fences."""
        self.lines = ["---", *lines, "---"]
        self._apart = True

    def body(self, lines: list[str]) -> None:
        """The lines of a body, one after the other."""
        for line in lines:
            self._line(line)

    def _line(self, text: str) -> None:
        if self._commented:
            # What stands in a comment stays as it is, blank lines too.
            self._in_comment(text)
        elif not text.strip():
            self._blank = True
        elif QUOTE.fullmatch(text):
            self._put(text.strip())
        else:
            bare = self._without_comments(text)
            as_written = text.lstrip() if self._commented else text.strip()
            commented = bare != text
            if RULE.fullmatch(bare):
                first = not self.lines and bool(FENCE.fullmatch(as_written))
                # At the very top, it would open a header.
                self._put("***" if first else as_written, above=not commented, below=True)
            elif HEADING.fullmatch(bare):
                heading = as_written if commented else _heading(as_written)
                # A comment belongs to the paragraph above, if that goes on until here.
                self._put(heading, above=not commented, below=True)
            elif DOTS.fullmatch(bare):
                dots = ["..."] * len(ONE_DOTS.findall(bare))
                for line in [as_written] if commented else dots:
                    self._put(line)
            else:
                line = _flow(text, bare).lstrip()
                self._put(line if self._commented else line.rstrip())

    def _in_comment(self, text: str) -> None:
        """A line that begins within a comment."""
        bare = self._without_comments(text)
        line = _flow(text, bare) if _flows(bare) else text
        self.lines.append(line if self._commented else line.rstrip())
        self._blank = False
        self._apart = bool(HEADING.fullmatch(bare) or RULE.fullmatch(bare))

    def _put(self, line: str, *, above: bool = False, below: bool = False) -> None:
        """Add a line, with a blank line above or below it at least where that is asked for."""
        if self.lines and (self._blank or above or self._apart):
            self.lines.append("")
        self.lines.append(line)
        self._blank = False
        self._apart = below

    def _without_comments(self, text: str) -> str:
        kept = []
        for piece in pieces(text, inside=self._commented):
            written = text[piece.start : piece.end]
            kept.append(" " * len(written) if piece.comment else written)
            self._commented = piece.comment and not piece.closes
        return "".join(kept)


def _flows(bare: str) -> bool:
    """Whether a line without its comments is spoken text and directives."""
    if not bare.strip():
        return False
    return not any(kind.fullmatch(bare) for kind in (RULE, DOTS, HEADING))


def _heading(text: str) -> str:
    """A heading with one space after its marks, none of them at its end, and its bounds spelled."""
    match = HEADING.fullmatch(text)
    assert match is not None
    title = match.group(2).strip()
    bare = title.rstrip("#")
    if bare[-1:].isspace():
        title = bare.rstrip()
    if found := heading_note(title):
        opening, closing = found
        note = title[opening + 1 : closing - 1].strip()
        rest = title[:opening].rstrip()
        if note.casefold() == "optional":
            title = f"{rest} (optional)"
        elif note[:1].isdigit():
            title = f"{rest} ({spell_duration(note)})"
    spelled = f"{match.group(1)} {title}"
    return spelled if _nodes(spelled) == _nodes(text) else text


def _nodes(line: str) -> object:
    script, findings = parse(Source(name="", text=line))
    return unplaced(script.nodes), bool(findings)


def _flow(text: str, bare: str) -> str:
    """A line of text and directives; `bare` is the same without its comments."""
    made: list[str] = []
    start = 0
    opened = False

    def words(end: int, *, closed: bool = False) -> None:
        chunk = text[start:end]
        if opened:
            chunk = f" {chunk.lstrip()}" if chunk.strip() or not closed else ""
        # A blank that a backslash escapes is needed: it keeps the bracket.
        if closed and not chunk.rstrip().endswith("\\"):
            chunk = chunk.rstrip()
        made.append(chunk)

    while match := next_bracket(bare, start):
        bracket = match.start()
        words(bracket, closed=match.group() == "]")
        opened = False
        if match.group() == "]":
            start = match.end()
            made.append("]")
            continue
        opening = text_opening(bare, bracket)
        closing = None if opening else next_bracket(bare, bracket + 1)
        start = opening.end if opening else closing.end() if closing else len(bare)
        opened = opening is not None
        written = text[bracket:start]
        if written != bare[bracket:start]:
            made.append(written)
        elif opening:
            made.append(_text_opening(opening))
        else:
            made.append(f"[{spell_directive(written[1:-1])}]")
    words(len(text))
    return "".join(made)


def _text_opening(opening: TextOpening) -> str:
    if opening.take:
        return f"[recording {opening.head}:"
    return f"[{spell_condition(opening.head)}:"


# -- the header --------------------------------------------------------------------------------


def _header(lines: list[str]) -> list[str]:
    """The lines of a header with their values spelled, where that changes none of them."""
    trimmed = [line.rstrip() for line in lines]
    meant = _read(lines)
    for attempt in (_entries(trimmed), trimmed):
        if _read(attempt) == meant:
            return attempt
    return lines


def _read(lines: list[str]) -> object:
    header, findings = read_header("\n".join(lines), title="", source="", first_line=1)
    return unplaced(header), len(findings)


def _entries(lines: list[str]) -> list[str]:
    """The lines of a header, one blank line at most between them, each value spelled."""
    made: list[str] = []
    section = ""
    for line in lines:
        if not line:
            if made and made[-1]:
                made.append("")
            continue
        if opening := _OPEN_ENTRY.fullmatch(line):
            section = opening["key"]
            made.append(f"{section}:{opening['comment'] or ''}")
        elif entry := _ENTRY.fullmatch(line):
            if not entry["indent"]:
                section = ""
            made.append(_entry(section, entry))
        elif section and line[0].isspace() and line.lstrip().startswith("#"):
            made.append(f"  {line.lstrip()}")
        else:
            made.append(line)
    while made and not made[-1]:
        made.pop()
    return made


def _entry(section: str, entry: re.Match[str]) -> str:
    key, value = entry["key"], entry["value"]
    start = f"{'  ' if section else ''}{key}: "
    if value.startswith((*_STRUCTURE, "#")):
        return start + value
    remark = _REMARK.search(value)
    end = remark.start() if remark else len(value)
    plain, comment = value[:end].rstrip(), value[len(value[:end].rstrip()) :]
    return start + _value(section or key, plain) + comment


def _value(key: str, value: str) -> str:
    match key:
        case "ending":
            return value.casefold()
        case "music":
            return spell_mix(value)
        case "dots":
            return spell_duration(value)
        case "mat":
            return re.sub(
                r"(?i)at[\s,]+most[\s,]+(.+)",
                lambda match: f"at most {spell_duration(match.group(1))}",
                value,
            )
        case "length":
            return _length(value)
        case "tags" | "options":
            return ", ".join(choice.strip() for choice in value.split(",") if choice.strip())
        case _:
            return value


def _length(value: str) -> str:
    """``20 min (12-45)``: minutes go without saying within the parentheses."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return spell_duration(value)
    bounds = spell_duration(match.group(2))
    if minutes := _PLAIN_MINUTES.fullmatch(bounds):
        bounds = minutes.group(1)
    return f"{spell_duration(match.group(1))} ({bounds})"
