"""``voicemat play``."""

from __future__ import annotations

from typing import Annotated

import typer

from voicemat.cli.options import (
    Length,
    Name,
    Nearest,
    Pace,
    Settings,
    Voice,
    compile_session,
    open_studio,
)


def play(
    routine: Name,
    length: Length = None,
    output: Annotated[
        str | None,
        typer.Option("--output", metavar="NAME", help="Where to: miniaudio, null or wav:FILE."),
    ] = None,
    voice: Voice = None,
    pace: Pace = None,
    set_: Settings = None,
    nearest: Nearest = False,
) -> None:
    """Play a session on the computer's loudspeaker or headphones."""
    from voicemat.pipeline import load_with

    studio = open_studio({"voice": voice, "pace": pace, "output": output})
    session = compile_session(load_with(studio, routine), length, set_, nearest=nearest)
    session.play()
