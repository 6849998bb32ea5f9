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

FILE = "The file"
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
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="mp3, m4a, m4b, opus, flac or wav; by default that of --output, else mp3.",
            rich_help_panel=FILE,
        ),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="NAME[,NAME...]",
            help="Also write, beside the file: captions (lrc, vtt, srt), word by word (lrc-words, "
            "vtt-words, srt-words), chapters (vtt-chapters), the transcript (txt, html), and for "
            "editors (labels, otio) and programs (json).",
            rich_help_panel=FILE,
        ),
    ] = None,
    stems: Annotated[
        bool,
        typer.Option(
            "--stems",
            help="Also write voice, music and cues as files of their own.",
            rich_help_panel=FILE,
        ),
    ] = False,
    quality: Annotated[
        str | None,
        typer.Option(
            "--quality",
            "-q",
            metavar="QUALITY",
            help="small, standard or high, or a bit rate such as 96k; standard by default.",
            rich_help_panel=FILE,
        ),
    ] = None,
    mono: Annotated[
        bool,
        typer.Option(
            "--mono",
            help="One channel; speech without music is mono by itself.",
            rich_help_panel=FILE,
        ),
    ] = False,
    proof: Annotated[
        bool,
        typer.Option(
            "--proof",
            help="Decode the file again, check it, and write a proof with pictures beside it.",
            rich_help_panel=FILE,
        ),
    ] = False,
    voice: Voice = None,
    music: Music = None,
    pace: Pace = None,
    set_: Settings = None,
    nearest: Nearest = False,
    endless: Endless = False,
    to_phone: Annotated[
        bool,
        typer.Option(
            "--to-phone", help="Then share what was made on the local network, with a code."
        ),
    ] = False,
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

    Several are numbered and listed in a playlist. Stopped, the same command goes on.
    """
    from voicemat.cli.exporting.asking import asking
    from voicemat.cli.exporting.many import export_many, wanted_plan
    from voicemat.cli.exporting.one import export_one
    from voicemat.cli.share import check_network, share_files, share_on_network
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
        proof=proof,
        quality=quality or Quality.STANDARD,
        channels=Channels.MONO if mono else None,
    )
    if to_phone:
        check_network()  # before the long work
    studio = open_studio(flags)
    ask = asking(overwrite=overwrite)
    names = routines or []
    if _is_one(names, everything=all_, plan=plan, dask=dask):
        product = export_one(replace(order, routine=names[0]), studio, ask)
        if to_phone and product:
            share_on_network(product)
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
    files, code = export_many(wanted, order, studio, playlist=name, ask=ask, dask=dask)
    if to_phone and files:
        share_files(files)
    raise typer.Exit(code)


def _is_one(routines: list[str], *, everything: bool, plan: Path | None, dask: str | None) -> bool:
    """Whether a single session is asked for, whose file may have any name."""
    from voicemat.batch.selection import is_pattern

    return len(routines) == 1 and not (is_pattern(routines[0]) or everything or plan or dask)


def _names(given: list[str]) -> tuple[str, ...]:
    """The names in what ``--with`` was given, each once."""
    names = (name.strip() for text in given for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))
