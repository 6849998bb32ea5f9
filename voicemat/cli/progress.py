"""A calm progress bar with the time that is left, on standard error; nothing where that is no
terminal.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar:
    """Shown from the first update on, and gone when done. With a `unit`, how many of them are
    done is told too.
    """

    def __init__(self, title: str, unit: str = "") -> None:
        self._title = title
        self._unit = unit
        self._progress: Progress | None = None

    def update(self, done: int, total: int) -> None:
        """`done` of `total` parts are finished."""
        if not sys.stderr.isatty():
            return
        if self._progress is None:
            self._progress = self._start(total)
        self._progress.update(self._progress.task_ids[0], completed=done, total=total)

    def _start(self, total: int) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=32, complete_style="cyan", finished_style="cyan"),
            TextColumn(
                f"{{task.completed:.0f}} of {{task.total:.0f}} {self._unit}"
                if self._unit
                else "{task.percentage:>3.0f} %"
            ),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=Console(stderr=True),
            transient=True,
        )
        progress.add_task(self._title, total=total)
        progress.start()
        return progress

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
