"""The ID3 tag, read back by mutagen and byte by byte."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from mutagen.id3 import ID3

from voicemat.exporter.content import Content, Settings
from voicemat.exporter.metadata import describe
from voicemat.exporter.tags import id3_tag as content_tag
from voicemat.timeline.model import Chapter, Timeline

Session = Callable[..., Timeline]

CHAPTERS = (
    Chapter(title="A rather long title, so that its frame is the largest", start=0, end=96_000),
    Chapter(title="Kurz: für dich", start=96_000, end=120_024),
    Chapter(title="深い眠り", start=120_024, end=144_000),
    Chapter(title="x", start=144_000, end=240_000),
)


def id3_tag(timeline: Timeline, settings: str) -> bytes:
    content = Content(timeline=timeline, metadata=describe(timeline), settings=Settings())
    return content_tag(content, settings)


def read(tag: bytes) -> ID3:
    return ID3(BytesIO(tag))


def frame_order(tag: bytes) -> list[tuple[str, bytes]]:
    """Identifiers and bodies of the frames as they lie in the tag; ID3v2.3.0, section 3.3."""
    frames = []
    at = 10
    while at < len(tag):
        size = int.from_bytes(tag[at + 4 : at + 8], "big")
        frames.append((tag[at : at + 4].decode(), tag[at + 10 : at + 10 + size]))
        at += 10 + size
    assert at == len(tag)
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
    )
    tags = read(id3_tag(timeline, "LAME, q 3"))
    assert {key: tags[key].text[0] for key in tags} == {
        "TIT2": "Schlaf auf der Matte",
        "TPE1": "Žofie",
        "TALB": "voicemat",
        "TCON": "Meditation",
        "TLAN": "deu",
        "TLEN": "1001",
        "TSSE": "LAME, q 3",
        "TCOP": "CC0-1.0",
        "COMM::deu": "Two lines,\nand an umlaut: ü",
    }


def test_what_a_session_does_not_say_is_not_there(session: Session) -> None:
    tags = read(id3_tag(session(48_000, language="xx"), "LAME"))
    assert tags["TPE1"].text == ["voicemat"]
    assert set(tags) == {"TIT2", "TPE1", "TALB", "TCON", "TLEN", "TSSE"}


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


def test_the_same_session_gives_the_same_bytes(session: Session) -> None:
    timeline = session(240_000, chapters=CHAPTERS, summary="s", author="Žofie")
    assert id3_tag(timeline, "LAME") == id3_tag(timeline, "LAME")
