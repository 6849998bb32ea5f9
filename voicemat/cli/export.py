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
    open_studio,
    settings,
    show_warnings,
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
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="NAME[,NAME...]",
            help="Also write, beside the file: captions (lrc, vtt, srt), word by word (lrc-words, "
            "vtt-words, srt-words), chapters (vtt-chapters), the transcript (txt, html), and for "
            "editors (labels, otio) and programs (json).",
        ),
    ] = None,
    stems: Annotated[
        bool,
        typer.Option("--stems", help="Also write voice, music and cues as files of their own."),
    ] = False,
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
    from voicemat.compiler.score import Fit
    from voicemat.production import Order, produce
    from voicemat.script.model import Course
    from voicemat.units import clock

    flags = {
        "voice": voice,
        "pace": pace,
        "preset": preset,
        "voice_level": voice_level,
        "music_level": music_level,
        "cue_level": cue_level,
    }
    order = Order(
        routine=routine,
        length=length,
        music=music,
        settings=tuple(settings(set_).items()),
        fit=Fit.NEAREST if nearest else Fit.EXACT,
        course=Course.ENDLESS if endless else Course.LOOP,
        path=output,
        format=format,
        documents=_names(with_ or []),
        stems=stems,
    )
    with Bar("narration", "words") as narration, Bar("export   ") as bar:
        product = produce(
            order,
            open_studio(flags),
            narrated=narration.update,
            exported=bar.update,
            compiled=show_warnings,
        )
    size = product.path.stat().st_size / 1e6
    typer.echo(f"{product.path}  {clock(product.timeline.frames)}, {size:.1f} MB")
    for path in (*product.stems, *product.documents):
        typer.echo(path)


def _names(given: list[str]) -> tuple[str, ...]:
    """The names in what ``--with`` was given, each once."""
    names = (name.strip() for text in given for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))
