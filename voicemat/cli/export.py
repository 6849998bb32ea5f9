"""``voicemat export``: the options. What they ask for is done by `voicemat.cli.exporting`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from voicemat.cli.options import (
    CueLevel,
    Endless,
    Length,
    Music,
    MusicLevel,
    Nearest,
    Pace,
    Preset,
    Settings,
    Voice,
    VoiceLevel,
    open_studio,
    settings,
)

MANY = "Many at once"

PLAYLIST = "voicemat"
"""What the playlist is called that comes of no plan."""


def export(
    routines: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ROUTINE",
            help="Names of routines or paths of scripts; 'c*' is all that begin with c.",
            show_default=False,
        ),
    ] = None,
    length: Length = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="The file to write, or a folder, as of a phone."
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Replace what is there already, and do not ask."),
    ] = False,
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
    quality: Annotated[
        str | None,
        typer.Option(
            "--quality",
            "-q",
            metavar="QUALITY",
            help="small, standard or high, or a bit rate such as 96k; standard by default.",
        ),
    ] = None,
    mono: Annotated[
        bool, typer.Option("--mono", help="One channel; speech without music is mono by itself.")
    ] = False,
    voice: Voice = None,
    music: Music = None,
    pace: Pace = None,
    set_: Settings = None,
    nearest: Nearest = False,
    endless: Endless = False,
    all_: Annotated[
        bool,
        typer.Option("--all", help="Every routine, bundled and your own.", rich_help_panel=MANY),
    ] = False,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan",
            metavar="FILE",
            help="What a file asks for: routines, lengths, voices in every combination.",
            rich_help_panel=MANY,
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="On the workers of a Dask cluster, as tcp://host:8786.",
            rich_help_panel=MANY,
        ),
    ] = None,
    preset: Preset = None,
    voice_level: VoiceLevel = None,
    music_level: MusicLevel = None,
    cue_level: CueLevel = None,
) -> None:
    """Write sessions as sound files, for a phone or a player.

    Several are numbered, made on all cores, and listed in a playlist. If it was stopped, the same
    command goes on.
    """
    from voicemat.cli.exporting.asking import asking
    from voicemat.cli.exporting.many import export_many, wanted_plan
    from voicemat.cli.exporting.one import export_one
    from voicemat.compiler.score import Fit
    from voicemat.exporter import Channels, Quality
    from voicemat.production import Order
    from voicemat.script.model import Course

    flags = {
        "pace": pace,
        "preset": preset,
        "voice_level": voice_level,
        "music_level": music_level,
        "cue_level": cue_level,
    }
    order = Order(
        routine="",
        length=length,
        voice=voice,
        music=music,
        settings=tuple(settings(set_).items()),
        fit=Fit.NEAREST if nearest else Fit.EXACT,
        course=Course.ENDLESS if endless else Course.LOOP,
        path=output,
        format=format,
        documents=_names(with_ or []),
        stems=stems,
        quality=quality or Quality.STANDARD,
        channels=Channels.MONO if mono else None,
    )
    studio = open_studio(flags)
    ask = asking(overwrite=overwrite)
    names = routines or []
    if _is_one(names, everything=all_, plan=plan, dask=dask):
        export_one(replace(order, routine=names[0]), studio, ask)
        return
    wanted = wanted_plan(
        names,
        everything=all_,
        file=plan,
        said={
            "length": length,
            "voice": voice,
            "music": music,
            "format": format,
            "quality": quality,
        },
        settings=dict(order.settings),
        documents=order.documents,
    )
    name = f"{plan.stem if plan else PLAYLIST}.m3u8"
    raise typer.Exit(export_many(wanted, order, studio, playlist=name, ask=ask, dask=dask))


def _is_one(routines: list[str], *, everything: bool, plan: Path | None, dask: str | None) -> bool:
    """Whether a single session is asked for, whose file may have any name."""
    from voicemat.batch.selection import is_pattern

    return len(routines) == 1 and not (is_pattern(routines[0]) or everything or plan or dask)


def _names(given: list[str]) -> tuple[str, ...]:
    """The names in what ``--with`` was given, each once."""
    names = (name.strip() for text in given for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))
