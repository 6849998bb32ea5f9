"""How far many sessions are: bars on a terminal, a line for each elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

import typer

if TYPE_CHECKING:
    from rich.progress import TaskID

    from voicemat.batch.worker import Outcome, Task

WIDTH = 32
"""Cells of a bar, as that of a single session."""


class Display:
    """Follows orders, on standard error. `weights` are the frames of each; `share` tells what
    share of one is done, by its number.
    """

    def __init__(self, weights: Sequence[int], share: Callable[[int], float]) -> None:
        self._weights = weights
        self._share = share
        self._done = [False] * len(weights)
        self._bars: _Bars | None = _Bars(len(weights)) if sys.stderr.isatty() else None

    def began(self, task: Task) -> None:
        """A row for an order."""
        if self._bars:
            self._bars.add(task.number, task.path.name)
        else:
            typer.echo(f"making {task.path.name}", err=True)

    def lost(self, task: Task) -> None:
        """Tell that an order is tried again."""
        self.say(f"{task.path.name}: the process that made it ended; another one tries")
        if self._bars:
            self._bars.remove(task.number)

    def ended(self, task: Task, outcome: Outcome) -> None:
        """Take the row away."""
        from voicemat.batch.worker import Made

        self._done[task.number] = True
        if self._bars:
            self._bars.remove(task.number)
        else:
            said = "made" if isinstance(outcome, Made) else "failed:"
            count = f"{sum(self._done)} of {len(self._done)}"
            typer.echo(f"{said} {task.path.name} ({count})", err=True)
        self.looked()

    def looked(self) -> None:
        """Draw how far all are."""
        if not self._bars:
            return
        shares = [1.0 if done else self._share(n) for n, done in enumerate(self._done)]
        total = sum(self._weights)
        share = sum(map(float.__mul__, shares, map(float, self._weights))) / max(total, 1)
        self._bars.draw(shares, share, sum(self._done))

    def say(self, text: str) -> None:
        """Tell something above the bars."""
        if self._bars:
            self._bars.say(text)
        else:
            typer.echo(text, err=True)

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars:
            self._bars.stop()


class _Bars:
    """A bar for each order that is being carried out, and one for all."""

    def __init__(self, count: int) -> None:
        from rich.console import Console, Group
        from rich.live import Live
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._count = count
        self._rows: dict[int, TaskID] = {}
        self._each = Progress(
            BarColumn(WIDTH, complete_style="cyan", finished_style="cyan"),
            TextColumn("{task.percentage:>3.0f} %  {task.description}", markup=False),
        )
        self._all = Progress(
            BarColumn(WIDTH, complete_style="cyan", finished_style="cyan"),
            TextColumn("{task.description}"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
        )
        self._sum = self._all.add_task(self._told(0), total=1.0)
        self._live = Live(
            Group(self._each, self._all),
            console=Console(stderr=True, highlight=False),
            transient=True,
        )

    def _told(self, done: int) -> str:
        return f"{done} of {self._count}"

    def start(self) -> None:
        self._live.start()

    def stop(self) -> None:
        self._live.stop()

    def add(self, number: int, name: str) -> None:
        self._rows[number] = self._each.add_task(name, total=1.0)

    def remove(self, number: int) -> None:
        self._each.remove_task(self._rows.pop(number))

    def say(self, text: str) -> None:
        self._live.console.print(text, markup=False)

    def draw(self, shares: Sequence[float], share: float, done: int) -> None:
        for number, row in self._rows.items():
            self._each.update(row, completed=shares[number])
        self._all.update(self._sum, completed=share, description=self._told(done))
