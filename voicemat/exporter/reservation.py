"""One export at a time for each name on this computer.

Whoever is about to write a file holds its name from before it looks what is there until its own
file is. So of two that want one name at once, the second is told, and neither replaces what the
other has just made. The locks lie in the person's cache folder and not beside the file: a phone
may know no locks, and nothing strange appears on it. The system lets go of what a killed process
held.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2s
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from voicemat.errors import FileError

_FOLDS_CASE = sys.platform in ("win32", "darwin")
"""Whether the usual file system takes "a" and "A" for one name."""


@contextmanager
def reserved(path: Path) -> Iterator[None]:
    """Hold the name `path`, of a file or a folder. Raises FileError when another export holds it.

    Where there is no folder for locks, all goes on without.
    """
    lock = _lock(path)
    if lock is None:
        yield
        return
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise FileError(
            f"{path} is being written by another export",
            advice="wait until it has ended, or choose another name",
        ) from None
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.release()


def _lock(path: Path) -> FileLock | None:
    real = os.path.realpath(path)
    name = blake2s(os.fsencode(real.casefold() if _FOLDS_CASE else real), digest_size=16)
    folder = platformdirs.user_cache_path("voicemat", appauthor=False) / "exports"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileLock(folder / f"{name.hexdigest()}.lock")
