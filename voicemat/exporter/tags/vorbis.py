"""Vorbis comments: what FLAC and Opus files say of themselves.

Sources: "Ogg Vorbis I format specification: comment field and header specification" (xiph.org);
"Chapter Extension" (wiki.xiph.org); RFC 9639, 8.8, for the picture. What depends on one format
alone is added by its encoder. Nothing here depends on anything but the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from voicemat.documents.lrc import lrc
from voicemat.documents.subject import Subject
from voicemat.exporter.content import Content
from voicemat.exporter.loudness import R128_REFERENCE, REFERENCE, Loudness, gain_text, peak_text
from voicemat.exporter.metadata import NAME, Metadata, narration
from voicemat.timeline.model import Timeline
from voicemat.units import RATE

Comment = tuple[str, str]
"""A field's name, of printable ASCII without "=", and its text."""

MAX_CHAPTERS = 999
"""What three digits can number."""

FRONT_COVER = 3
"""The type of a picture that is a cover; RFC 9639, table 13."""


def comments(content: Content) -> Iterator[Comment]:
    """What a session says of itself, in the fields that players know. Empty ones are left out."""
    tags = content.metadata
    fields = {
        "TITLE": tags.title,
        "ARTIST": tags.artist,
        "ALBUM": tags.album,
        "ALBUMARTIST": NAME,
        "GENRE": tags.genre,
        "DATE": tags.year,
        "TRACKNUMBER": str(tags.track or ""),
        "TRACKTOTAL": str(tags.tracks or ""),
        "LANGUAGE": tags.language,
        # The specification's own name for it, which TagLib, VLC and FFmpeg read.
        "DESCRIPTION": tags.comment,
        "COPYRIGHT": tags.copyright,
        "KEYWORDS": ", ".join(tags.keywords),
        **_texts(content.timeline, tags),
    }
    yield from ((name, text) for name, text in fields.items() if text)
    yield from _chapters(tags)


def _texts(timeline: Timeline, tags: Metadata) -> dict[str, str]:
    """What is spoken. There is no standard: players that follow the text with the sound look for
    the lines of an LRC file in LYRICS; of those that only show it, most prefer UNSYNCEDLYRICS.
    """
    if not tags.sentences:
        return {}
    return {
        "LYRICS": lrc(Subject(timeline=timeline)).decode(),
        "UNSYNCEDLYRICS": narration(tags),
    }


def _chapters(tags: Metadata) -> Iterator[Comment]:
    for number, chapter in enumerate(tags.chapters[:MAX_CHAPTERS], start=1):
        yield f"CHAPTER{number:03d}", _time(chapter.start)
        yield f"CHAPTER{number:03d}NAME", chapter.title


def _time(frames: int) -> str:
    """``01:02:03.456``, rounded half up."""
    seconds, milliseconds = divmod((frames * 2000 + RATE) // (2 * RATE), 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}.{milliseconds:03d}"


def replay_gain(loudness: Loudness) -> tuple[Comment, ...]:
    """How loud a file is, by ReplayGain 2.0."""
    return (
        ("REPLAYGAIN_TRACK_GAIN", gain_text(loudness)),
        ("REPLAYGAIN_TRACK_PEAK", peak_text(loudness)),
    )


def r128_gain(loudness: Loudness) -> tuple[Comment, ...]:
    """How loud an Opus file is: dB as a whole number of 256ths; RFC 7845, 5.2.1.

    By the same RFC such a file has none of ReplayGain's own fields.
    """
    gain = loudness.gain + R128_REFERENCE - REFERENCE if loudness.gain else 0.0
    return (("R128_TRACK_GAIN", str(round(gain * 256))),)


def comment_block(vendor: str, fields: Iterable[Comment]) -> bytes:
    """The fields as they stand in a file, without Vorbis's own framing bit.

    `vendor` is what wrote the sound.
    """
    packed = [_sized(f"{name}={text}".encode()) for name, text in fields]
    return _sized(vendor.encode()) + len(packed).to_bytes(4, "little") + b"".join(packed)


def picture_block(jpeg: bytes) -> bytes:
    """A front cover as it stands in a FLAC file; RFC 9639, 8.8.

    Its size in pixels and its depth are left open (0), which the RFC has for what is not known:
    the JPEG says them itself.
    """
    kind = b"image/jpeg"
    return b"".join(
        (
            FRONT_COVER.to_bytes(4, "big"),
            len(kind).to_bytes(4, "big"),
            kind,
            bytes(4),  # no description
            bytes(16),  # width, height, depth, colours
            len(jpeg).to_bytes(4, "big"),
            jpeg,
        )
    )


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(4, "little") + data
