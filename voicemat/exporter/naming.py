"""File names that every file system takes."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 143
"""Length of a name in UTF-8 that fits everywhere: 255 on most file systems, 143 on eCryptfs
(encrypted home folders), which is the least in use."""

UNTITLED = "session"
"""The stem where a title leaves nothing."""

_SEPARATORS = ("/", os.sep)

_RESERVED = frozenset('<>:"/\\|?*')
"""Characters that Windows forbids; "/" is the only one that Unix does."""

_FORBIDDEN = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})
"""Control characters and line ends; code points without a character, which APFS refuses; lone
surrogates, which have no UTF-8."""

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Overrides of the writing direction, which can show a name's suffix in a wrong place."""

_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\.|$)", re.I)
"""Names that Windows keeps for devices, whatever follows the first dot. Source: Microsoft,
"Naming Files, Paths, and Namespaces"."""


def file_name(title: str, suffix: str) -> str:
    """A file's name for a title: ``"Sleep on the mat", ".mp3"`` is ``Sleep on the mat.mp3``.

    The name is in Unicode's normal form C, so that it compares equal wherever it was typed.
    What some file system forbids becomes a space, and runs of spaces one; dots and spaces go
    from both ends; a name that Windows keeps for a device gets an underscore before it; a long
    one is cut to `MAX_BYTES` with its suffix. `suffix` begins with a dot.
    """
    text = unicodedata.normalize("NFC", title)
    text = _trim(" ".join("".join(map(_safe, text)).split()))
    if _DEVICE.match(text):
        text = f"_{text}"
    stem = text.encode()[: MAX_BYTES - len(suffix.encode())].decode(errors="ignore")
    return (_trim(stem) or UNTITLED) + suffix


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The file that an export writes, and the name of its format."""

    path: Path
    format: str


def choose_target(path: str | Path | None, format: str | None, title: str) -> Target:
    """What an export to `path` writes.

    `path` may be a folder; without one the file is named by the title, in the current folder.
    Text that ends in a slash is always a folder. The format is that of the suffix, MP3 without
    one.
    """
    wanted = Path(path).expanduser() if path is not None else Path()
    if path is None or is_folder(path):
        wanted = wanted / file_name(title, f".{format or 'mp3'}")
    chosen = format or wanted.suffix.removeprefix(".").lower() or "mp3"
    if not wanted.suffix:
        wanted = wanted.with_name(f"{wanted.name}.{chosen}")
    return Target(path=wanted, format=chosen)


def is_folder(path: str | Path) -> bool:
    """Whether `path` names a folder: one that is there, or any text that ends in a slash."""
    return Path(path).expanduser().is_dir() or str(path).endswith(_SEPARATORS)


def _safe(character: str) -> str:
    forbidden = (
        character in _RESERVED
        or character in _BIDI
        or unicodedata.category(character) in _FORBIDDEN
    )
    return " " if forbidden else character


def _trim(text: str) -> str:
    return text.strip(". ")
