"""A person's own copies of bundled routines: made, compared with the original, put aside.

A copy says in a comment below its header what it was copied from, and the digest of the original
as it was then. Nothing here ever overwrites or deletes what a person has written.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from enum import StrEnum
from itertools import count
from pathlib import Path

from voicemat.errors import FileError, UsageError
from voicemat.library import Found, Library, Shelf, read_source

DIGEST_LENGTH = 16
"""Hexadecimal figures of the SHA-256 that a copy carries."""

ASIDE = ".old"
"""Added to the name of a copy that was put aside, so that it is no routine any more."""

_MARK = re.compile(r"<!--\s*Copied from the bundled routine\b[^>]*?\(([0-9a-f]+)\).*?-->\n?", re.S)
_HEADER = re.compile(r"\ufeff?\s*?---[ \t]*\r?\n.*?^---[ \t]*\r?\n", re.S | re.M)


class Standing(StrEnum):
    """How a routine of the library stands to the bundled one of its name."""

    BUNDLED = "bundled"
    YOURS = "yours"
    SAME = "yours, same as the bundled one"
    CHANGED = "yours, changed from the bundled one"
    OUTDATED = "yours, copied from an older bundled one"


def digest(text: str) -> str:
    """What a copy notes of its original."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def marked(text: str, name: str) -> str:
    """A copy of the bundled routine `name`: `text` with the note of where it came from, below the
    header, so that the header stays at the very top.
    """
    header = _HEADER.match(text)
    at = header.end() if header else 0
    note = (
        f'<!-- Copied from the bundled routine "{name}" ({digest(text)}). '
        f'"voicemat edit --diff {name}" shows what you changed. -->\n'
    )
    return text[:at] + note + text[at:]


def unmarked(text: str) -> str:
    """A copy without the note of `marked`: what the person wrote."""
    return _MARK.sub("", text, count=1)


def standing(found: Found, library: Library) -> Standing:
    """How a routine of the library stands to the bundled one. Raises FileError."""
    if found.shelf is Shelf.BUNDLED:
        return Standing.BUNDLED
    original = library.bundled(found.name)
    text = read_source(found).text
    mark = _MARK.search(text)
    if original is None or mark is None:
        return Standing.YOURS
    bundled = read_source(original).text
    if unmarked(text) == bundled:
        return Standing.SAME
    return Standing.CHANGED if mark.group(1) == digest(bundled) else Standing.OUTDATED


def make_copy(original: Found, library: Library) -> Found:
    """Copy a bundled routine into the person's own folder. Raises FileError."""
    path = library.folder / original.path.name
    write_new(path, marked(read_source(original).text, original.name))
    return Found(name=original.name, path=path, shelf=Shelf.YOURS)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, and its folder if need be. Raises FileError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise FileError(
            f"{path}: this file is there already",
            advice="nothing was written; choose another name, or edit that one",
        ) from error
    except OSError as error:
        raise FileError(f"{path}: it cannot be written: {error.strerror}") from error


def discard_if_unchanged(copy: Found, original: Found) -> bool:
    """Remove a copy that is the same as its original, so that it takes part in its updates again;
    whether that was done.
    """
    if unmarked(read_source(copy).text) != read_source(original).text:
        return False
    copy.path.unlink(missing_ok=True)
    return True


def differences(name: str, library: Library) -> tuple[str, ...]:
    """What the person's copy changes in the bundled routine of today, as lines of a unified diff;
    none where they are the same.

    Raises UsageError when there is no copy or no original, FileError for an unreadable file.
    """
    copy, original = _pair(name, library)
    return tuple(
        difflib.unified_diff(
            read_source(original).text.splitlines(),
            unmarked(read_source(copy).text).splitlines(),
            f"bundled {original.path.name}",
            str(copy.path),
            lineterm="",
        )
    )


def put_aside(name: str, library: Library) -> Path:
    """Rename the person's copy, so that the bundled routine is found again; its new path.

    Nothing is overwritten. Raises UsageError when there is no copy or no original, FileError.
    """
    copy, _ = _pair(name, library)
    for number in count(1):
        ending = ASIDE if number == 1 else f"{ASIDE}-{number}"
        kept = copy.path.with_name(copy.path.name + ending)
        try:
            kept.touch(exist_ok=False)  # the name is ours from here on
            return copy.path.replace(kept)
        except FileExistsError:
            continue
        except OSError as error:
            raise FileError(f"{copy.path}: it cannot be renamed: {error.strerror}") from error
    raise AssertionError("counting has no end")


def _pair(name: str, library: Library) -> tuple[Found, Found]:
    """The person's copy and the bundled original."""
    found = library.find(name)
    original = library.bundled(found.name)
    copy = library.own(found.name)
    if original is None:
        raise UsageError(f'no routine named "{found.name}" is bundled', advice="it is all your own")
    if copy is None:
        raise UsageError(
            f'there is no copy of yours of "{found.name}"',
            advice=f"voicemat edit {found.name} makes one",
        )
    return copy, original
