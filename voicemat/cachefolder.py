"""A folder of things that can be made again: bounded, shared by processes, never half written.

Invariants:

1. A file has its final name only when it is whole: it is written under a unique name in the same
   folder and renamed, so that processes never see each other's half files, and a killed one
   leaves nothing but a stray temporary file, which is swept up later.
2. When the folder grows over its limit, what was used least recently goes first.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PART = ".part"

ABANDONED_AFTER = 24 * 3600
"""Seconds after which a half-written file can only be the remains of a killed process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How many files a folder holds, and their bytes."""

    entries: int
    size: int


@dataclass(frozen=True, slots=True)
class _Entry:
    used: float
    size: int
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheFolder:
    """The files in `folder`, together at most `limit` bytes. Safe for threads and processes."""

    folder: Path
    limit: int

    @contextmanager
    def part(self, name: str) -> Iterator[Path]:
        """A path to write `name` to, in the folder and not yet under its name.

        Whoever writes it renames it; what is still there at the end is removed. Raises OSError.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}-{secrets.token_hex(8)}{PART}"
        try:
            yield path
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def touch(self, path: Path) -> None:
        """Note that a file was used now."""
        with suppress(OSError):
            os.utime(path)

    def trim(self, keep: Container[Path]) -> int:
        """Bring the folder under its limit, the least recently used first, none of `keep`.

        Returns the bytes that remain.
        """
        entries = self._entries()
        total = sum(entry.size for entry in entries)
        for entry in sorted(entries, key=lambda entry: entry.used):
            if total <= self.limit:
                break
            if entry.path not in keep:
                # One that cannot be removed (open elsewhere, on Windows) goes another time.
                with suppress(OSError):
                    entry.path.unlink()
                    total -= entry.size
        return total

    def holding(self) -> Holding:
        """What the folder holds now."""
        entries = self._entries()
        return Holding(entries=len(entries), size=sum(entry.size for entry in entries))

    def clear(self) -> Holding:
        """Remove everything that can be removed; returns what that was."""
        count = size = 0
        for entry in self._entries():
            with suppress(OSError):
                entry.path.unlink()
                count, size = count + 1, size + entry.size
        return Holding(entries=count, size=size)

    def files(self) -> Iterator[Path]:
        """Every whole file, in order of its name."""
        return iter(sorted(entry.path for entry in self._entries()))

    def _entries(self) -> list[_Entry]:
        """What is there; half-written files that somebody abandoned are removed on the way."""
        now = time.time()
        found: list[_Entry] = []
        with suppress(OSError):
            for path in self.folder.iterdir():
                # Another process may remove it at this moment.
                with suppress(OSError):
                    status = path.stat()
                    if path.suffix != PART:
                        found.append(_Entry(status.st_mtime, status.st_size, path))
                    elif now - status.st_mtime > ABANDONED_AFTER:
                        path.unlink()
        return found
