"""``voicemat edit``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import Name, open_studio
from voicemat.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from voicemat.library import Found, Library
    from voicemat.studio import Studio

COLOURS = {"+": typer.colors.GREEN, "-": typer.colors.RED, "@": typer.colors.CYAN}
"""The colour of a line of a comparison, by its first character."""


def edit(
    routine: Name,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what your copy changes in the bundled routine.")
    ] = False,
    reset: Annotated[
        bool,
        typer.Option("--reset", help="Bring the bundled routine back; your copy is put aside."),
    ] = False,
    overlay: Annotated[
        bool,
        typer.Option("--overlay", help="Change a sentence or a chapter, without a copy."),
    ] = False,
) -> None:
    """Make a routine your own: copies it into your folder and opens it in your editor."""
    if diff + reset + overlay > 1:
        raise UsageError("--diff, --reset and --overlay are three different things")
    studio = open_studio()
    if diff:
        _show_differences(routine, studio.library)
    elif reset:
        _reset(routine, studio.library)
    elif overlay:
        _edit_overlay(routine, studio)
    else:
        _edit(routine, studio)


def _show_differences(name: str, library: Library) -> None:
    from voicemat.copies import differences

    lines = differences(name, library)
    for line in lines:
        heading = line.startswith(("---", "+++"))
        typer.secho(line, bold=heading, fg=None if heading else COLOURS.get(line[:1]))
    if not lines:
        typer.echo("your copy is the same as the bundled one")


def _reset(name: str, library: Library) -> None:
    from voicemat.copies import put_aside

    kept = put_aside(name, library)
    typer.echo(f"the bundled routine is back; your copy is kept as {kept}")


def _edit(name: str, studio: Studio) -> None:
    from voicemat.cli.editor import find_editor
    from voicemat.copies import discard_if_unchanged, make_copy
    from voicemat.library import Shelf

    found = studio.library.find(name)
    if found.shelf is not Shelf.BUNDLED:
        typer.echo(f"{found.path}")
        _edit_until_fine(found, studio)
        return
    find_editor(found.path)  # before there is a copy that nobody could edit
    copy = make_copy(found, studio.library)
    typer.echo(f"your copy: {copy.path}")
    try:
        _edit_until_fine(copy, studio)
    finally:
        if discard_if_unchanged(copy, found):
            typer.echo("nothing was changed, so no copy was kept")


def _edit_overlay(name: str, studio: Studio) -> None:
    from voicemat.copies import write_new

    found = studio.library.find(name)
    path = studio.library.overlay(found)
    if not path.exists():
        write_new(path, OVERLAY_TEMPLATE.format(name=found.name))
    typer.echo(f"{path}")
    _edit_until_fine(found, studio, opened=path)


OVERLAY_TEMPLATE = """\
> Small changes to "{name}". The rest of it stays as it is, and gets better with every update.
>
> To change a sentence, write it down as it is, and what to say in its place:
>
> instead of: The sentence as it is now.
> say: The sentence as you want it.
>
> To change a whole chapter, write its heading, and below it everything that shall be in it:
>
> # Its heading

"""
"""What an overlay begins with: notes, which change nothing."""


def _edit_until_fine(found: Found, studio: Studio, *, opened: Path | None = None) -> None:
    """Open the editor and check what it left, again and again where the person wants to.

    Exits with code 1 when mistakes remain.
    """
    from voicemat.cli.editor import run_editor
    from voicemat.diagnostics import error_count, render, summarise
    from voicemat.pipeline import load_with

    path = opened or found.path
    while True:
        run_editor(path)
        routine = load_with(studio, found.name)
        findings = routine.check()
        for finding in findings:
            typer.echo(render(finding, routine.manuscript.sources))
        if findings:
            typer.echo(summarise(findings))
        if not error_count(findings):
            typer.echo(f"saved. To hear it: voicemat play {found.name}")
            return
        if not sys.stdin.isatty() or not typer.confirm("Edit it again?", default=True):
            raise typer.Exit(1)
