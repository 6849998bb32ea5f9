"""Texts to parsed scripts, in the forms that tests ask about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voicemat.diagnostics import Diagnostic, render
from voicemat.script import Script, parse
from voicemat.script.model import Header, Line, Node, Paragraph, Part
from voicemat.script.walk import every_node
from voicemat.source import Source, Span

NAME = "evening.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A script, what was wrong with it, and the text that it was made from."""

    source: Source
    script: Script
    findings: tuple[Diagnostic, ...]

    @property
    def header(self) -> Header:
        return self.script.header

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.script.nodes

    @property
    def kinds(self) -> list[str]:
        return [finding.kind.value for finding in self.findings]

    @property
    def spoken(self) -> list[str]:
        """The lines of all paragraphs, as written, whatever the conditions they stand under."""
        return [line.text for line in self.lines]

    @property
    def lines(self) -> list[Line]:
        """The lines of all paragraphs, variants and blocks, in order."""
        paragraphs = [node for node in every_node(self.nodes) if isinstance(node, Paragraph)]
        return [line for paragraph in paragraphs for line in lines_of(paragraph.parts)]

    @property
    def report(self) -> str:
        return "\n".join(render(finding, {NAME: self.source}) for finding in self.findings)

    @property
    def sound(self) -> Parsed:
        """The same, when nothing was wrong."""
        assert not self.findings, self.report
        return self

    def covered(self, span: Span | None) -> str:
        """The text that a span covers."""
        assert span is not None
        return self.source.line(span.line)[span.column - 1 : span.column - 1 + span.length]


def lines_of(parts: Iterable[Part]) -> list[Line]:
    """The lines of a paragraph with those of its variants, in order."""
    found: list[Line] = []
    for part in parts:
        found += [part] if isinstance(part, Line) else lines_of(part.parts)
    return found


def parse_text(text: str) -> Parsed:
    source = Source(name=NAME, text=text)
    script, findings = parse(source)
    return Parsed(source=source, script=script, findings=findings)


def parse_header(*lines: str) -> Parsed:
    """A script whose header has these lines."""
    return parse_text("\n".join(["---", *lines, "---", "Hello.", ""]))


def parse_node(line: str) -> Node:
    """The only node of a script of one line, read without findings."""
    (node,) = parse_text(line).sound.nodes
    return node
