"""What an export has made in a folder, kept beside the files, so that the next one goes on.

The ledger is one small JSON file. For each session, by the name that the plan gives its file, it
holds the fingerprint of what the files were made of, and of each file its size, its time and its
digest. A session is noted before it begins and again when it is there: what a killed run leaves is
known for what it is. A ledger that is damaged or gone costs questions and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum, auto
from pathlib import Path

import msgspec

from voicemat.batch.fingerprint import file_digest
from voicemat.exporter.atomic import whole_file

FILE_NAME = ".voicemat.json"

FORM = 1
"""The version of the file's form; another one is not read."""


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was left: bytes, time of its last change in nanoseconds, SHA-256."""

    size: int
    changed: int
    digest: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A session: its fingerprint, its files by name (its sound first), its title and its length in
    frames. Without `whole` it had only begun, and `files` are those from before.
    """

    key: str
    whole: bool
    files: dict[str, Stamp]
    title: str = ""
    frames: int = 0


class _Book(msgspec.Struct, frozen=True, kw_only=True):
    form: int
    entries: dict[str, Entry]


class State(StrEnum):
    """How the files of a session stand to what is wanted."""

    ABSENT = auto()
    """There is nothing under its name, or something of it is gone."""
    CURRENT = auto()
    """It is there as it was made, and would be made alike."""
    OUTDATED = auto()
    """It is there as it was made, and would now be made otherwise."""
    FOREIGN = auto()
    """What is there was not made here."""
    CHANGED = auto()
    """Somebody else has changed what was made here."""


def stamp(path: Path) -> Stamp:
    """A file as it is. Raises FileError, OSError."""
    status = path.stat()
    return Stamp(size=status.st_size, changed=status.st_mtime_ns, digest=file_digest(path))


class Ledger:
    """The ledger of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE_NAME
        self._entries = self._read()

    def _read(self) -> dict[str, Entry]:
        try:
            book = msgspec.json.decode(self._path.read_bytes(), type=_Book)
        except (OSError, msgspec.DecodeError):
            return {}
        return book.entries if book.form == FORM else {}

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What is noted, by the names that plans gave."""
        return self._entries

    def state(self, name: str, key: str, files: Sequence[str] = ()) -> State:
        """How the session called `name` stands, which is now wanted with the fingerprint `key` and
        consists of `files`. Raises FileError for one that cannot be read.
        """
        entry = self._entries.get(name)
        if entry and not entry.whole:
            return State.OUTDATED  # it was begun, so what may be there was given up
        known = entry.files if entry else {}
        if any((self._folder / file).exists() for file in files or (name,) if file not in known):
            return State.FOREIGN
        if entry is None:
            return State.ABSENT
        found = [self._untouched(file, left) for file, left in entry.files.items()]
        if False in found:
            return State.CHANGED
        if None in found:
            return State.ABSENT
        return State.CURRENT if entry.key == key else State.OUTDATED

    def _untouched(self, name: str, left: Stamp) -> bool | None:
        """Whether a file is as it was left; None where it is gone."""
        path = self._folder / name
        try:
            status = path.stat()
        except OSError:
            return None
        if (status.st_size, status.st_mtime_ns) == (left.size, left.changed):
            return True
        return status.st_size == left.size and file_digest(path) == left.digest

    def file(self, name: str) -> str:
        """The name of the sound file of the session that plans call `name`."""
        entry = self._entries.get(name)
        return next(iter(entry.files), name) if entry else name

    def begin(self, name: str, key: str, file: str) -> None:
        """Note that a session is being made into `file`. Raises FileError."""
        nothing = Stamp(size=-1, changed=0, digest="")
        self._entries[name] = Entry(key=key, whole=False, files={file: nothing})
        self._write()

    def finish(self, name: str, entry: Entry) -> None:
        """Note that a session is there. Raises FileError."""
        self._entries[name] = entry
        self._write()

    def restore(self, name: str, entry: Entry | None) -> None:
        """Note what was noted before a session was begun. Raises FileError."""
        if entry is None:
            del self._entries[name]
        else:
            self._entries[name] = entry
        self._write()

    def _write(self) -> None:
        book = _Book(form=FORM, entries=self._entries)
        with whole_file(self._path) as file:
            file.write(msgspec.json.format(msgspec.json.encode(book)))
