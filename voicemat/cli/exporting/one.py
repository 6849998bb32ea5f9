"""One session into one file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from voicemat.cli.options import show_warnings

if TYPE_CHECKING:
    from pathlib import Path

    from voicemat.batch.export import Ask
    from voicemat.pipeline import Routine
    from voicemat.production import Order, Product
    from voicemat.studio import Studio


def export_one(order: Order, studio: Studio, ask: Ask) -> Product | None:
    """Make what is ordered, and tell of it; None where a person would rather not.

    Raises what `produce` does, and FileError for a file that is there and may not be replaced.
    """
    from voicemat.cli.progress import Bar
    from voicemat.exporter.naming import choose_target
    from voicemat.exporter.reservation import reserved
    from voicemat.pipeline import load_with
    from voicemat.production import produce
    from voicemat.proof import proof_files
    from voicemat.units import clock

    routine = load_with(studio, order.routine)
    target = choose_target(order.path, order.format, routine.title)
    order = replace(order, format=target.format)
    with reserved(target.path):
        path = _place(order, target.path, ask)
        if path is None:
            return None
        _check_room(order, routine, path)
        with Bar("narration", "words") as narration, Bar("export   ") as bar:
            product = produce(
                replace(order, path=str(path)),
                studio,
                narrated=narration.update,
                exported=bar.update,
                compiled=show_warnings,
            )
    size = product.path.stat().st_size / 1e6
    typer.echo(f"{product.path}  {clock(product.timeline.frames)}, {size:.1f} MB")
    for beside in (*product.stems, *product.documents):
        typer.echo(beside)
    if product.proof:
        _, shown = proof_files(product.path)
        typer.echo(f"{shown}  {len(product.proof.checks)} checks, all held")
    return product


def _check_room(order: Order, routine: Routine, path: Path) -> None:
    """Raises FileError where the session will not fit, UsageError for a length that is none."""
    from voicemat.batch.space import about, check_space, expected

    size = about(order, expected(order, routine.script.header))
    check_space(path.parent, [size], replaced=path.stat().st_size if path.is_file() else 0)


def _place(order: Order, path: Path, ask: Ask) -> Path | None:
    """Where the session goes that is to be called `path`; None where it may not."""
    from voicemat.batch.export import settled
    from voicemat.batch.ledger import State
    from voicemat.production import files_of

    there = [one for one in files_of(order, path) if one.is_file()]
    if not there:
        return path
    return settled(path, State.FOREIGN, lambda _, state: ask(there[0], state), set())
