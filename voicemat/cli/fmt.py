"""``voicemat fmt``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import open_studio
from voicemat.errors import UsageError

if TYPE_CHECKING:
    from voicemat.library import Found


def fmt(
    scripts: Annotated[
        list[str],
        typer.Argument(metavar="SCRIPT...", help="Names of your own routines, or paths."),
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; say which files would change.")
    ] = False,
) -> None:
    """Give scripts one calm form: their layout changes, their words never."""
    from voicemat.diagnostics import error_count, render, summarise
    from voicemat.library import Shelf, read_source
    from voicemat.script.formatter import format_script

    library = open_studio().library
    found = [library.find(name) for name in scripts]
    shipped = [item.name for item in found if item.shelf is Shelf.BUNDLED]
    if shipped and not check:
        raise UsageError(
            f"{', '.join(shipped)}: what ships with voicemat is not changed",
            advice=f"voicemat edit {shipped[0]} makes a copy of your own",
        )
    refused = changed = False
    for item in found:
        source = read_source(item)
        text, findings = format_script(source)
        if error_count(findings):
            refused = True
            for finding in findings:
                typer.echo(render(finding, {source.name: source}), err=True)
            typer.echo(f"{item.path}: not formatted: {summarise(findings)}", err=True)
        elif text.encode() != item.path.read_bytes():
            changed = True
            typer.echo(f"{item.path}: {'would change' if check else 'formatted'}")
            if not check:
                _write(item, text)
    if refused or (check and changed):
        raise typer.Exit(1)


def _write(found: Found, text: str) -> None:
    """Put `text` in the place of a script, whole or not at all, with its permissions."""
    from voicemat.exporter.atomic import whole_file

    path = Path(found.path)
    mode = path.stat().st_mode
    with whole_file(path) as file:
        file.write(text.encode())
    path.chmod(mode)
