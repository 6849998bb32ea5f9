"""Finds what ships and what a person has made: routines by name, the person's before the
bundled ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from voicemat.diagnostics import nearest
from voicemat.errors import FileError, UsageError
from voicemat.source import Source

SUFFIXES = (".md", ".txt")
"""What a script's file name may end with."""

OVERLAY = ".overlay"
"""What stands before the suffix of a file of small changes to a routine."""

LARGEST_SCRIPT = 16 << 20
"""Bytes; a file larger than this is no script, and is not read."""

_PACKAGE = Path(__file__).resolve().parent


class Shelf(StrEnum):
    """Where a routine was found."""

    YOURS = "yours"
    BUNDLED = "bundled"
    PATH = "path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A routine's file, the name that finds it, and where it was found."""

    name: str
    path: Path
    shelf: Shelf


def shipped(folder: str) -> Path:
    """The folder of that name that ships with the program: ``scripts`` or ``audio``.

    Inside the package in an installed copy, beside it in a checkout.
    """
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


class Library:
    """The routines in the user's folder and the bundled ones."""

    def __init__(self, user_folder: Path) -> None:
        self.folder = user_folder
        """Where the person's own routines and overlays lie, whether it is there yet or not."""
        self._shelves = (
            (Shelf.YOURS, user_folder),
            (Shelf.BUNDLED, shipped("scripts")),
        )

    def routines(self) -> tuple[Found, ...]:
        """Every routine by name, in order of name; the user's own hide bundled ones."""
        found: dict[str, Found] = {}
        for shelf, folder in self._shelves:
            for path in scripts_in(folder):
                found.setdefault(_key(path.stem), Found(name=path.stem, path=path, shelf=shelf))
        return tuple(found[key] for key in sorted(found))

    def bundled(self, name: str) -> Found | None:
        """The routine of that name that ships with the program."""
        return self._on(Shelf.BUNDLED, name)

    def own(self, name: str) -> Found | None:
        """The routine of that name in the person's own folder."""
        return self._on(Shelf.YOURS, name)

    def _on(self, wanted: Shelf, name: str) -> Found | None:
        for shelf, folder in self._shelves:
            for path in scripts_in(folder) if shelf is wanted else ():
                if _key(path.stem) == _key(name):
                    return Found(name=path.stem, path=path, shelf=shelf)
        return None

    def overlay(self, found: Found) -> Path:
        """The file of small changes to `found`, whether it is there or not: in the person's own
        folder, or beside a script that was given by its path.
        """
        folder = found.path.parent if found.shelf is Shelf.PATH else self.folder
        files = [folder / f"{found.path.stem}{OVERLAY}{suffix}" for suffix in SUFFIXES]
        return next((path for path in files if path.is_file()), files[0])

    def find(self, name: str) -> Found:
        """The routine called `name`: a path to a file, or a name in the library.

        Raises UsageError for a name that nothing has, FileError for a path without a file.
        """
        path = Path(name)
        if path.suffix.lower() in SUFFIXES or path.name != name:
            try:
                path = path.expanduser()
                there = path.is_file()
            except (OSError, RuntimeError):  # a name too long for a file, a ~user who is nobody
                there = False
            if not there:
                raise FileError(
                    f"{name}: there is no such file",
                    advice="check the path, or voicemat list",
                )
            return Found(name=name, path=path, shelf=Shelf.PATH)
        routines = self.routines()
        for found in routines:
            if _key(found.name) == _key(name):
                return found
        near = nearest(name, (found.name for found in routines))
        hint = f'did you mean "{near}"? ' if near else ""
        raise UsageError(
            f'there is no routine named "{name}"',
            advice=f"{hint}voicemat list shows what there is",
        )

    def part(self, name: str, beside: Path) -> Found | None:
        """The script that ``[include name]`` means: beside the including one, then in the user's
        folder, then among the bundled parts. A path is relative to the including script.
        """
        own, bundled = (folder for _, folder in self._shelves)
        folders = (beside, beside / "parts", own, own / "parts", bundled / "parts", bundled)
        for folder in folders:
            for suffix in ("", *SUFFIXES):
                path = folder / f"{name}{suffix}"
                if path.suffix.lower() in SUFFIXES and path.is_file():
                    return Found(name=name, path=path, shelf=Shelf.PATH)
        return None

    def parts(self) -> tuple[str, ...]:
        """The names of the scripts that are there to be included."""
        own, bundled = (folder for _, folder in self._shelves)
        return tuple(
            path.stem
            for folder in (own / "parts", bundled / "parts")
            for path in scripts_in(folder)
        )


def _key(name: str) -> str:
    """`name` as it is looked up: neither case nor a blank for a hyphen matters."""
    return name.casefold().replace(" ", "-")


def scripts_in(folder: Path) -> tuple[Path, ...]:
    """The scripts that lie directly in a folder, by name; none where it cannot be read."""
    try:
        return tuple(
            sorted(
                path
                for path in folder.iterdir()
                if path.suffix.lower() in SUFFIXES
                and not path.stem.casefold().endswith(OVERLAY)
                and path.is_file()
            )
        )
    except OSError:
        return ()


def read_source(found: Found) -> Source:
    """The text of a routine. Raises FileError when it cannot be read or is no UTF-8 text."""
    try:
        if found.path.stat().st_size > LARGEST_SCRIPT:
            raise FileError(
                f"{found.path}: this is too large for a script",
                advice="a script is plain text, some pages long",
            )
        data = found.path.read_bytes()
    except OSError as error:
        raise FileError(f"{found.path}: it cannot be read: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileError(
            f"{found.path}:{line}: this is no UTF-8 text",
            advice="save the file as UTF-8",
        ) from error
    return Source(name=str(found.path), text=text)
