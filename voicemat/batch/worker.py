"""One order, made in whatever process it has come to."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from voicemat.batch.fingerprint import text_digest
from voicemat.batch.ledger import Stamp, stamp
from voicemat.config import Config
from voicemat.cores import limited_cores
from voicemat.diagnostics import render
from voicemat.errors import FileError, VoicematError
from voicemat.exporter.reservation import reserved
from voicemat.pipeline import Routine
from voicemat.production import Order, produce
from voicemat.session import Session
from voicemat.studio import Studio
from voicemat.version import __version__

BUG = 70
"""The exit code of a mistake in the program."""

NARRATED = 0.5
"""The share of an order that is done when its narration is. Where that was kept it takes no time,
where not it takes most; nobody knows beforehand."""

Glimpse = tuple[int, int] | None
"""What can be seen of a file at once: its bytes and the time of its last change in nanoseconds;
None of one that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An order on its way to a worker.

    `path` of the order is a file. `text` is the `text_digest` of its routine, `version` that of
    voicemat, `there` what stood under the name when it was decided to write it, and `cores` how
    many the work may take.
    """

    number: int
    order: Order
    config: Config
    text: str
    there: Glimpse
    cores: int = 1
    version: str = __version__

    @property
    def path(self) -> Path:
        """The file that is made."""
        assert self.order.path is not None
        return Path(self.order.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An order that is there: its files by name, the sound first, and what a person may want to
    know.
    """

    files: Mapping[str, Stamp]
    title: str
    frames: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An order that cannot be carried out: what a `VoicematError` holds."""

    message: str
    advice: str | None
    exit_code: int
    notes: tuple[str, ...] = ()


Outcome = Made | Failure


def glimpse(path: Path) -> Glimpse:
    """What can be seen of a file at once."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


_turn = Lock()
"""Engines and their models are used by one order at a time; a worker may have several threads."""

_notes: list[str] = []


@lru_cache(maxsize=1)
def _studio(config: Config) -> Studio:
    """The studio of this process: a voice is loaded once, and not for every order."""
    return Studio(config, _notes.append)


def work(task: Task, tell: Callable[[float], None] = lambda _: None) -> Outcome:
    """Carry out an order. `tell` is told the share that is done. Raises nothing but what ends the
    process.
    """
    with _turn, limited_cores(task.cores):
        _notes.clear()
        try:
            return _make(task, tell)
        except VoicematError as error:
            return Failure(
                message=error.message,
                advice=error.advice,
                exit_code=error.exit_code,
                notes=tuple(_notes),
            )
        except Exception:  # noqa: BLE001 - a bug in one order is told of, and the others go on
            return Failure(
                message="this is a mistake in the program, not one of yours; please report it:\n"
                + traceback.format_exc(),
                advice=None,
                exit_code=BUG,
                notes=tuple(_notes),
            )


def _make(task: Task, tell: Callable[[float], None]) -> Made:
    if task.version != __version__:
        raise FileError(
            f"this worker has voicemat {__version__}, and {task.version} is needed",
            advice="install the same version everywhere",
        )
    with reserved(task.path):
        if glimpse(task.path) != task.there:
            raise FileError(
                f"{task.path} has come or changed meanwhile, and is left as it is",
                advice="look at it, and export again",
            )
        product = produce(
            task.order,
            _studio(task.config),
            narrated=lambda done, total: tell(NARRATED * done / max(total, 1)),
            exported=lambda done, total: tell(NARRATED + (1 - NARRATED) * done / max(total, 1)),
            loaded=lambda routine: _check_text(task, routine),
            compiled=_note_warnings,
        )
        return Made(
            files={path.name: stamp(path) for path in product.files},
            title=product.metadata.title,
            frames=product.timeline.frames,
            notes=tuple(dict.fromkeys(_notes)),
        )


def _check_text(task: Task, routine: Routine) -> None:
    if text_digest(routine.manuscript) != task.text:
        raise FileError(
            f"{routine.found.path}: this worker reads another text, other takes or other music "
            "than was ordered",
            advice="if it was not edited just now, let all computers share the folder of the "
            "routines, and have one version of voicemat",
        )


def _note_warnings(routine: Routine, session: Session) -> None:
    sources = routine.manuscript.sources
    _notes.extend(render(warning, sources) for warning in session.warnings)
