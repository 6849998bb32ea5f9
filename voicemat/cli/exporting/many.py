"""Many sessions into one folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicemat.errors import UsageError

if TYPE_CHECKING:
    from voicemat.batch.export import Ask, Placed
    from voicemat.batch.ledger import Ledger
    from voicemat.batch.plan import Choice, Plan
    from voicemat.batch.running import Workforce
    from voicemat.batch.worker import Outcome
    from voicemat.config import Config
    from voicemat.production import Order
    from voicemat.studio import Studio


def wanted_plan(
    routines: Sequence[str],
    *,
    everything: bool,
    file: Path | None,
    said: Mapping[str, str | None],
    settings: Mapping[str, str],
    documents: Sequence[str],
) -> Plan:
    """What the command line asks for: the plan of a file, or one of the names. What else is `said`,
    by the names of axes, takes the place of the file's own. Raises UsageError.
    """
    from voicemat.batch.plan import Axis, Choices, Entry, Plan, overridden
    from voicemat.batch.plan_file import load_plan
    from voicemat.batch.selection import EVERYTHING

    given = [bool(routines), everything, file is not None]
    if sum(given) != 1:
        raise UsageError(
            "routines, --all and --plan exclude one another"
            if any(given)
            else "no routine is named",
            advice="name routines, as in voicemat export sleep back, or add --all or --plan FILE",
        )
    routines = [EVERYTHING] if everything else routines
    axes = {Axis.ROUTINE: _choices(routines, "")} if routines else {}
    axes |= {Axis(axis): _choices([text], f"--{axis}") for axis, text in said.items() if text}
    own = Entry(
        choices=Choices(
            axes=axes,
            options={name: _choices([value], "--set") for name, value in settings.items()},
        ),
        documents=_choices(documents, "--with") if documents else None,
        name=None,
        place="",
    )
    return overridden(load_plan(file), own) if file else Plan(entries=(own,))


def _choices(texts: Sequence[str], place: str) -> tuple[Choice, ...]:
    from voicemat.batch.plan import Choice

    return tuple(Choice(text=text, place=place) for text in texts)


def export_many(
    plan: Plan, order: Order, studio: Studio, *, playlist: str, ask: Ask, dask: str | None
) -> tuple[tuple[Path, ...], int]:
    """Make what a plan wants, show how far it is, and what came of it.

    Returns the sound files that are there, and the exit code of the worst failure. `playlist` is
    the name of the playlist. Raises UsageError and FileError before anything is made.
    """
    from voicemat.batch.expansion import expand
    from voicemat.batch.export import (
        check_room,
        finish_playlist,
        opened,
        place_playlist,
        settle,
        survey,
        tracks,
    )
    from voicemat.cli.exporting.summary import show_summary

    folder = _folder(order.path)
    folder = folder.absolute() if dask else folder
    items = expand(plan, studio, replace(order, path=None))
    with opened(folder) as ledger:
        placed = survey(items, folder, studio.config, ledger)
        wanted = settle(placed, ask)
        list_at = place_playlist(playlist, folder, ledger, ask) if len(items) > 1 else None
        check_room(wanted, folder)
        outcomes = _made(wanted, ledger, studio.config, folder, dask) if wanted else {}
        if list_at:
            finish_playlist(playlist, list_at, items, ledger)
        code = show_summary(placed, outcomes, ledger, folder)
        return tuple(folder / track.file for track in tracks(items, ledger)), code


def _made(
    wanted: Sequence[Placed], ledger: Ledger, config: Config, folder: Path, dask: str | None
) -> Mapping[str, Outcome]:
    """What came of the sessions that are wanted, by their names."""
    from voicemat.batch.export import Bookkeeper, tasks
    from voicemat.batch.running import run
    from voicemat.cli.exporting.display import Display

    orders = tasks(wanted, config)
    weights = [one.item.frames for one in wanted]
    with (
        _workers(len(orders), folder, dask) as workers,
        Display(weights, workers.share) as display,
    ):
        book = Bookkeeper(ledger, wanted, display)
        try:
            run(orders, workers, book)
        except SystemExit:
            display.say(f"stopped: {book.made} of {len(orders)} made; the same command goes on")
            raise
    return book.outcomes


def _workers(orders: int, folder: Path, dask: str | None) -> AbstractContextManager[Workforce]:
    """Those of a cluster, or processes of this computer."""
    if dask:
        from voicemat.batch.cluster import joined

        return joined(dask, folder)
    from voicemat.batch.crew import hired

    return hired(orders)


def _folder(path: str | None) -> Path:
    """The folder that several files go to."""
    from voicemat.exporter.naming import is_folder

    folder = Path(path or ".").expanduser()
    if path and not is_folder(path) and folder.suffix:
        raise UsageError(
            f"{path} is one file, and here are several",
            advice="name a folder: -o night/",
        )
    return folder
