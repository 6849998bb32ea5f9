"""Finished files that are kept for another time: what was made once is there at once.

A file is named by all that goes into it: its timeline, its cover, how it is encoded, and a person's
own music by size and date. It can be made again, so the folder is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from voicemat.cachefolder import CacheFolder
from voicemat.exporter import Settings, describe, try_format
from voicemat.pipeline import Progress, Routine, load_with
from voicemat.production import Order, Product, compile_order, produce, silent
from voicemat.session import Session
from voicemat.studio import Studio
from voicemat.timeline.serialisation import to_json
from voicemat.version import __version__


def kept_files(studio: Studio) -> CacheFolder:
    """The folder of the kept files."""
    return CacheFolder(
        folder=studio.config.cache.value / "files",
        limit=studio.config.cache_megabytes.value * 1_000_000,
    )


class Keeper:
    """Fills orders from what is kept. What it has handed out stays until it is gone itself."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._files = kept_files(studio)
        self._handed: set[Path] = set()

    def produce(
        self,
        order: Order,
        *,
        narrated: Progress = silent,
        exported: Progress = silent,
        compiled: Callable[[Routine, Session], None] = lambda _routine, _session: None,
    ) -> Product:
        """Like `voicemat.production.produce`, with a kept file, which is made only where it is
        not there. `order` names no path.
        """
        try_format(order.format or "mp3", Settings())  # before a voice speaks for minutes
        routine = load_with(self._studio, order.routine)
        session = compile_order(order, routine, narrated)
        cover = routine.cover()
        name = f"{_key(order, session, cover)}.{order.format or 'mp3'}"
        path = self._files.folder / name
        if path.exists():
            compiled(routine, session)
            self._files.touch(path)
        else:
            self._files.folder.mkdir(parents=True, exist_ok=True)
            produce(
                replace(order, path=str(path)), self._studio, exported=exported, compiled=compiled
            )
        self._handed.add(path)
        self._files.trim(self._handed)
        metadata = describe(session.timeline, cover=cover)
        return Product(path=path, timeline=session.timeline, metadata=metadata)


def _key(order: Order, session: Session, cover: bytes) -> str:
    """The name of all that goes into a file."""
    state = blake2b(digest_size=16)
    for part in (
        __version__.encode(),
        repr(order).encode(),
        to_json(session.timeline),
        cover,
        repr(list(_own_music(session))).encode(),
    ):
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.hexdigest()


def _own_music(session: Session) -> Iterator[tuple[str, int, int]]:
    """A person's own music files in a session, with their sizes and dates: the timeline has only
    their paths.
    """
    names = {
        clip.media.name
        for bus in session.timeline.buses
        for track in bus.tracks
        for clip in track.clips
    }
    for path in sorted(path for name in names if (path := Path(name)).is_absolute()):
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            status = file.stat()
            yield str(file), status.st_size, status.st_mtime_ns
