"""Arguments and options that several commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.errors import UsageError

if TYPE_CHECKING:
    from voicemat.compiler.night import Night
    from voicemat.pipeline import Routine
    from voicemat.session import Session
    from voicemat.studio import Studio

Name = Annotated[
    str,
    typer.Argument(metavar="ROUTINE", help="A routine's name, or the path of a script."),
]
Length = Annotated[
    str | None,
    typer.Option("--length", "-l", metavar="TIME", help="How long: 20m, 45 min, 1:30:00."),
]
Voice = Annotated[str | None, typer.Option("--voice", metavar="NAME", help="Who speaks.")]
Music = Annotated[
    str | None,
    typer.Option("--music", metavar="BED", help="A bed in place of the routine's music, or none."),
]
Pace = Annotated[
    str | None,
    typer.Option("--pace", metavar="RATE", help="How fast, from 0.5 to 1.5; 0.9 is calm."),
]
Preset = Annotated[
    str | None,
    typer.Option(
        "--preset",
        metavar="NAME",
        help="Balanced for where you listen: standard, quiet-room, earphones or podcast.",
        rich_help_panel="The mix",
    ),
]
VoiceLevel = Annotated[
    str | None,
    typer.Option(
        "--voice-level",
        metavar="DB",
        help="The voice louder (3) or softer (-3), in decibels.",
        rich_help_panel="The mix",
    ),
]
MusicLevel = Annotated[
    str | None,
    typer.Option(
        "--music-level",
        metavar="DB",
        help="The same for the music.",
        rich_help_panel="The mix",
    ),
]
CueLevel = Annotated[
    str | None,
    typer.Option(
        "--cue-level",
        metavar="DB",
        help="The same for bells, bowls and breath tones.",
        rich_help_panel="The mix",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Choose an option of the routine."),
]
Nearest = Annotated[
    bool,
    typer.Option("--nearest", help="Take the nearest length where the asked one is impossible."),
]
Endless = Annotated[
    bool,
    typer.Option("--endless", help="Make the music while it plays: it never repeats."),
]

Timer = Annotated[
    str | None,
    typer.Option(
        "--timer",
        metavar="TIME",
        help="When the music begins to fade, counted from now: 45m.",
        rich_help_panel="The night",
    ),
]
Delay = Annotated[
    str | None,
    typer.Option(
        "--delay",
        metavar="TIME",
        help="Music alone before the session, to lie down: 2m.",
        rich_help_panel="The night",
    ),
]
Then = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--then",
        metavar="music TIME",
        help="The music goes on after the session: --then music 30m.",
        rich_help_panel="The night",
    ),
]


def notice(text: str) -> None:
    """Tell a person something that is no error."""
    typer.echo(f"note: {text}", err=True)


def settings(pairs: Iterable[str] | None) -> Mapping[str, str]:
    """The names and values of ``--set``. Raises UsageError for one without an equals sign."""
    found: dict[str, str] = {}
    for pair in pairs or ():
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise UsageError(f'--set "{pair}" is no choice', advice="write it as --set name=Ana")
        found[name.strip()] = value.strip()
    return found


def night(timer: str | None, delay: str | None, then: tuple[str, str] | None) -> Night:
    """What ``--timer``, ``--delay`` and ``--then`` ask for. Raises UsageError for what is none of
    it.
    """
    from voicemat.compiler.night import Night
    from voicemat.pipeline import parse_length

    if then is not None and then[0] != "music":
        raise UsageError(
            f"--then {then[0]}: only music can follow a session",
            advice="write it as --then music 30m",
        )
    return Night(
        timer=None if timer is None else parse_length(timer, "--timer"),
        delay=0 if delay is None else parse_length(delay, "--delay"),
        then=0 if then is None else parse_length(then[1], "--then"),
    )


def open_studio(flags: Mapping[str, str | None] | None = None) -> Studio:
    """The studio of this run; `flags` are settings that the command line may have given."""
    from voicemat import config
    from voicemat.studio import Studio

    given = {name: value for name, value in (flags or {}).items() if value is not None}
    return Studio(config.load(given), notice)


def compile_session(
    routine: Routine,
    length: str | None,
    pairs: Iterable[str] | None,
    *,
    nearest: bool,
    endless: bool = False,
    music: str | None = None,
) -> Session:
    """Compile with a progress bar for the narration, and show what is worth knowing."""
    from voicemat.cli.progress import Bar
    from voicemat.compiler.score import Fit
    from voicemat.script.model import Course

    with Bar("narration", "words") as bar:
        session = routine.compile(
            length,
            music=music,
            settings=settings(pairs),
            fit=Fit.NEAREST if nearest else Fit.EXACT,
            course=Course.ENDLESS if endless else Course.LOOP,
            progress=bar.update,
        )
    show_warnings(routine, session)
    return session


def show_warnings(routine: Routine, session: Session) -> None:
    """Show what is worth knowing about a session."""
    from voicemat.diagnostics import render

    for warning in session.warnings:
        typer.echo(render(warning, routine.manuscript.sources), err=True)
