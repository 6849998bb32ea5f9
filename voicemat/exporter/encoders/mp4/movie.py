"""The index of an MP4 file: its tracks, and where their samples are.

Sources: ISO/IEC 14496-12 (boxes), 14496-14 and 14496-1 (`esds`), Apple's "QuickTime File Format"
(text track, edit list, roll groups of AAC).
"""

from __future__ import annotations

from dataclasses import dataclass

from voicemat.exporter.content import Channels
from voicemat.exporter.encoders.mp4.aac import FRAME, Extent
from voicemat.exporter.encoders.mp4.boxes import Box, Gap, box, full_box, number
from voicemat.exporter.encoders.mp4.chapters import Text
from voicemat.exporter.languages import iso_639_2
from voicemat.units import RATE

SOUND_TRACK, TEXT_TRACK = 1, 2

IN_MOVIE, ENABLED = 2, 1
"""Flags of a track. The text is in the movie and not enabled: it is not shown, it is an index."""

MATRIX = b"".join(number(n, 4) for n in (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30))
"""A picture's place and size: as it is."""

FULL_VOLUME = number(0x0100, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The sound track.

    `extent` are the samples of the session and its AAC frames. Every `per_chunk` of these lie
    together; `sizes` and `places` are the room for the table of their sizes and for that of the
    chunks' places, which has numbers of `place_size` bytes. `rate` is in bits a second, `most` the
    bytes that a frame can have.
    """

    language: str
    channels: Channels
    specification: bytes
    rate: int
    most: int
    extent: Extent
    per_chunk: int
    sizes: Gap
    places: Gap
    place_size: int


def movie(sound: Sound, texts: tuple[Text, ...], texts_at: int, data: tuple[Box, ...]) -> Box:
    """The `moov` box. The text track's samples lie together at `texts_at`; `data` are the boxes of
    user data.
    """
    tracks = [_sound_track(sound, has_text=bool(texts))]
    if texts:
        tracks.append(_text_track(sound, texts, texts_at))
    header = _timed(
        b"mvhd",
        number(RATE, 4),
        sound.extent.length,
        number(1 << 16, 4) + FULL_VOLUME + bytes(10) + MATRIX + bytes(24),
        number(TEXT_TRACK + 1, 4),
    )
    return box(b"moov", header, *tracks, box(b"udta", *data))


def _timed(kind: bytes, before: bytes, length: int, *after: bytes, flags: int = 0) -> Box:
    """A header with times: dates, none of which is told, and a duration. Its version has numbers as
    wide as the duration needs. `before` stands before the duration, `after` after it.
    """
    size = 8 if length >= 1 << 32 else 4
    dates = bytes(2 * size)
    content = (dates, before, number(length, size), *after)
    return full_box(kind, *content, version=int(size == 8), flags=flags)


def _track(sound: Sound, name: int, flags: int, volume: bytes, *content: Box) -> Box:
    header = _timed(
        b"tkhd",
        number(name, 4) + bytes(4),
        sound.extent.length,
        bytes(12) + volume + bytes(2) + MATRIX + bytes(8),
        flags=flags,
    )
    return box(b"trak", header, *content)


def _media(sound: Sound, length: int, handler: Box, kind: Box, table: Box) -> Box:
    header = _timed(b"mdhd", number(RATE, 4), length, _language(sound.language), bytes(2))
    reference = full_box(b"dref", number(1, 4), full_box(b"url ", flags=1))
    return box(b"mdia", header, handler, box(b"minf", kind, box(b"dinf", reference), table))


def _handler(kind: bytes, name: bytes) -> Box:
    return full_box(b"hdlr", bytes(4), kind, bytes(12), name + b"\0")


def _language(tag: str) -> bytes:
    """A language: three letters of five bits; ISO/IEC 14496-12, 8.4.2."""
    first, second, third = (ord(letter) - 0x60 for letter in iso_639_2(tag))
    return number(first << 10 | second << 5 | third, 2)


# -- sound -----------------------------------------------------------------------------------


def _sound_track(sound: Sound, *, has_text: bool) -> Box:
    edit = _edit_list(sound)
    reference = (box(b"tref", box(b"chap", number(TEXT_TRACK, 4))),) if has_text else ()
    coded = sound.extent.frames
    chunks = -(-coded // sound.per_chunk)
    wide = sound.place_size == 8
    table = box(
        b"stbl",
        full_box(b"stsd", number(1, 4), _mp4a(sound)),
        _durations([(coded, FRAME)]),
        _chunks(coded, sound.per_chunk),
        full_box(b"stsz", number(0, 4), number(coded, 4), sound.sizes),
        full_box(b"co64" if wide else b"stco", number(chunks, 4), sound.places),
        *_roll(coded),
    )
    media = _media(
        sound,
        coded * FRAME,
        _handler(b"soun", b"SoundHandler"),
        full_box(b"smhd", bytes(4)),
        table,
    )
    flags = ENABLED | IN_MOVIE
    return _track(sound, SOUND_TRACK, flags, FULL_VOLUME, edit, *reference, media)


def _edit_list(sound: Sound) -> Box:
    """What is heard: the session, without the priming before it and the filling after it."""
    version = int(sound.extent.length >= 1 << 32)
    size = 8 if version else 4
    times = number(sound.extent.length, size) + number(sound.extent.priming, size)
    edit = number(1, 4) + times + number(1, 2) + number(0, 2)
    return box(b"edts", full_box(b"elst", edit, version=version))


def _mp4a(sound: Sound) -> Box:
    entry = bytes(6) + number(1, 2) + bytes(8)
    entry += number(sound.channels, 2) + number(16, 2) + bytes(4) + number(RATE << 16, 4)
    return box(b"mp4a", entry, _esds(sound))


def _esds(sound: Sound) -> Box:
    """How to decode: AAC (0x40), an audio stream (0x15); ISO/IEC 14496-1, 7.2.6."""
    most = number(sound.most * 8 * RATE // FRAME, 4)
    decoder = _descriptor(
        0x04,
        bytes([0x40, 0x15]),
        number(sound.most, 3),
        most,
        number(sound.rate, 4),
        _descriptor(0x05, sound.specification),
    )
    stream = _descriptor(0x03, number(SOUND_TRACK, 2), b"\0", decoder, _descriptor(0x06, b"\x02"))
    return full_box(b"esds", stream)


def _descriptor(tag: int, *content: bytes) -> bytes:
    """A descriptor: its size in four bytes of seven bits, as all files of Apple's have it."""
    data = b"".join(content)
    size = [0x80 | len(data) >> shift & 0x7F for shift in (21, 14, 7)] + [len(data) & 0x7F]
    return bytes([tag, *size]) + data


def _roll(coded: int) -> tuple[Box, Box]:
    """That each frame needs the one before it; ISO/IEC 14496-12, 10.1."""
    distance = (-1).to_bytes(2, "big", signed=True)
    description = full_box(b"sgpd", b"roll", number(2, 4), number(1, 4), distance, version=1)
    return description, full_box(b"sbgp", b"roll", number(1, 4), number(coded, 4), number(1, 4))


# -- text ------------------------------------------------------------------------------------


def _text_track(sound: Sound, texts: tuple[Text, ...], at: int) -> Box:
    entry = bytes(6) + number(1, 2)  # the data reference
    entry += number(1, 4) + bytes(4)  # display flags, justification
    entry += bytes(6 + 8 + 8) + bytes(2 + 2 + 1 + 2 + 6) + b"\0"  # colours, boxes, font
    table = box(
        b"stbl",
        full_box(b"stsd", number(1, 4), box(b"text", entry)),
        _durations([(1, text.frames) for text in texts]),
        _chunks(len(texts), len(texts)),
        full_box(
            b"stsz",
            number(0, 4),
            number(len(texts), 4),
            *(number(len(text.data), 4) for text in texts),
        ),
        full_box(b"stco", number(1, 4), number(at, 4)),
    )
    plain = full_box(b"gmin", number(0x40, 2) + number(0x8000, 2) * 3 + bytes(4))
    kind = box(b"gmhd", plain, box(b"text", MATRIX))
    media = _media(sound, sound.extent.length, _handler(b"text", b"ChapterHandler"), kind, table)
    return _track(sound, TEXT_TRACK, IN_MOVIE, bytes(2), media)


# -- both ------------------------------------------------------------------------------------


def _durations(runs: list[tuple[int, int]]) -> Box:
    """How long the samples last: numbers of samples and the duration of each."""
    entries = (number(count, 4) + number(each, 4) for count, each in runs)
    return full_box(b"stts", number(len(runs), 4), *entries)


def _chunks(samples: int, per_chunk: int) -> Box:
    """How many samples are in each chunk: as many as go, and what is left in the last."""
    whole, left = divmod(samples, per_chunk)
    runs = [(1, per_chunk)] if whole else []
    if left:
        runs.append((whole + 1, left))
    entries = (number(first, 4) + number(count, 4) + number(1, 4) for first, count in runs)
    return full_box(b"stsc", number(len(runs), 4), *entries)
