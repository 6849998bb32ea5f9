"""What an MP4 file says of itself, as iTunes began to and all players read it.

Sources: "Item list" of mp4v2's and mutagen's documentation and Apple's "QuickTime File Format",
Metadata; iTunSMPB as iTunes writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from voicemat.exporter.content import Content
from voicemat.exporter.encoders.mp4.boxes import Box, box, full_box, number
from voicemat.exporter.loudness import Loudness, gain_text, peak_text
from voicemat.exporter.metadata import NAME, narration

TEXT, JPEG, INTEGER = 1, 13, 21
"""Types of a value: UTF-8, a JPEG picture, a signed integer."""


class Kind(IntEnum):
    """What a file is: where a player puts it."""

    MUSIC = 1
    AUDIOBOOK = 2


def tags(
    content: Content, kind: Kind, *, priming: int, loudness: Loudness | None, spare: int
) -> Box:
    """The `meta` box of a file, with so many bytes to spare.

    `priming` are the samples before the first; `loudness` is known when the sound is.
    """
    items = (*_items(content, kind), _gapless(content.timeline.frames, priming))
    handler = full_box(b"hdlr", bytes(4), b"mdirappl", bytes(8), b"\0")
    return full_box(
        b"meta", handler, box(b"ilst", *items, *_replay_gain(loudness)), box(b"free", bytes(spare))
    )


def _items(content: Content, kind: Kind) -> Iterator[Box]:
    tags = content.metadata
    texts = {
        b"\xa9nam": tags.title,
        b"\xa9ART": tags.artist,
        b"aART": NAME,
        b"\xa9alb": tags.album,
        b"\xa9gen": tags.genre,
        b"\xa9day": tags.year,
        b"keyw": ", ".join(tags.keywords),
        b"\xa9cmt": tags.comment,
        b"desc": tags.comment,
        b"cprt": tags.copyright,
        b"\xa9lyr": narration(tags),
    }
    for name, text in texts.items():
        if text:
            yield box(name, _data(TEXT, text.encode()))
    if tags.track:
        place = bytes(2) + number(tags.track, 2) + number(tags.tracks, 2) + bytes(2)
        yield box(b"trkn", _data(0, place))
    yield box(b"stik", _data(INTEGER, number(kind, 1)))
    yield box(b"pgap", _data(INTEGER, number(1, 1)))
    if tags.cover:
        yield box(b"covr", _data(JPEG, tags.cover))


def _gapless(length: int, priming: int) -> Box:
    """What Apple's older players cut off: samples before, after, and those that are left."""
    fields = [f"{0:08X}", f"{priming:08X}", f"{0:08X}", f"{length:016X}"]
    return _freeform("iTunSMPB", " " + " ".join(fields + [f"{0:08X}"] * 8))


def _replay_gain(loudness: Loudness | None) -> tuple[Box, ...]:
    """How loud the file is, by ReplayGain 2.0."""
    if loudness is None:
        return ()
    return (
        _freeform("replaygain_track_gain", gain_text(loudness)),
        _freeform("replaygain_track_peak", peak_text(loudness)),
    )


def _freeform(name: str, text: str) -> Box:
    return box(
        b"----",
        full_box(b"mean", b"com.apple.iTunes"),
        full_box(b"name", name.encode()),
        _data(TEXT, text.encode()),
    )


def _data(kind: int, value: bytes) -> Box:
    return full_box(b"data", bytes(4), value, flags=kind)
