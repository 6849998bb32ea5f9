"""``voicemat new``."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import open_studio
from voicemat.errors import UsageError
from voicemat.starter import Level, Purpose, Wish, starter

if TYPE_CHECKING:
    from voicemat.studio import Studio

LENGTHS = {Purpose.CALM: "20 min", Purpose.SLEEP: "30 min", Purpose.ENERGY: "10 min"}
MUSIC = {Purpose.CALM: "drift", Purpose.SLEEP: "night-rain", Purpose.ENERGY: "drift"}

NO_MUSIC = "none"

SHORTEST = 10
"""Minutes that the words of a new routine need, and some silence between them."""

LONGEST = 180


def new(
    title: Annotated[str, typer.Argument(metavar="TITLE", help='Such as "My evening".')],
    purpose: Annotated[Purpose | None, typer.Option("--purpose", help="What it is for.")] = None,
    length: Annotated[
        str | None, typer.Option("--length", "-l", metavar="TIME", help="How long: 20m, 45 min.")
    ] = None,
    level: Annotated[Level | None, typer.Option("--level", help="For whom it is.")] = None,
    music: Annotated[
        str | None, typer.Option("--music", metavar="BED", help="A bed of sound, or none.")
    ] = None,
) -> None:
    """Write a routine of your own, short and complete, to go on from."""
    from voicemat.copies import write_new

    studio = open_studio()
    name = _name(title)
    path = studio.library.folder / f"{name}.md"
    if path.exists() or studio.library.bundled(name):
        raise UsageError(
            f'there is a routine named "{name}" already',
            advice=f"choose another title, or: voicemat edit {name}",
        )
    purpose = purpose or Purpose(_ask("What is it for", list(Purpose), Purpose.CALM))
    length = length or _ask("How long shall it be", [], LENGTHS[purpose])
    minutes = _minutes(length)
    level = level or Level(_ask("For whom", list(Level), Level.BEGINNER))
    bed = _bed(music, purpose, studio)
    words = " ".join(title.split())
    wish = Wish(title=words, purpose=purpose, minutes=minutes, level=level, music=bed)
    write_new(path, starter(wish))
    typer.echo(f"{path}")
    typer.echo(f"  to change it:  voicemat edit {name}")
    typer.echo(f"  to hear it:    voicemat play {name}")


def _name(title: str) -> str:
    name = re.sub(r"[^\w]+", "-", title.casefold()).strip("-_")
    if not name:
        raise UsageError("this title has no words", advice='as in: voicemat new "My evening"')
    return name


def _ask(question: str, choices: list[str], default: str) -> str:
    """The answer of a person at a terminal, else the default."""
    if not (sys.stdin and sys.stdin.isatty()):
        return default
    hint = f" ({', '.join(choices)})" if choices else ""
    while True:
        answer = str(typer.prompt(f"{question}{hint}", default=str(default))).strip()
        if not choices or answer.casefold() in choices:
            return answer.casefold() if choices else answer
        typer.echo(f"please choose one of {', '.join(choices)}")


def _minutes(length: str) -> int:
    from voicemat.pipeline import parse_length
    from voicemat.units import RATE

    minutes, rest = divmod(parse_length(length), 60 * RATE)
    if rest or not SHORTEST <= minutes <= LONGEST:
        raise UsageError(
            f"{length} does not fit a new routine",
            advice=f"whole minutes, from {SHORTEST} to {LONGEST}; the script can be changed later",
        )
    return minutes


def _bed(music: str | None, purpose: Purpose, studio: Studio) -> str | None:
    from voicemat.diagnostics import nearest

    beds = [asset.id for asset in studio.assets if asset.kind == "bed"]
    wanted = music or _ask("Which music", [*beds, NO_MUSIC], MUSIC[purpose])
    if wanted == NO_MUSIC:
        return None
    if wanted not in beds:
        near = nearest(wanted, beds)
        raise UsageError(
            f'there is no bed named "{wanted}"',
            advice=f'did you mean "{near}"?' if near else f"choose {', '.join(beds)} or none",
        )
    return wanted
