"""What is shared: a finished sound file, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from voicemat.documents import Subject, make
from voicemat.errors import FileError
from voicemat.exporter import Metadata, file_name
from voicemat.timeline.model import Chapter, Timeline
from voicemat.timeline.sentences import Sentence

BLOCK = 1 << 20
"""Bytes that are read at once."""

DIGEST_BYTES = 10
"""Enough for a name that two different files never share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A finished file at `path`, which a phone saves under `name`, and what is known of it.

    `language` is a BCP 47 tag, empty where nobody tells. Chapters and sentences are in order of
    time, in frames. `captions` are WebVTT and `cover` is a JPEG, empty where there is none.
    """

    path: Path
    name: str
    title: str
    artist: str
    album: str
    frames: int
    summary: str = ""
    language: str = ""
    chapters: tuple[Chapter, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    captions: bytes = b""
    cover: bytes = b""


def made(path: Path, timeline: Timeline, metadata: Metadata) -> Episode:
    """The episode of a session that was exported to `path`."""
    name = file_name(metadata.title, path.suffix.lower())
    return Episode(
        path=path,
        name=name,
        title=metadata.title,
        artist=metadata.artist,
        album=metadata.album,
        frames=timeline.frames,
        summary=timeline.tags.summary,
        language=metadata.language,
        chapters=metadata.chapters,
        sentences=metadata.sentences,
        captions=make("vtt", Subject(timeline=timeline, sound=name)) if metadata.sentences else b"",
        cover=metadata.cover,
    )


def digest(path: Path) -> str:
    """The name of a file's content, in hexadecimal: the same for the same bytes, whatever the
    file is called. Raises FileError.
    """
    state = blake2b(digest_size=DIGEST_BYTES)
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                state.update(block)
    except OSError as error:
        raise FileError(f"{path}: it cannot be read: {error.strerror}") from error
    return state.hexdigest()
