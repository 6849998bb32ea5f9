"""``voicemat share``: sessions to a phone, over the local network."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    notice,
    open_studio,
    settings,
    show_warnings,
)

if TYPE_CHECKING:
    from voicemat.production import Order, Product
    from voicemat.sharing import Episode, Reach
    from voicemat.studio import Studio

USUAL = "30m"
"""How long sharing goes on after it was last used."""


def share(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="ROUTINE",
            help="Routines by name or path, or sound files that are there already.",
        ),
    ],
    length: Length = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="The files' format.")
    ] = "mp3",
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
    lan: Annotated[
        bool,
        typer.Option(
            "--lan",
            help="Open it to phones on the local network, without asking.",
            rich_help_panel="Sharing",
        ),
    ] = False,
    for_: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="TIME",
            help="Stop when nobody has used it for so long.",
            rich_help_panel="Sharing",
        ),
    ] = USUAL,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=1024,
            max=65535,
            metavar="N",
            help="The port to listen at, for a firewall; 8642 where it is free.",
            rich_help_panel="Sharing",
        ),
    ] = None,
) -> None:
    """Play sessions on a phone: a page, a podcast feed and a code to scan, on the local network.

    The files are made first, and kept for another time. Only this computer
    reaches them until you say yes, or give --lan; then whoever has the address.
    """
    from voicemat.compiler.score import Fit
    from voicemat.production import Order
    from voicemat.script.model import Course

    idle = _seconds(for_)
    reach = _chosen_reach(lan)
    flags = {
        "pace": pace,
        "preset": preset,
        "voice_level": voice_level,
        "music_level": music_level,
        "cue_level": cue_level,
    }
    orders = [
        Order(
            routine=name,
            length=length,
            voice=voice,
            music=music,
            settings=tuple(settings(set_).items()),
            fit=Fit.NEAREST if nearest else Fit.EXACT,
            course=Course.ENDLESS if endless else Course.LOOP,
            format=format,
        )
        for name in what
    ]
    _serve(list(_episodes(orders, open_studio(flags))), reach, idle=idle, port=port)


def _episodes(orders: Iterable[Order], studio: Studio) -> Iterator[Episode]:
    """What is asked for: files that are there are taken as they are, sessions made."""
    from voicemat.cli.progress import Bar
    from voicemat.keeping import Keeper
    from voicemat.sharing import is_finished, made, read_finished

    keeper = Keeper(studio)
    for order in orders:
        if is_finished(order.routine):
            yield read_finished(Path(order.routine).expanduser())
            continue
        with Bar("narration", "words") as narration, Bar("export   ") as bar:
            product = keeper.produce(
                order, narrated=narration.update, exported=bar.update, compiled=show_warnings
            )
        yield made(product.path, product.timeline, product.metadata)


def share_on_network(product: Product) -> None:
    """Share what was exported with phones on the local network, for the usual time."""
    from voicemat.sharing import Reach, made

    episode = made(product.path, product.timeline, product.metadata)
    _serve([episode], Reach.NETWORK, idle=_seconds(USUAL), port=None)


def share_files(files: Iterable[Path]) -> None:
    """Share sound files that are there as `share_on_network` does a product."""
    from voicemat.sharing import Reach, read_finished

    episodes = [read_finished(file) for file in files]
    _serve(episodes, Reach.NETWORK, idle=_seconds(USUAL), port=None)


def check_network() -> None:
    """Raise MissingError where this computer is on no local network."""
    from voicemat.sharing import Reach, addresses

    addresses(Reach.NETWORK)


def _serve(episodes: Sequence[Episode], reach: Reach, *, idle: float, port: int | None) -> None:
    """Share finished files, show where, and return when it is over."""
    from voicemat.sharing import Reach, coloured_code, open_server, plain_code
    from voicemat.units import RATE, words

    with open_server(episodes, reach=reach, idle=idle, port=port) as server:
        phone, computer = server.pages[0], server.pages[-1]
        if reach is Reach.NETWORK:
            if sys.stdout.isatty():
                draw = plain_code if "NO_COLOR" in os.environ else coloured_code
                typer.echo(f"\n{draw(phone)}\n")
            typer.echo(f"on the phone      {phone}")
            for other in server.pages[1:-1]:
                typer.echo(f"  or              {other}")
        typer.echo(f"on this computer  {computer}")
        typer.echo(f"podcast feed      {server.feed}")
        if reach is Reach.COMPUTER:
            notice("only this computer can reach it; --lan opens it to phones on the network")
        after = words(round(idle * RATE))
        typer.echo(f"It stops {after} after it was last used; Ctrl-C stops it now.")
        sys.stdout.flush()
        server.run()
        typer.echo(f"stopped: nobody has used it for {after}")


def _chosen_reach(lan: bool) -> Reach:
    """Who shall reach it; asked on a terminal. Raises MissingError where there is no network."""
    from voicemat.sharing import Reach

    if not lan and sys.stdin.isatty() and sys.stdout.isatty():
        lan = typer.confirm("Open it to phones on the local network?", default=False)
    if not lan:
        return Reach.COMPUTER
    check_network()  # before the long work
    return Reach.NETWORK


def _seconds(text: str) -> float:
    """The time of ``--for``. Raises UsageError."""
    from voicemat.errors import UsageError
    from voicemat.pipeline import parse_length
    from voicemat.units import seconds

    idle = seconds(parse_length(text, "--for"))
    if idle < 1:
        raise UsageError("--for must be a second at least")
    return idle
