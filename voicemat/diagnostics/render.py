"""Draws findings with the line that they are about and a caret under the place.

Carets measure display width: a tab goes to the next multiple of four, a wide character takes
two cells, a combining mark none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from voicemat.diagnostics.model import Diagnostic, Severity
from voicemat.diagnostics.wording import advice, label, message
from voicemat.source import Source

TAB = 4


def _cells(text: str) -> list[tuple[str, int]]:
    """Each character as it is drawn, and the cells that it takes."""
    from wcwidth import wcwidth  # a tenth of the time of a command that finds nothing wrong

    drawn: list[tuple[str, int]] = []
    column = 0
    for character in text:
        if character == "\t":
            width = TAB - column % TAB
            cell = " " * width
        else:
            measured = wcwidth(character)
            cell, width = (
                (character, measured) if measured >= 0 else ("\N{REPLACEMENT CHARACTER}", 1)
            )
        drawn.append((cell, width))
        column += width
    return drawn


def render(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> str:
    """The finding as a block of lines, without a final line end.

    `sources` gives the text of each source by name; without it only the place is named.
    """
    span = diagnostic.span
    place = f"{span.source}:{span.line}:{span.column}: " if span else ""
    lines = [f"{place}{diagnostic.severity}[{diagnostic.kind}]: {message(diagnostic)}"]
    margin = 3
    if span and span.source in sources:
        cells = _cells(sources[span.source].line(span.line))
        text = "".join(cell for cell, _ in cells)
        number = str(span.line)
        margin = len(number) + 3
        before = sum(width for _, width in cells[: span.column - 1])
        under = sum(width for _, width in cells[span.column - 1 : span.column - 1 + span.length])
        caret = " " * before + "^" * max(under, 1)
        remark = label(diagnostic)
        lines.append(f"   {number} | {text}".rstrip())
        lines.append(f"{' ' * margin} | {caret}{' ' + remark if remark else ''}")
    elif diagnostic.suggestion:
        lines.append(f"{' ' * margin} = {label(diagnostic)}")
    if words := advice(diagnostic):
        lines.append(f"{' ' * margin} = {words}")
    return "\n".join(lines)


def summarise(diagnostics: Iterable[Diagnostic]) -> str:
    """How many errors and warnings, in words: ``2 errors, 1 warning``."""
    found = list(diagnostics)
    parts = []
    for severity in Severity:
        count = sum(diagnostic.severity is severity for diagnostic in found)
        if count:
            parts.append(f"{count} {severity}{'s' if count > 1 else ''}")
    return ", ".join(parts) or "no findings"
