"""``voicemat export``."""

from __future__ import annotations

from typing import Annotated

import typer

from voicemat.cli.options import (
    CueLevel,
    Endless,
    Length,
    Music,
    MusicLevel,
    Name,
    Nearest,
    Pace,
    Preset,
    Settings,
    Voice,
    VoiceLevel,
    compile_session,
    open_studio,
)


def export(
    routine: Name,
    length: Length = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="The file to write, or a folder."),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT", help="mp3 or wav; mp3 by default."),
    ] = None,
    voice: Voice = None,
    music: Music = None,
    pace: Pace = None,
    set_: Settings = None,
    nearest: Nearest = False,
    preset: Preset = None,
    voice_level: VoiceLevel = None,
    music_level: MusicLevel = None,
    cue_level: CueLevel = None,
    endless: Endless = False,
) -> None:
    """Write a session as a sound file, for a phone or a player."""
    from voicemat.cli.progress import Bar
    from voicemat.pipeline import load_with
    from voicemat.units import clock

    flags = {
        "voice": voice,
        "pace": pace,
        "preset": preset,
        "voice_level": voice_level,
        "music_level": music_level,
        "cue_level": cue_level,
    }
    loaded = load_with(open_studio(flags), routine)
    session = compile_session(loaded, length, set_, nearest=nearest, endless=endless, music=music)
    with Bar("export   ") as bar:
        path = session.export(
            output,
            format=format,
            progress=lambda done: bar.update(done, session.frames),
        )
    size = path.stat().st_size / 1e6
    typer.echo(f"{path}  {clock(session.frames)}, {size:.1f} MB")
