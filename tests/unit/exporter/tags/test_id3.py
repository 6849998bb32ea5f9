"""The ID3 tag, read back by mutagen and byte by byte."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from mutagen.id3 import ID3

from voicemat.exporter.content import Content, Settings
from voicemat.exporter.loudness import Loudness
from voicemat.exporter.metadata import describe
from voicemat.exporter.tags.id3 import Id3Tag
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Media,
    MediaKind,
    Timeline,
    Track,
)

Session = Callable[..., Timeline]

CHAPTERS = (
    Chapter(title="A rather long title, so that its frame is the largest", start=0, end=96_000),
    Chapter(title="Kurz: für dich", start=96_000, end=120_024),
    Chapter(title="深い眠り", start=120_024, end=144_000),
    Chapter(title="x", start=144_000, end=240_000),
)


LOUDNESS = Loudness(integrated=-23.214, peak=0.5)


def id3_tag(timeline: Timeline, encoder: str, loudness: Loudness = LOUDNESS, **given: Any) -> bytes:
    metadata = describe(timeline, **given)
    content = Content(timeline=timeline, metadata=metadata, settings=Settings())
    return Id3Tag(content, encoder).rendered(loudness)


def read(tag: bytes) -> ID3:
    # As they are: mutagen makes those of version 2.4 of some.
    return ID3(BytesIO(tag), translate=False)


def frame_order(tag: bytes) -> list[tuple[str, bytes]]:
    """Identifiers and bodies of the frames as they lie in the tag; ID3v2.3.0, section 3.3."""
    frames = []
    at = 10
    while at < len(tag) and tag[at]:
        size = int.from_bytes(tag[at + 4 : at + 8], "big")
        frames.append((tag[at : at + 4].decode(), tag[at + 10 : at + 10 + size]))
        at += 10 + size
    assert not any(tag[at:])
    return frames


def test_the_header_says_version_3_and_the_size(session: Session) -> None:
    tag = id3_tag(session(48_000, summary="s" * 20_000), "LAME")
    assert tag[:6] == b"ID3\x03\x00\x00"
    assert len(tag) > 1 << 14
    size = sum(byte << shift for byte, shift in zip(tag[6:10], (21, 14, 7, 0), strict=True))
    assert all(byte < 128 for byte in tag[6:10])
    assert 10 + size == len(tag)


def test_the_tags_of_the_session(session: Session) -> None:
    timeline = session(
        48_024,
        title="Schlaf auf der Matte",
        author="Žofie",
        summary="Two lines,\nand an umlaut: ü",
        license="CC0-1.0",
        language="de-AT",
        year="2026",
        keywords=("Schlaf", "Matte"),
        voice="thorsten",
    )
    tags = read(id3_tag(timeline, "LAME, q 3", track=3, tracks=12))
    assert {key: tags[key].text[0] for key in tags} == {
        "TIT2": "Schlaf auf der Matte",
        "TPE1": "Žofie",
        "TPE2": "voicemat",
        "TALB": "voicemat",
        "TCON": "Meditation",
        "TLAN": "deu",
        "TLEN": "1001",
        "TSSE": "LAME, q 3",
        "TCOP": "CC0-1.0",
        "TRCK": "3/12",
        "TYER": "2026",
        "TKWD": "Schlaf, Matte",
        "COMM::deu": "Two lines,\nand an umlaut: ü. 1 s, voice thorsten",
        "TXXX:REPLAYGAIN_TRACK_GAIN": "+5.21 dB",
        "TXXX:REPLAYGAIN_TRACK_PEAK": "0.500000",
    }


def test_what_a_session_does_not_say_is_not_there(session: Session) -> None:
    tags = read(id3_tag(session(48_000, language="xx"), "LAME"))
    assert tags["TPE1"].text == ["voicemat"]
    assert set(tags) == {
        *("TIT2", "TPE1", "TPE2", "TALB", "TCON", "TLEN", "TSSE", "COMM::und"),
        *("TXXX:REPLAYGAIN_TRACK_GAIN", "TXXX:REPLAYGAIN_TRACK_PEAK"),
    }


def test_chapters_lie_in_order_of_time_after_their_contents(session: Session) -> None:
    shuffled = (CHAPTERS[2], CHAPTERS[0], CHAPTERS[3], CHAPTERS[1])
    tag = id3_tag(session(240_000, chapters=shuffled), "LAME")
    frames = frame_order(tag)
    assert [name for name, _ in frames][-5:] == ["CTOC", "CHAP", "CHAP", "CHAP", "CHAP"]
    starts = [
        int.from_bytes(body.split(b"\0", 1)[1][:4], "big")
        for name, body in frames
        if name == "CHAP"
    ]
    assert starts == [0, 2000, 2501, 3000]  # 2500.5 ms is rounded up

    tags = read(tag)
    (contents,) = tags.getall("CTOC")
    assert contents.flags == 3  # top level, ordered
    assert contents.sub_frames["TIT2"].text == ["Sleep on the mat"]
    chapters = [tags[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [chapter.sub_frames["TIT2"].text[0] for chapter in chapters] == [
        chapter.title for chapter in CHAPTERS
    ]
    assert [(chapter.start_time, chapter.end_time) for chapter in chapters] == [
        (0, 2000),
        (2000, 2501),
        (2501, 3000),
        (3000, 5000),
    ]
    assert {chapter.start_offset for chapter in chapters} == {0xFFFFFFFF}


def test_titles_are_latin_1_where_that_will_do_and_never_utf_8(session: Session) -> None:
    tag = id3_tag(session(240_000, chapters=CHAPTERS), "LAME")
    tags = read(tag)
    encodings = {
        frame.sub_frames["TIT2"].text[0]: int(frame.sub_frames["TIT2"].encoding)
        for frame in tags.getall("CHAP")
    }
    assert encodings["Kurz: für dich"] == 0
    assert encodings["深い眠り"] == 1


@pytest.mark.parametrize("count", [255, 256, 300])
def test_more_chapters_than_contents_can_count(session: Session, count: int) -> None:
    chapters = tuple(
        Chapter(title=str(number), start=number * 480, end=(number + 1) * 480)
        for number in range(count)
    )
    tags = read(id3_tag(session(count * 480, chapters=chapters), "LAME"))
    assert len(tags.getall("CHAP")) == count
    assert len(tags.getall("CTOC")[0].child_element_ids) == 255


@pytest.mark.parametrize(
    ("loudness", "gain", "peak"),
    [
        (Loudness(integrated=-5.5, peak=0.794328), "-12.50 dB", "0.794328"),
        (Loudness(integrated=-70.0, peak=0.0), "+0.00 dB", "0.000000"),
        (Loudness(integrated=-69.99, peak=12.5), "+51.99 dB", "12.500000"),
    ],
)
def test_the_tag_takes_as_much_room_whatever_the_loudness(
    session: Session, loudness: Loudness, gain: str, peak: str
) -> None:
    timeline = session(48_000)
    content = Content(timeline=timeline, metadata=describe(timeline), settings=Settings())
    tag = Id3Tag(content, "LAME")
    rendered = tag.rendered(loudness)
    assert len(rendered) == tag.size
    assert sum(byte << shift for byte, shift in zip(rendered[6:10], (21, 14, 7, 0), strict=True))
    tags = read(rendered)
    assert tags["TXXX:REPLAYGAIN_TRACK_GAIN"].text == [gain]
    assert tags["TXXX:REPLAYGAIN_TRACK_PEAK"].text == [peak]


def spoken(session: Session, *texts: str) -> Timeline:
    """A session with a chapter, and a sentence every second."""
    media = Media(kind=MediaKind.RECORDING, name="x")
    clips = tuple(
        Clip(start=n * 48_000 + 12, duration=24_000, media=media, text=text)
        for n, text in enumerate(texts)
    )
    bus = Bus(name=BusName.VOICE, tracks=(Track(name="voice", clips=clips),))
    frames = len(texts) * 48_000
    chapters = (Chapter(title="Second", start=48_000, end=frames),)
    return replace(session(frames, chapters=chapters), buses=(bus,))


def test_the_words_as_one_text_and_with_their_times(session: Session) -> None:
    tags = read(id3_tag(spoken(session, "Für dich.", "Lie down.", "Rest."), "LAME"))
    (text,) = tags.getall("USLT")
    assert (text.lang, text.desc, text.encoding) == ("eng", "", 0)
    assert text.text == "Für dich.\n\nLie down.\nRest."
    (timed,) = tags.getall("SYLT")
    assert (timed.lang, timed.format, timed.type) == ("eng", 2, 1)
    assert timed.text == [("Für dich.", 0), ("\nLie down.", 1000), ("\nRest.", 2000)]


def test_words_in_any_script(session: Session) -> None:
    tags = read(id3_tag(spoken(session, "深い眠り", "おやすみ"), "LAME"))
    assert tags.getall("USLT")[0].text == "深い眠り\n\nおやすみ"
    assert [text for text, _ in tags.getall("SYLT")[0].text] == ["深い眠り", "\nおやすみ"]


def test_the_picture_is_a_front_cover(session: Session) -> None:
    tags = read(id3_tag(session(48_000), "LAME", cover=b"\xff\xd8jpeg\xff\xd9"))
    (picture,) = tags.getall("APIC")
    assert (picture.mime, picture.type, picture.encoding) == ("image/jpeg", 3, 0)
    assert (picture.desc, picture.data) == ("Cover", b"\xff\xd8jpeg\xff\xd9")


def test_the_same_session_gives_the_same_bytes(session: Session) -> None:
    timeline = session(240_000, chapters=CHAPTERS, summary="s", author="Žofie")
    assert id3_tag(timeline, "LAME") == id3_tag(timeline, "LAME")
