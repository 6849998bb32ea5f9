"""What came of many sessions: a table, and what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from voicemat.batch.export import Placed
    from voicemat.batch.ledger import Ledger
    from voicemat.batch.worker import Outcome

Row = tuple[str, str, str, str]


def show_summary(
    placed: Sequence[Placed], outcomes: Mapping[str, Outcome], ledger: Ledger, folder: Path
) -> int:
    """Print a table of all sessions, what is worth knowing and what went wrong; the exit code of
    the worst of it. `outcomes` are those of the sessions that were made, by their names.
    """
    from voicemat.batch.worker import Failure

    for name, outcome in outcomes.items():
        for note in outcome.notes:
            typer.echo(f"{name}: {note}", err=True)
    _table(_row(one, outcomes.get(one.item.name), ledger) for one in placed)
    failures = {name: out for name, out in outcomes.items() if isinstance(out, Failure)}
    for name, failure in failures.items():
        typer.echo(f"\n{name}: {failure.message}", err=True)
        if failure.advice:
            typer.echo(f"  {failure.advice}", err=True)
    made = len(outcomes) - len(failures)
    typer.echo(f"{_said(made, len(failures), len(placed) - len(outcomes))}  {folder}")
    return max((failure.exit_code for failure in failures.values()), default=0)


def _row(one: Placed, outcome: Outcome | None, ledger: Ledger) -> Row:
    from voicemat.batch.ledger import State
    from voicemat.batch.worker import Failure
    from voicemat.units import clock

    if isinstance(outcome, Failure):
        return one.item.name, "", "", "failed"
    entry = ledger.entries.get(one.item.name)
    if entry is None or not entry.whole or (outcome is None and one.state is not State.CURRENT):
        return one.path.name, "", "", "left as it is"
    file, stamp = next(iter(entry.files.items()))
    what = "there already" if outcome is None else "made"
    return file, clock(entry.frames), f"{stamp.size / 1e6:.1f} MB", what


def _said(made: int, failed: int, rest: int) -> str:
    counts = ((made, "made"), (rest, "there already"), (failed, "failed"))
    return ", ".join(f"{count} {what}" for count, what in counts if count)


def _table(rows: Iterator[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(justify="right", style="cyan")
    table.add_column(justify="right")
    table.add_column()
    for row in rows:
        *texts, what = row
        table.add_row(*map(Text, texts), Text(what, style="red" if what == "failed" else "dim"))
    width = None if sys.stdout.isatty() else 200  # a pipe has no edge
    Console(highlight=False, width=width).print(table)
