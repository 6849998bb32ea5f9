"""``voicemat check``."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicemat.cli.options import open_studio

if TYPE_CHECKING:
    from voicemat.diagnostics import Diagnostic


class Form(StrEnum):
    """How findings are given."""

    TEXT = "text"
    JSON = "json"


def check(
    scripts: Annotated[
        list[str],
        typer.Argument(metavar="SCRIPT...", help="Names of routines, or paths."),
    ],
    format: Annotated[
        Form, typer.Option("--format", help="As text, or as JSON for an editor.")
    ] = Form.TEXT,
) -> None:
    """Find every mistake in a script, without speaking it."""
    from voicemat.diagnostics import error_count, render, summarise
    from voicemat.pipeline import load_with

    studio = open_studio()
    found: list[Diagnostic] = []
    for name in scripts:
        routine = load_with(studio, name)
        findings = routine.check()
        found.extend(findings)
        if format is Form.TEXT:
            for diagnostic in findings:
                typer.echo(render(diagnostic, routine.manuscript.sources))
            if not findings:
                typer.echo(f"{routine.script.source}: fine")
    if format is Form.JSON:
        _print_json(found)
    elif found:
        typer.echo(summarise(found))
    if error_count(found):
        raise typer.Exit(1)


def _print_json(findings: list[Diagnostic]) -> None:
    import json

    typer.echo(json.dumps([_plain(diagnostic) for diagnostic in findings], indent=1))


def _plain(diagnostic: Diagnostic) -> dict[str, Any]:
    from voicemat.diagnostics import advice, message

    span = diagnostic.span
    return {
        "code": diagnostic.kind,
        "severity": diagnostic.severity,
        "message": message(diagnostic),
        "advice": advice(diagnostic),
        "suggestion": diagnostic.suggestion,
        "file": span.source if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "length": span.length if span else None,
    }
