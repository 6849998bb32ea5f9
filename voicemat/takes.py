"""A person's takes: which file belongs to which sentence, and how they are put into an overlay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicemat.compiler.sheet import Entry
from voicemat.errors import FileError, UsageError

SUFFIXES = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".aif", ".aiff")
"""What a take's file name may end with."""

TABLE = "takes.txt"
"""A file beside the takes that names them by their words: ``welcome.wav: Good evening.``"""

_NUMBER = re.compile(r"\D*?0*(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A take and the sentence that it says, as the script writes it."""

    file: Path
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What becomes of the takes of a folder. `left` are lines about those that were not used."""

    takes: tuple[Assigned, ...]
    left: tuple[str, ...]


def assign_takes(folder: Path, entries: Sequence[Entry]) -> Assignment:
    """Which take says which sentence: by the table where there is one, else by number.

    Raises FileError for a folder that cannot be read, UsageError when there is no take in it.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
        table = folder / TABLE
        rows = table.read_text("utf-8-sig").splitlines() if table.is_file() else None
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{folder}: the takes cannot be read: {error}") from error
    if not files:
        raise UsageError(
            f"there are no takes in {folder}",
            advice="name them by the numbers of the sheet: 001.wav, 002.wav ...",
        )
    if rows is None:
        return _by_number(files, entries)
    return _by_table(folder, rows)


def _by_number(files: Iterable[Path], entries: Iterable[Entry]) -> Assignment:
    sentences = {entry.number: entry for entry in entries}
    takes: list[Assigned] = []
    left: list[str] = []
    said: dict[str, Path] = {}
    for path in files:
        number = _NUMBER.match(path.stem)
        entry = sentences.get(int(number.group(1))) if number else None
        if entry is None:
            left.append(f"{path.name}: no sentence of this session has that number")
        elif entry.recorded:
            left.append(f"{path.name}: a take is there already")
        elif entry.text in said:
            left.append(f"{path.name}: {said[entry.text].name} says the same words")
        else:
            said[entry.text] = path
            takes.append(Assigned(file=path, sentence=entry.written))
    return Assignment(takes=tuple(takes), left=tuple(left))


def _by_table(folder: Path, rows: Iterable[str]) -> Assignment:
    takes: list[Assigned] = []
    left: list[str] = []
    for row in rows:
        name, colon, sentence = row.partition(":")
        path = folder / name.strip()
        if not row.strip():
            continue
        if not colon or not sentence.strip():
            left.append(f"{TABLE}: {row.strip()}: write it as FILE: the sentence")
        elif not path.is_file():
            left.append(f"{TABLE}: there is no file {path.name}")
        else:
            takes.append(Assigned(file=path, sentence=sentence.strip()))
    return Assignment(takes=tuple(takes), left=tuple(left))


def put_in(takes: Iterable[Assigned], overlay: Path, heading: str) -> None:
    """Add takes to an overlay, which is made where there is none. Raises FileError."""
    lines = [f"\n{_change(take, overlay.parent)}" for take in takes]
    try:
        overlay.parent.mkdir(parents=True, exist_ok=True)
        before = overlay.read_text("utf-8-sig") if overlay.is_file() else heading
        text = before + ("" if before.endswith("\n") or not before else "\n") + "".join(lines)
        part = overlay.with_name(overlay.name + ".part")
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(overlay)
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{overlay}: it cannot be written: {error}") from error


def _change(take: Assigned, folder: Path) -> str:
    """The change of an overlay in `folder` that has a take say its sentence."""
    path = take.file.absolute()
    if path.is_relative_to(folder.absolute()):  # they may be moved together
        path = path.relative_to(folder.absolute())
    return f'instead of: {take.sentence}\nsay: [recording "{path.as_posix()}": {take.sentence}]\n'
