"""A routine that is written while it plays: its files are watched, and every saved edit is compiled
in a thread of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from voicemat.errors import VoicematError
from voicemat.library import Found, Shelf, read_source
from voicemat.pipeline import Routine, ScriptError, load_with
from voicemat.player.updates import Update
from voicemat.session import Session

INTERVAL = 0.3
"""Seconds between two looks at the files. An edit counts when two looks find it the same, so that
half a file is not read."""

HEARD = "your change is heard from {at} on"

Stamps = Mapping[Path, tuple[int, int] | None]


class Watcher:
    """Watches the files of `routine` while the context is held.

    `compile` makes the session of a freshly read routine, as it was made for `session`.
    """

    def __init__(
        self, routine: Routine, session: Session, compile: Callable[[Routine], Session]
    ) -> None:
        self._routine = routine
        self._timeline = session.timeline
        self._compile = compile
        self._news: SimpleQueue[Update] = SimpleQueue()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="voicemat-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end.set()

    def updates(self, _: int) -> Update | None:
        """What happened since the last call: another version, a line about an edit that cannot be
        played, or nothing.
        """
        try:
            return self._news.get_nowait()
        except Empty:
            return None

    def _run(self) -> None:
        seen = _stamps(self._files())
        # The session took a while to compile, and may be older than its files.
        known = {} if self._edited() else dict(seen)
        while not self._end.wait(INTERVAL):
            now = _stamps(self._files())
            settled, seen = now == seen, now
            if settled and any(known.get(path) != stamp for path, stamp in now.items()):
                known = dict(now)
                self._read()
                for path, stamp in _stamps(self._files()).items():
                    known.setdefault(path, stamp)  # of what it names since this edit

    def _edited(self) -> bool:
        try:
            return any(
                read_source(Found(name=name, path=Path(name), shelf=Shelf.PATH)) != source
                for name, source in self._routine.manuscript.sources.items()
            )
        except VoicematError:
            return True

    def _files(self) -> tuple[Path, ...]:
        manuscript = self._routine.manuscript
        overlay = self._routine.studio.library.overlay(self._routine.found)
        return (
            overlay,
            *(Path(name) for name in manuscript.sources),
            *manuscript.takes.values(),
        )

    def _read(self) -> None:
        try:
            routine = load_with(self._routine.studio, self._routine.found.name)
            session = self._compile(routine)
        except ScriptError as error:
            self._news.put(Update(remark=error.message.splitlines()[0]))
        except VoicematError as error:
            self._news.put(Update(remark=error.message))
        else:
            self._routine = routine
            if session.timeline != self._timeline:
                self._timeline = session.timeline
                self._news.put(Update(timeline=session.timeline, remark=HEARD))


def _stamps(files: Iterable[Path]) -> Stamps:
    """What tells whether a file was written; None for one that is not there."""
    return {path: _stamp(path) for path in files}


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
