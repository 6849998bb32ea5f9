"""The ID3v2.3 tag of a session: who and what, its picture, its words, how loud it is, its chapters.

Version 2.3, because players are better at it than at 2.4: Apple Podcasts lost chapters with
titles over 51 characters in 2.4. Sources: "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame
Addendum", id3.org; "ReplayGain 2.0 specification", wiki.hydrogenaudio.org. The tag depends on
nothing but its content: no dates, no random names.

Left out on purpose: RVA2, which 2.3 does not have; iTunSMPB, a comment in figures that some
players show, because the LAME tag says the same; PCST, by which Apple's player would move the file
among the podcasts.
"""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    SYLT,
    TALB,
    TCON,
    TCOP,
    TIT2,
    TKWD,
    TLAN,
    TLEN,
    TPE1,
    TPE2,
    TRCK,
    TSSE,
    TXXX,
    TYER,
    USLT,
    CTOCFlags,
    Encoding,
    Frame,
    PictureType,
)

from voicemat.exporter.content import Content
from voicemat.exporter.languages import UNDETERMINED, iso_639_2
from voicemat.exporter.loudness import Loudness, gain_text, peak_text
from voicemat.exporter.metadata import NAME, Metadata, narration, track_text
from voicemat.units import RATE

HEADER_BYTES = 10

NO_OFFSET = 0xFFFFFFFF
"""The value by which a chapter has times and no byte offsets; addendum, section 3.1."""

MAX_CONTENTS = 255
"""Entries that a table of contents can count; addendum, section 3.2."""


MILLISECONDS = 2
"""The unit of the times in SYLT; ID3v2.3.0, section 4.10."""

LYRICS = 1
"""The content type of SYLT that players show; to them spoken words are lyrics."""

WIDEST = Loudness(integrated=80.0, peak=99.0)
"""No loudness takes more room in the tag."""


class Id3Tag:
    """The tag that stands at the start of a file, before its loudness is known.

    `encoder` says what encodes the file, and how.
    """

    def __init__(self, content: Content, encoder: str) -> None:
        self._content = content
        self._encoder = encoder
        self.size = len(self._frames(WIDEST)) + HEADER_BYTES
        """Bytes of the tag, whatever the loudness."""

    def rendered(self, loudness: Loudness) -> bytes:
        """The whole tag. What it is shorter than `size` are zeros after its frames."""
        frames = self._frames(loudness).ljust(self.size - HEADER_BYTES, b"\0")
        return b"ID3\x03\x00\x00" + _syncsafe(len(frames)) + frames

    def _frames(self, loudness: Loudness) -> bytes:
        return b"".join(map(_rendered, _frames(self._content, self._encoder, loudness)))


def _frames(content: Content, encoder: str, loudness: Loudness) -> Iterator[Frame]:
    tags = content.metadata
    language = iso_639_2(tags.language)
    yield _text(TIT2, tags.title)
    yield _text(TPE1, tags.artist)
    yield _text(TPE2, NAME)  # the album's artist, which keeps sessions by several together
    yield _text(TALB, tags.album)
    yield _text(TCON, tags.genre)
    if tags.track:
        yield _text(TRCK, track_text(tags))
    if tags.year:
        yield _text(TYER, tags.year)
    if language != UNDETERMINED:
        yield _text(TLAN, language)
    yield _text(TLEN, str(_milliseconds(content.timeline.frames)))
    yield _text(TSSE, encoder)
    if tags.copyright:
        yield _text(TCOP, tags.copyright)
    if tags.keywords:
        yield _text(TKWD, ", ".join(tags.keywords))
    yield COMM(encoding=_encoding(tags.comment), lang=language, desc="", text=[tags.comment])
    yield TXXX(encoding=Encoding.LATIN1, desc="REPLAYGAIN_TRACK_GAIN", text=[gain_text(loudness)])
    yield TXXX(encoding=Encoding.LATIN1, desc="REPLAYGAIN_TRACK_PEAK", text=[peak_text(loudness)])
    yield from _words(tags, language)
    if tags.cover:
        yield APIC(
            encoding=Encoding.LATIN1,
            mime="image/jpeg",
            type=PictureType.COVER_FRONT,
            desc="Cover",
            data=tags.cover,
        )
    yield from _chapters(tags)


def _words(tags: Metadata, language: str) -> Iterator[Frame]:
    """What is spoken, as one text and sentence by sentence with its times."""
    if not tags.sentences:
        return
    text = narration(tags)
    yield USLT(encoding=_encoding(text), lang=language, desc="", text=text)
    # A text that begins with a line end begins a new line; ID3v2.3.0, section 4.10.
    lines = [f"\n{sentence.text}" for sentence in tags.sentences]
    lines[0] = lines[0][1:]
    times = [_milliseconds(sentence.start) for sentence in tags.sentences]
    yield SYLT(
        encoding=_encoding(text),
        lang=language,
        format=MILLISECONDS,
        type=LYRICS,
        desc="",
        text=list(zip(lines, times, strict=True)),
    )


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
