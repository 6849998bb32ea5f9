"""The way from a text to a timeline, with fakes where the outside would be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tests.fakes.catalog import CATALOG
from tests.fakes.sentences import split
from tests.fakes.voice import speak
from voicemat import units
from voicemat.compiler import Fit, Score, Wishes, arrange, resolve
from voicemat.compiler.levels import Balance
from voicemat.diagnostics import Diagnostic, error_count, render
from voicemat.script import Script, parse
from voicemat.source import Source
from voicemat.timeline.model import Timeline

NAME = "evening.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """Everything that a text became; no timeline where there are errors."""

    source: Source
    script: Script
    score: Score
    timeline: Timeline | None
    findings: tuple[Diagnostic, ...]

    @property
    def kinds(self) -> list[str]:
        return [finding.kind.value for finding in self.findings]

    @property
    def report(self) -> str:
        sources = {self.source.name: self.source}
        return "\n".join(render(finding, sources) for finding in self.findings)

    @property
    def session(self) -> Timeline:
        assert self.timeline is not None, self.report
        return self.timeline


def compile_text(
    text: str,
    *,
    seconds: int | Decimal | None = None,
    frames: int | None = None,
    fit: Fit = Fit.EXACT,
    settings: tuple[tuple[str, str], ...] = (),
    balance: Balance | None = None,
) -> Compiled:
    """Parse, resolve and arrange `text` for a length in seconds or frames, or its own."""
    source = Source(name=NAME, text=text)
    length = units.frames(seconds) if seconds is not None else frames
    script, parsed = parse(source)
    wishes = Wishes(length=length, fit=fit, settings=settings, balance=balance or Balance())
    score, resolved = resolve(script, CATALOG, wishes, split)
    findings = (*parsed, *resolved)
    timeline = None
    if not error_count(findings):
        timeline, arranged = arrange(score, speak(score))
        findings = (*findings, *arranged)
    return Compiled(source=source, script=script, score=score, timeline=timeline, findings=findings)
