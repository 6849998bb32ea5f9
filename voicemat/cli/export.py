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
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="mp3, m4a, m4b, opus, flac or wav; by default that of --output, else mp3.",
        ),
    ] = None,
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
    proof: Annotated[
        bool,
        typer.Option(
            "--proof",
            help="Decode the file again, check it, and write a proof with pictures beside it.",
        ),
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
    to_phone: Annotated[
        bool,
        typer.Option("--to-phone", help="Then share the file on the local network, with a code."),
    ] = False,
) -> None:
    """Write a session as a sound file, for a phone or a player."""
    from voicemat.cli.progress import Bar
    from voicemat.cli.share import check_network, share_on_network
    from voicemat.compiler.score import Fit
    from voicemat.exporter import Channels, Quality
    from voicemat.production import Order, produce
    from voicemat.proof import proof_files
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
        proof=proof,
        quality=quality or Quality.STANDARD,
        channels=Channels.MONO if mono else None,
    )
    if to_phone:
        check_network()
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
    if product.proof:
        _, shown = proof_files(product.path)
        typer.echo(f"{shown}  {len(product.proof.checks)} checks, all held")
    if to_phone:
        share_on_network(product)


def _names(given: list[str]) -> tuple[str, ...]:
    """The names in what ``--with`` was given, each once."""
    names = (name.strip() for text in given for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name))
