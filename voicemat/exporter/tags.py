"""The ID3v2.3 tag of a session: who, what, and its chapters.

Version 2.3, because players are better at it than at 2.4: Apple Podcasts lost chapters with
titles over 51 characters in 2.4. Sources: "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame
Addendum", id3.org. The tag depends on nothing but its content: no dates, no random names.
"""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from mutagen.id3 import (
    CHAP,
    COMM,
    CTOC,
    ID3,
    TALB,
    TCON,
    TCOP,
    TIT2,
    TLAN,
    TLEN,
    TPE1,
    TSSE,
    CTOCFlags,
    Encoding,
    Frame,
)

from voicemat.exporter.content import Content
from voicemat.exporter.languages import UNDETERMINED, iso_639_2
from voicemat.exporter.metadata import Metadata
from voicemat.units import RATE

HEADER_BYTES = 10

NO_OFFSET = 0xFFFFFFFF
"""The value by which a chapter has times and no byte offsets; addendum, section 3.1."""

MAX_CONTENTS = 255
"""Entries that a table of contents can count; addendum, section 3.2."""


def id3_tag(content: Content, settings: str) -> bytes:
    """The whole tag, to stand at the start of a file.

    `settings` says how the file was encoded.
    """
    frames = b"".join(map(_rendered, _frames(content, settings)))
    return b"ID3\x03\x00\x00" + _syncsafe(len(frames)) + frames


def _frames(content: Content, settings: str) -> Iterator[Frame]:
    tags = content.metadata
    language = iso_639_2(tags.language)
    yield _text(TIT2, tags.title)
    yield _text(TPE1, tags.artist)
    yield _text(TALB, tags.album)
    yield _text(TCON, tags.genre)
    if language != UNDETERMINED:
        yield _text(TLAN, language)
    yield _text(TLEN, str(_milliseconds(content.timeline.frames)))
    yield _text(TSSE, settings)
    if tags.copyright:
        yield _text(TCOP, tags.copyright)
    if tags.comment:
        yield COMM(encoding=_encoding(tags.comment), lang=language, desc="", text=[tags.comment])
    yield from _chapters(tags)


def _chapters(tags: Metadata) -> Iterator[Frame]:
    """The contents and the chapters, in order of time."""
    names = [f"chapter{number}" for number in range(1, len(tags.chapters) + 1)]
    if names:
        yield CTOC(
            element_id="contents",
            flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
            child_element_ids=names[:MAX_CONTENTS],
            sub_frames=[_text(TIT2, tags.title)],
        )
    for name, chapter in zip(names, tags.chapters, strict=True):
        yield CHAP(
            element_id=name,
            start_time=_milliseconds(chapter.start),
            end_time=_milliseconds(chapter.end),
            start_offset=NO_OFFSET,
            end_offset=NO_OFFSET,
            sub_frames=[_text(TIT2, chapter.title)],
        )


def _rendered(frame: Frame) -> bytes:
    """The bytes of one frame. mutagen sorts the frames of a tag, so each has its own tag here."""
    tag = ID3()
    tag.add(frame)
    file = BytesIO()
    tag.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    return file.getvalue()[HEADER_BYTES:]


def _text(kind: type[Frame], text: str) -> Frame:
    return kind(encoding=_encoding(text), text=[text])


def _encoding(text: str) -> int:
    """Latin-1 where it will do, which every player reads; else UTF-16, the other one of 2.3."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return Encoding.UTF16
    return Encoding.LATIN1


def _milliseconds(frames: int) -> int:
    """A position in frames in milliseconds, rounded half up."""
    return (frames * 2000 + RATE) // (2 * RATE)


def _syncsafe(size: int) -> bytes:
    """A size in four bytes of seven bits; ID3v2.3.0, section 3.1."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
