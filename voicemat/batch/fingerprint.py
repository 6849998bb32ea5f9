"""What a file is made of, in a few letters: two orders with one fingerprint give the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path

from voicemat.config import Config
from voicemat.errors import FileError
from voicemat.loading import Manuscript
from voicemat.production import Order
from voicemat.speech.text import user_words

MAKERS = ("voicemat", "hibari-tts", "lameenc", "mutagen", "numpy", "soundfile", "soxr", "sentencex")
"""The packages whose version can change the bytes of a file."""

SOUND = ("voice", "pace", "preset", "voice_level", "music_level", "cue_level")
"""The settings that change what is heard."""


def text_digest(manuscript: Manuscript) -> str:
    """Everything that a routine brings with it: its text, that of its parts and of its overlay, its
    takes, its music and its picture. Raises FileError for a file that cannot be read.
    """
    digest = hashlib.sha256()
    for source in manuscript.sources.values():
        digest.update(source.text.encode(errors="surrogatepass") + b"\0")
    for files in (manuscript.takes, manuscript.music):
        for (_, asked), path in sorted(files.items(), key=lambda file: file[0][1]):
            for one in _files(path):
                digest.update(f"{asked}/{one.name}\0".encode() + file_digest(one).encode())
    if manuscript.cover:
        digest.update(file_digest(manuscript.cover).encode())
    return digest.hexdigest()


def fingerprint(order: Order, text: str, config: Config) -> str:
    """The key of an order whose routine has the `text_digest` `text`.

    Where the file goes and where the routine lies do not matter, but its name does: its cover is
    drawn from it.
    """
    content = {
        "order": asdict(replace(order, routine=Path(order.routine).name, path=None)),
        "text": text,
        "settings": {name: str(getattr(config, name).value) for name in SOUND},
        "words": file_digest(user_words()) if user_words().is_file() else "",
        "versions": dict(_versions()),
    }
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def file_digest(path: Path) -> str:
    """The SHA-256 of a file. Raises FileError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError(f"{path}: it cannot be read: {error.strerror}") from error


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(one for one in path.iterdir() if one.is_file())
    else:
        yield path


def _versions() -> Iterator[tuple[str, str]]:
    for name in MAKERS:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield name, ""
