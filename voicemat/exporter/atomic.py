"""Files that are whole or not there at all.

A file is written beside its target, under a hidden name of its own, and renamed when it is
complete. What a killed run left is removed by the next one that writes the same target: a run
holds a lock on its part file for as long as it lives, and only one that nobody holds is removed.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2s
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from voicemat.errors import FileError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

BUFFER = 1 << 18
"""Bytes gathered before they go to the operating system."""


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A new file, open for writing and seekable, that gets the name `path` in the end.

    When the body ends well, the file is on the disk under its name, in the place of one that
    was there; a symbolic link stays and what it points at is replaced. When the body raises
    anything at all, nothing is left. Raises FileError when the file cannot be made or renamed;
    `write` of the file in hand raises FileError too, never OSError.
    """
    with _file_errors(path):
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise FileError(f"{path} is there and is not a file", advice="choose another name")
    _remove_abandoned_parts(target)
    with _locked_part(target, path) as (part, raw), io.BufferedWriter(raw, BUFFER) as file:
        yield file
        with _file_errors(path):
            file.flush()
            os.fsync(file.fileno())
            file.close()  # Windows renames no open file
            part.replace(target)


class _PartFile(io.FileIO):
    """A new file whose errors speak of the target."""

    def __init__(self, part: Path, path: Path) -> None:
        self._path = path
        with _file_errors(path):
            super().__init__(part, "xb")

    def write(self, data: ReadableBuffer, /) -> int:
        with _file_errors(self._path):
            return super().write(data)


@contextmanager
def _locked_part(target: Path, path: Path) -> Iterator[tuple[Path, _PartFile]]:
    """A new part file, locked until the end, when it is removed if it still has its name."""
    while True:
        part = target.with_name(f"{_prefix(target)}{secrets.token_hex(8)}.part")
        try:
            raw = _PartFile(part, path)
            with _lock(raw):
                if part.exists():  # else another run took it for abandoned before the lock
                    yield part, raw
                    return
            raw.close()
        finally:
            with suppress(OSError):
                part.unlink()


def _prefix(target: Path) -> str:
    """The start of the names of a target's part files: of one length, however long its own."""
    return f".voicemat-{blake2s(os.fsencode(target.name), digest_size=6).hexdigest()}-"


def _remove_abandoned_parts(target: Path) -> None:
    for part in target.parent.glob(f"{_prefix(target)}*.part"):
        with suppress(OSError):  # it is in use, or gone, or not ours to remove
            _remove_if_abandoned(part)


if sys.platform == "win32":
    # Windows removes no open file: to be open is the lock.

    JUST_CLOSED = 60
    """Seconds since the last change within which a file may be on its way to be renamed."""

    @contextmanager
    def _lock(file: _PartFile) -> Iterator[None]:  # noqa: ARG001 - as the other one
        yield

    def _remove_if_abandoned(part: Path) -> None:
        if time.time() - part.stat().st_mtime > JUST_CLOSED:
            part.unlink()

else:
    import fcntl

    @contextmanager
    def _lock(file: _PartFile) -> Iterator[None]:
        """Lock a file, until after it is closed: the lock is shared with the duplicate."""
        duplicate = os.dup(file.fileno())
        try:
            with suppress(OSError):  # no locks on this file system: then none is removed there
                fcntl.flock(duplicate, fcntl.LOCK_EX)
            yield
        finally:
            os.close(duplicate)

    def _remove_if_abandoned(part: Path) -> None:
        """Raises OSError when it is not. The lock is held until the file is gone."""
        file = os.open(part, os.O_RDWR)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
        finally:
            os.close(file)


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    """Turn an OSError into a FileError that says where, what and what to do."""
    try:
        yield
    except OSError as error:
        what, advice = _explanation(error, path.parent)
        raise FileError(f"{path} cannot be written: {what}", advice=advice) from error


def _explanation(error: OSError, folder: Path) -> tuple[str, str | None]:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return f"there is no folder {folder}", "create the folder or choose another"
        case errno.EACCES | errno.EPERM:
            return (
                "no permission",
                f"allow writing in {folder}, close programs that use the file, "
                "or choose another folder",
            )
        case errno.EROFS:
            return f"{folder} is read-only", "choose another folder"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full", "free some space or choose another disk"
        case errno.EFBIG:
            return "it is larger than the disk or a limit allows", "choose another disk or format"
        case errno.ENAMETOOLONG:
            return "the name is too long", "choose a shorter one"
        case _:
            return error.strerror or str(error), None
