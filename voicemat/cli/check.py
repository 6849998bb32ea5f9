"""``voicemat check``."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicemat.cli.options import Length, Settings, open_studio, settings
from voicemat.cli.progress import Bar
from voicemat.diagnostics import (
    Severity,
    advice,
    error_count,
    message,
    render,
    summarise,
)
from voicemat.errors import UsageError

if TYPE_CHECKING:
    from voicemat.checking import Finding
    from voicemat.pipeline import Routine


class Form(StrEnum):
    """How findings are given."""

    TEXT = "text"
    JSON = "json"


def check(
    scripts: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCRIPT...", help="Names of routines, paths, or folders."),
    ] = None,
    length: Length = None,
    set_: Settings = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Take every warning as an error.")
    ] = False,
    format: Annotated[
        Form, typer.Option("--format", help="As text, or as JSON for an editor.")
    ] = Form.TEXT,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain", metavar="CODE", help="Say what a finding means, and how to mend it."
        ),
    ] = None,
) -> None:
    """Find everything that is wrong with a script, at once.

    It is compiled with the real voice, at its own length or at --length, for every value of its
    options, so that time is checked too. Sentences are spoken once and kept; the first check of a
    script takes as long as its first playing would to prepare.
    """
    from voicemat import checking

    if explain is not None:
        typer.echo(checking.explain(explain))
        return
    if not scripts:
        raise UsageError("nothing to check", advice="name a routine, a path or a folder")
    found: list[tuple[Routine, Finding]] = []
    for routine in checking.find_routines(open_studio(), scripts):
        with Bar("narration", "words") as bar:
            findings = checking.check_routine(routine, length, settings(set_), bar.update)
        if strict:
            findings = tuple(map(_stricter, findings))
        found.extend((routine, finding) for finding in findings)
        if format is Form.TEXT:
            _print_text(routine, findings)
    diagnostics = [finding.diagnostic for _, finding in found]
    if format is Form.JSON:
        _print_json(found)
    elif found:
        typer.echo(summarise(diagnostics))
    if error_count(diagnostics):
        raise typer.Exit(1)


def _stricter(finding: Finding) -> Finding:
    diagnostic = replace(finding.diagnostic, severity=Severity.ERROR)
    return replace(finding, diagnostic=diagnostic)


def _print_text(routine: Routine, findings: tuple[Finding, ...]) -> None:
    name = routine.script.source
    for finding in findings:
        text = render(finding.diagnostic, routine.manuscript.sources)
        typer.echo(text if finding.diagnostic.span else f"{name}: {text}")
        if finding.settings:
            chosen = ", ".join(f"{option}={value}" for option, value in finding.settings)
            typer.echo(f"   = with {chosen}")
    if not findings:
        typer.echo(f"{name}: fine")


def _print_json(found: list[tuple[Routine, Finding]]) -> None:
    import json

    typer.echo(json.dumps([_plain(*one) for one in found], indent=1))


def _plain(routine: Routine, finding: Finding) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    span = diagnostic.span
    return {
        "code": diagnostic.kind,
        "severity": diagnostic.severity,
        "message": message(diagnostic),
        "advice": advice(diagnostic),
        "suggestion": diagnostic.suggestion,
        "settings": dict(finding.settings),
        "file": span.source if span else routine.script.source,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "length": span.length if span else None,
    }
