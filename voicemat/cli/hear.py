"""``voicemat hear``."""

from __future__ import annotations

from typing import Annotated

import typer

from voicemat.cli.options import Endless, open_studio


def hear(
    sounds: Annotated[
        str,
        typer.Argument(
            metavar="SOUNDS",
            help="A bed or cue, several with levels in dB as in rain+drift@-6, a sound file of "
            "yours, or a folder of them.",
        ),
    ],
    seconds: Annotated[
        int | None,
        typer.Option("--seconds", "-s", metavar="N", help="How long; 30, or as long as a cue."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="Write a file in place of playing."),
    ] = None,
    endless: Endless = False,
) -> None:
    """Hear a bed, a cue, a mix of them, or your own music, without a routine."""
    from voicemat.audition import audition, read_layers
    from voicemat.script.model import Course
    from voicemat.units import clock

    course = Course.ENDLESS if endless else Course.LOOP
    session = audition(open_studio(), read_layers(sounds), seconds=seconds, course=course)
    if output is None:
        session.play()
        return
    path = session.export(output)
    typer.echo(f"{path}  {clock(session.frames)}, {path.stat().st_size / 1e6:.1f} MB")
