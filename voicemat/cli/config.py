"""``voicemat config``."""

from __future__ import annotations

from dataclasses import fields

import typer

from voicemat.cli.options import open_studio


def config() -> None:
    """Show every setting, and where its value came from."""
    from voicemat.config import user_file

    settings = open_studio().config
    for field in fields(settings):
        setting = getattr(settings, field.name)
        typer.echo(f"{field.name:<16} {_shown(setting.value):<40} {setting.origin}")
    typer.echo(f"\nTo change one for good, write it into {user_file()}:\n  pace = 0.85")


def _shown(value: object) -> str:
    """A value as a person would write it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(value) or "(none)"
        case _:
            return str(value) or "(none)"
