"""What a file says of itself, read back by mutagen, and compared with what was to be written."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicemat.exporter import Metadata
from voicemat.proof.model import Finding
from voicemat.units import RATE, clock

ID3_FIELDS = {
    "TIT2": "title",
    "TPE1": "artist",
    "TALB": "album",
    "TCON": "genre",
    "TCOP": "copyright",
    "TDRC": "year",
}
VORBIS_FIELDS = {
    "title": "title",
    "artist": "artist",
    "album": "album",
    "genre": "genre",
    "description": "comment",
    "copyright": "copyright",
    "date": "year",
}
MP4_FIELDS = {
    "\xa9nam": "title",
    "\xa9ART": "artist",
    "\xa9alb": "album",
    "\xa9gen": "genre",
    "\xa9cmt": "comment",
    "cprt": "copyright",
    "\xa9day": "year",
}
INFO_FIELDS = {
    "INAM": "title",
    "IART": "artist",
    "IPRD": "album",
    "IGNR": "genre",
    "ICMT": "comment",
    "ICOP": "copyright",
    "ICRD": "year",
}
"""Of the LIST/INFO chunk of a WAV file; "Multimedia Programming Interface 1.0", chapter 2."""

MILLISECOND = RATE // 1000
"""Frames by which a chapter may be moved by a tag's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A chapter as a file has it; `start` in frames."""

    title: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What a file says of itself: its texts, by the names of the fields of `Metadata`, which of
    those its tags can tell at all, its chapters and its cover (JPEG, empty for none).
    """

    tells: frozenset[str]
    texts: Mapping[str, str]
    chapters: tuple[Mark, ...]
    cover: bytes


def read_back(path: Path) -> ReadBack | None:
    """The tags of a file; None where there are none.

    mutagen reads all but the INFO chunk of a WAV file, which it does not know.
    """
    import mutagen
    from mutagen.id3 import ID3
    from mutagen.mp4 import MP4
    from mutagen.wave import WAVE

    try:
        file: Any = mutagen.File(path)
    except mutagen.MutagenError:
        return None
    if isinstance(file, WAVE) and not file.tags:
        return _of_info(path)
    if file is None or file.tags is None:
        return None
    if isinstance(file, MP4):
        return _of_mp4(file)
    if isinstance(file.tags, ID3):
        return _of_id3(file.tags)
    return _of_vorbis(file)


def _of_id3(tags: Any) -> ReadBack:
    texts = {name: str(tags[key]) for key, name in ID3_FIELDS.items() if key in tags}
    for frame in tags.getall("COMM"):
        if not frame.desc:
            texts["comment"] = str(frame)
    chapters = sorted(tags.getall("CHAP"), key=lambda frame: frame.start_time)
    return ReadBack(
        tells=frozenset({*ID3_FIELDS.values(), "comment", "chapters", "cover"}),
        texts=texts,
        chapters=tuple(
            Mark(title=str(frame.sub_frames.get("TIT2", "")), start=frame.start_time * MILLISECOND)
            for frame in chapters
        ),
        cover=next((frame.data for frame in tags.getall("APIC")), b""),
    )


def _of_vorbis(file: Any) -> ReadBack:
    tags = file.tags
    return ReadBack(
        tells=frozenset({*VORBIS_FIELDS.values(), "chapters", "cover"}),
        texts={name: tags[key][0] for key, name in VORBIS_FIELDS.items() if key in tags},
        chapters=tuple(_vorbis_chapters(tags)),
        cover=_vorbis_cover(file),
    )


def _vorbis_chapters(tags: Any) -> Iterator[Mark]:
    number = 1
    while (key := f"chapter{number:03d}") in tags:
        hours, minutes, seconds = tags[key][0].split(":")
        at = (int(hours) * 60 + int(minutes)) * 60 + float(seconds)
        yield Mark(title=tags.get(f"{key}name", [""])[0], start=round(at * RATE))
        number += 1


def _vorbis_cover(file: Any) -> bytes:
    from mutagen.flac import Picture

    pictures = list(getattr(file, "pictures", ()))
    pictures += [
        Picture(base64.b64decode(text)) for text in file.tags.get("metadata_block_picture", ())
    ]
    return bytes(pictures[0].data) if pictures else b""


def _of_mp4(file: Any) -> ReadBack:
    covers = file.tags.get("covr", [])
    return ReadBack(
        tells=frozenset({*MP4_FIELDS.values(), "chapters", "cover"}),
        texts={name: file.tags[key][0] for key, name in MP4_FIELDS.items() if key in file.tags},
        chapters=tuple(
            Mark(title=chapter.title, start=round(chapter.start * RATE))
            for chapter in file.chapters or ()
        ),
        cover=bytes(covers[0]) if covers else b"",
    )


def _of_info(path: Path) -> ReadBack | None:
    with path.open("rb") as file:
        file.seek(12)  # "RIFF", a size, "WAVE"
        while len(head := file.read(8)) == 8:
            name, size = head[:4], int.from_bytes(head[4:], "little")
            if name == b"LIST" and (content := file.read(size))[:4] == b"INFO":
                return ReadBack(
                    tells=frozenset(INFO_FIELDS.values()),
                    texts=dict(_info_texts(content[4:])),
                    chapters=(),
                    cover=b"",
                )
            if name == b"data":
                break  # what libsndfile is told before the sound stands before it
            file.seek(size + size % 2 if name != b"LIST" else size % 2, 1)
    return None


def _info_texts(content: bytes) -> Iterator[tuple[str, str]]:
    while content:
        name, size = content[:4].decode("latin-1"), int.from_bytes(content[4:8], "little")
        if name in INFO_FIELDS:
            yield INFO_FIELDS[name], content[8 : 8 + size].rstrip(b"\0").decode("utf-8", "replace")
        content = content[8 + size + size % 2 :]


def tag_findings(found: ReadBack, written: Metadata) -> tuple[Finding, ...]:
    """The texts, and the cover, that are not as they were to be written."""
    findings = []
    for name in sorted(found.tells - {"chapters", "cover"}):
        wanted, there = getattr(written, name), found.texts.get(name, "")
        if there != wanted:
            findings.append(
                Finding(text=f'the {name} is "{there}"' if there else f"the {name} is missing")
            )
    if "cover" in found.tells and found.cover != written.cover:
        findings.append(Finding(text="the cover is another" if found.cover else "no cover"))
    return tuple(findings)


def chapter_findings(found: ReadBack, written: Metadata) -> tuple[Finding, ...]:
    """The chapters that are not as they were to be written."""
    findings = []
    for number, chapter in enumerate(written.chapters):
        if number >= len(found.chapters):
            findings.append(Finding(at=chapter.start, text=f'"{chapter.title}" is missing'))
            continue
        there = found.chapters[number]
        if there.title != chapter.title:
            findings.append(
                Finding(at=chapter.start, text=f'"{chapter.title}" is called "{there.title}"')
            )
        if abs(there.start - chapter.start) > MILLISECOND:
            findings.append(
                Finding(at=chapter.start, text=f'"{chapter.title}" is at {clock(there.start)}')
            )
    findings += [
        Finding(at=extra.start, text=f'"{extra.title}" is no chapter of the session')
        for extra in found.chapters[len(written.chapters) :]
    ]
    return tuple(findings)
