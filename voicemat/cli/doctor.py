"""``voicemat doctor``."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import open_studio
from voicemat.version import __version__

if TYPE_CHECKING:
    from voicemat.doctor import Item

MISSING = 3
"""The exit code where no session can be made, as of every other command then."""

MARKS = {"fine": "ok", "absent": "--", "broken": "!!"}


class Form(StrEnum):
    """How the report is given."""

    TEXT = "text"
    JSON = "json"


def doctor(
    format: Annotated[
        Form, typer.Option("--format", help="As text, or as JSON for a program.")
    ] = Form.TEXT,
) -> None:
    """Tell what is here and what is missing, and the command that brings it.

    The voice says a sentence, the sound device is opened and closed without a sound, a file is
    written to the cache. Nothing is sent anywhere.
    """
    from voicemat.doctor import examine, works

    items = examine(open_studio())
    if format is Form.JSON:
        _print_json(items)
    else:
        _print_text(items)
    if not works(items):
        raise typer.Exit(MISSING)


def _print_text(items: tuple[Item, ...]) -> None:
    import platform

    typer.echo(f"voicemat {__version__}, Python {platform.python_version()}, {platform.platform()}")
    width = max(len(item.name) for item in items)
    area = None
    for item in items:
        if item.area is not area:
            area = item.area
            typer.echo(f"\n{area}")
        typer.echo(f"  {MARKS[item.standing]}  {item.name:<{width}}  {item.words}")
        if item.advice:
            typer.echo(f"      {'':<{width}}  > {item.advice}")
    broken = [item.name for item in items if item.standing == "broken"]
    typer.echo(
        f"\nNo session can be made before this is mended: {', '.join(broken)}."
        if broken
        else "\nSessions can be made. What is marked -- is not needed for that."
    )


def _print_json(items: tuple[Item, ...]) -> None:
    import json
    from dataclasses import asdict

    from voicemat.doctor import works

    report = {"works": works(items), "items": [asdict(item) for item in items]}
    typer.echo(json.dumps(report, indent=1, ensure_ascii=False))
