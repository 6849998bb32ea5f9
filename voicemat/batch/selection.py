"""Which routines a person means: names, paths, and patterns over both."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from voicemat.diagnostics import nearest
from voicemat.errors import UsageError
from voicemat.library import OVERLAY, SUFFIXES, Found, Library, Shelf

EVERYTHING = "*"
"""The pattern of every routine in the library."""

_WILD = re.compile(r"[*?\[]")


def is_pattern(text: str) -> bool:
    """Whether `text` stands for several routines and not for one."""
    return bool(_WILD.search(text))


def select(patterns: Iterable[str], library: Library) -> tuple[Found, ...]:
    """The routines that `patterns` mean, in their order, each once.

    A pattern with a slash or a script's suffix is one of files (``routines/*.md``), any other one
    of names in the library (``c*``). Raises UsageError for a name or pattern that nothing has,
    FileError for a path without a file.
    """
    chosen: dict[Path, Found] = {}
    for pattern in patterns:
        for found in _matches(pattern, library):
            chosen.setdefault(found.path.absolute(), found)
    return tuple(chosen.values())


def _matches(pattern: str, library: Library) -> tuple[Found, ...]:
    if not is_pattern(pattern):
        return (library.find(pattern),)
    if Path(pattern).name != pattern or pattern.casefold().endswith(SUFFIXES):
        found = tuple(_files(pattern))
        advice = "check the path; ** stands for folders in folders"
    else:
        wanted = _folded(pattern)
        routines = library.routines()
        found = tuple(one for one in routines if fnmatchcase(_folded(one.name), wanted))
        advice = _advice(pattern, [one.name for one in routines])
    if not found:
        raise UsageError(f'nothing is named like "{pattern}"', advice=advice)
    return found


def _files(pattern: str) -> Iterable[Found]:
    for name in sorted(glob.glob(str(Path(pattern).expanduser()), recursive=True)):  # noqa: PTH207 - a pattern with any root
        path = Path(name)
        is_script = path.suffix.casefold() in SUFFIXES and path.is_file()
        if is_script and not path.stem.casefold().endswith(OVERLAY):
            yield Found(name=name, path=path, shelf=Shelf.PATH)


def _advice(pattern: str, names: list[str]) -> str:
    near = nearest(_WILD.sub("", pattern), names)
    if near:
        return f'did you mean "{near}"?'
    return f"there are {', '.join(names)}"


def _folded(name: str) -> str:
    """As the library looks names up."""
    return name.casefold().replace(" ", "-")
