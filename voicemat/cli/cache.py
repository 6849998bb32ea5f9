"""``voicemat cache``."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import open_studio

if TYPE_CHECKING:
    from voicemat.cachefolder import Holding


class Action(StrEnum):
    """What can be done with it."""

    SHOW = "show"
    CLEAR = "clear"
    CHECK = "check"


def cache(
    action: Annotated[
        Action, typer.Argument(metavar="show|clear|check", show_default=False)
    ] = Action.SHOW,
) -> None:
    """What is kept so that nothing is made twice: speech, decoded sounds, shared files.

    Everything in it can be made again. "clear" empties it; "check" reads every recording and
    removes the damaged ones.
    """
    from voicemat.keeping import kept_files

    studio = open_studio()
    files = kept_files(studio)
    folder, limit = studio.config.cache.value, studio.config.cache_megabytes.value
    match action:
        case Action.SHOW:
            typer.echo(f"{folder}, each kind up to {limit} MB (cache_megabytes)")
            typer.echo(f"  speech  {_words(studio.recordings.holding())}")
            typer.echo(f"  sounds  {_words(studio.store.holding())}")
            typer.echo(f"  shared  {_words(files.holding())}")
        case Action.CLEAR:
            speech, sounds = studio.recordings.clear(), studio.store.clear()
            typer.echo(
                f"removed speech ({_words(speech)}), sounds ({_words(sounds)}) and shared files "
                f"({_words(files.clear())})"
            )
        case Action.CHECK:
            held = studio.recordings.holding().entries
            damaged = studio.recordings.mend()
            typer.echo(f"{held} recordings read, {damaged} damaged and removed")


def _words(held: Holding) -> str:
    files = "1 file" if held.entries == 1 else f"{held.entries} files"
    return f"{files}, {held.size / 1e6:.1f} MB"
