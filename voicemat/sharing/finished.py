"""Finished files of any origin: what their tags tell of them."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from voicemat import units
from voicemat.errors import FileError
from voicemat.exporter import file_name
from voicemat.sharing.episode import Episode
from voicemat.sharing.formats import media_type
from voicemat.timeline.model import Chapter
from voicemat.timeline.sentences import Sentence, printable

JPEG = b"\xff\xd8\xff"
"""How a JPEG begins, the only kind of cover that every podcast app takes."""

_CHAPTER = re.compile(r"chapter\d{3}", re.IGNORECASE)
_TIME = re.compile(r"(\d+):(\d{2}):(\d{2}(?:\.\d{1,9})?)")

_LYRIC = re.compile(r"\[(\d+):(\d{2}(?:\.\d{1,3})?)\](.*)")
"""A line of an LRC file."""

PACE = 10
"""Characters in a second of slow speech: tags tell when a sentence begins, and not when it ends."""

MILLISECONDS = 2
"""The unit of the times in SYLT; ID3v2.3.0, section 4.10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tags:
    """What a file says of itself; a chapter is its start in frames, and its title, and so is a
    line that is spoken.
    """

    title: str
    artist: str
    album: str
    comment: str
    chapters: tuple[tuple[int, str], ...]
    lines: tuple[tuple[int, str], ...]
    pictures: tuple[bytes, ...]


def read_finished(path: Path) -> Episode:
    """The episode of a sound file that is there already: its title, chapters, cover, and the words
    with their times where it has them. A sentence's end is a guess by its length.

    Raises UsageError for a suffix that no phone plays, FileError for a file that cannot be read.
    """
    import mutagen

    media_type(path)
    if not path.is_file():
        raise FileError(f"there is no file {path}", advice="check its name and its folder")
    try:
        file = mutagen.File(path)
    except (OSError, mutagen.MutagenError) as error:
        raise FileError(f"{path}: it cannot be read: {error}") from error
    if file is None or not file.info.length:
        raise FileError(f"{path}: it is no sound file, whatever its name says")
    frames = units.frames(Fraction(file.info.length))
    tags = _read(file)
    chapters = sorted(chapter for chapter in tags.chapters if chapter[0] < frames)
    borders = [start for start, _ in chapters] + [frames]
    return Episode(
        path=path,
        name=file_name(path.stem, path.suffix.lower()),
        title=tags.title or printable(path.stem),
        artist=tags.artist,
        album=tags.album,
        summary=tags.comment,
        frames=frames,
        chapters=tuple(
            Chapter(title=title, start=start, end=end)
            for (start, title), end in zip(chapters, borders[1:], strict=True)
        ),
        sentences=tuple(_sentences(tags.lines, frames)),
        cover=next((picture for picture in tags.pictures if picture.startswith(JPEG)), b""),
    )


def _sentences(lines: tuple[tuple[int, str], ...], frames: int) -> Iterator[Sentence]:
    """The lines that say something, each until the next one or as long as it may take."""
    spoken = sorted(line for line in lines if line[0] < frames)
    borders = [start for start, _ in spoken] + [frames]
    for (start, text), border in zip(spoken, borders[1:], strict=True):
        if text:
            end = min(border, start + units.frames(1 + Fraction(len(text), PACE)))
            yield Sentence(text=text, start=start, end=end)


def _read(file: Any) -> _Tags:
    """The tags of a file, whichever of the three ways to write them it has."""
    from mutagen.id3 import ID3
    from mutagen.mp4 import MP4

    if isinstance(file, MP4):
        return _of_mp4(file)
    if isinstance(file.tags, ID3):
        return _of_id3(file.tags)
    return _of_comments(file)


def _of_id3(tags: Any) -> _Tags:
    """ID3v2 and its addendum on chapters."""

    def text(name: str) -> str:
        return next((printable(str(frame)) for frame in tags.getall(name)), "")

    return _Tags(
        title=text("TIT2"),
        artist=text("TPE1"),
        album=text("TALB"),
        comment=text("COMM"),
        chapters=tuple(
            (units.frames(Fraction(chapter.start_time, 1000)), _chapter_title(chapter))
            for chapter in tags.getall("CHAP")
        ),
        lines=tuple(
            (units.frames(Fraction(time, 1000)), printable(text))
            for frame in tags.getall("SYLT")[:1]
            if frame.format == MILLISECONDS
            for text, time in frame.text
        ),
        pictures=tuple(picture.data for picture in tags.getall("APIC")),
    )


def _chapter_title(chapter: Any) -> str:
    titles = chapter.sub_frames.getall("TIT2")
    return printable(str(titles[0])) if titles else chapter.element_id


def _of_mp4(file: Any) -> _Tags:
    """MP4's own tags, and chapters as mutagen finds them."""
    tags = file.tags or {}

    def text(name: str) -> str:
        return printable(str(next(iter(tags.get(name, ())), "")))

    return _Tags(
        title=text("\xa9nam"),
        artist=text("\xa9ART"),
        album=text("\xa9alb"),
        comment=text("\xa9cmt"),
        chapters=tuple(
            (units.frames(Fraction(chapter.start)), printable(chapter.title))
            for chapter in file.chapters or ()
        ),
        lines=(),
        pictures=tuple(map(bytes, tags.get("covr", ()))),
    )


def _of_comments(file: Any) -> _Tags:
    """Vorbis comments, as FLAC, Opus and Vorbis have them."""
    tags = file.tags or {}

    def text(name: str) -> str:
        return printable(next(iter(tags.get(name, ())), ""))

    return _Tags(
        title=text("title"),
        artist=text("artist"),
        album=text("album"),
        comment=text("description") or text("comment"),
        chapters=tuple(
            (_frames(time), text(f"{name}name") or name)
            for name in tags.keys()  # noqa: SIM118 - a list of pairs that looks like a mapping
            if _CHAPTER.fullmatch(name) and (time := _TIME.fullmatch(text(name)))
        ),
        lines=tuple(
            (units.frames(int(line[1]) * 60 + Fraction(line[2])), printable(line[3]))
            for line in _LYRIC.finditer(next(iter(tags.get("lyrics", ())), ""))
        ),
        pictures=tuple(_pictures(file)),
    )


def _frames(time: re.Match[str]) -> int:
    hours, minutes, rest = time.groups()
    return units.frames(int(hours) * 3600 + int(minutes) * 60 + Fraction(rest))


def _pictures(file: Any) -> Iterator[bytes]:
    """FLAC has blocks for them, the others a comment that holds such a block in base 64."""
    from mutagen.flac import Picture, error

    for picture in getattr(file, "pictures", ()):
        yield picture.data
    for text in (file.tags or {}).get("metadata_block_picture", ()):
        with suppress(binascii.Error, error):
            yield Picture(base64.b64decode(text)).data
