"""The boxes of an MP4 file, read by a parser of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.exporter import Mix, Settings, describe, export
from voicemat.exporter.content import Content
from voicemat.exporter.encoders.mp4 import encoder as mp4
from voicemat.exporter.encoders.mp4 import m4a
from voicemat.timeline.model import Chapter, Timeline

Samples = NDArray[np.float32]
Session = Callable[..., Timeline]
Sound = Callable[[int], Samples]
Mixed = Callable[..., Mix]

HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"edts", b"tref", b"dinf"}


def boxes(data: bytes, at: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of a stretch: their type, and where their content begins and ends."""
    end = len(data) if end is None else end
    while at < end:
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        yield kind, at + head, at + size
        at += size
    assert at == end


def found(data: bytes, path: str) -> list[bytes]:
    """The contents of all boxes at a path of types."""
    places = [(0, len(data))]
    for name in path.split("/"):
        places = [
            (start, end)
            for first, last in places
            for kind, start, end in boxes(data, first, last)
            if kind == name.encode("latin-1")
        ]
    return [data[start:end] for start, end in places]


def numbers(data: bytes, size: int = 4) -> list[int]:
    return [int.from_bytes(data[at : at + size], "big") for at in range(0, len(data), size)]


@pytest.fixture
def made(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed
) -> Callable[[str, int], bytes]:
    def make(suffix: str, frames: int) -> bytes:
        chapters = (
            Chapter(title="One", start=0, end=frames // 2),
            Chapter(title="二", start=frames // 2, end=frames),
        )
        timeline = session(frames, chapters=chapters, language="de")
        path = export(mixed(timeline, sound(frames)), tmp_path / f"a.{suffix}")
        return path.read_bytes()

    return make


@pytest.mark.parametrize(("suffix", "brand", "stik"), [("m4a", b"M4A ", 1), ("m4b", b"M4B ", 2)])
def test_the_index_stands_in_front_and_the_file_says_what_it_is(
    made: Callable[[str, int], bytes], suffix: str, brand: bytes, stik: int
) -> None:
    data = made(suffix, 100_003)
    assert [kind for kind, _, _ in boxes(data)] == [b"ftyp", b"moov", b"mdat"]
    assert found(data, "ftyp")[0][:4] == brand
    (meta,) = found(data, "moov/udta/meta")
    items = {kind: meta[start:end] for kind, start, end in boxes(meta, 4)}
    named = {kind: items[b"ilst"][a:b] for kind, a, b in boxes(items[b"ilst"])}
    assert named[b"stik"][-1] == stik
    assert named[b"pgap"][-1] == 1


@pytest.mark.parametrize("at_once", [7, mp4.AT_ONCE])
@pytest.mark.parametrize("frames", [1, 1_024, 4_800, 48_000 * 3, 100_003])
def test_the_tables_lead_to_every_aac_frame(
    made: Callable[[str, int], bytes], monkeypatch: pytest.MonkeyPatch, frames: int, at_once: int
) -> None:
    monkeypatch.setattr(mp4, "AT_ONCE", at_once)
    data = made("m4a", frames)
    sizes = numbers(found(data, "moov/trak/mdia/minf/stbl/stsz")[0][12:])
    chunks = numbers(found(data, "moov/trak/mdia/minf/stbl/stco")[0][8:])
    runs = numbers(found(data, "moov/trak/mdia/minf/stbl/stsc")[0][8:])
    (delta,) = (numbers(found(data, "moov/trak/mdia/minf/stbl/stts")[0][8:]),)
    assert delta == [len(sizes), 1_024]

    counts: list[int] = []
    for first, count, _ in zip(runs[::3], runs[1::3], runs[2::3], strict=True):
        counts += [count] * (first - 1 - len(counts)) if counts else []
        counts = counts[: first - 1] + [count] * (len(chunks) - first + 1)
    assert sum(counts) == len(sizes)
    # Each chunk begins where the one before ends, the last ends with the file.
    at = chunks[0]
    for chunk, count in zip(chunks, counts, strict=True):
        assert chunk == at
        at += sum(sizes[:count])
        del sizes[:count]
    assert at == len(data)


@pytest.mark.parametrize("frames", [1, 1_024, 4_800, 100_003])
def test_the_edit_list_leaves_the_session_and_nothing_else(
    made: Callable[[str, int], bytes], frames: int
) -> None:
    data = made("m4a", frames)
    edits = numbers(found(data, "moov/trak/edts/elst")[0][4:])
    coded = 1_024 * numbers(found(data, "moov/trak/mdia/minf/stbl/stts")[0][8:])[0]
    count, length, start, rate = edits
    assert (count, length, rate) == (1, frames, 1 << 16)
    assert start + length == coded  # the last AAC frame ends with the session
    assert start >= 1_024


def test_language_and_chapter_reference(made: Callable[[str, int], bytes]) -> None:
    data = made("m4b", 48_000)
    packed = int.from_bytes(found(data, "moov/trak/mdia/mdhd")[0][20:22], "big")
    letters = (packed >> 10 & 31, packed >> 5 & 31, packed & 31)
    assert "".join(chr(letter + 0x60) for letter in letters) == "deu"
    assert numbers(found(data, "moov/trak/tref/chap")[0]) == [2]
    # The chapters' track is not enabled: it is nothing to be shown.
    flags = [header[3] for header in found(data, "moov/trak/tkhd")]
    assert [flag & 1 for flag in flags] == [1, 0]


@pytest.mark.parametrize(
    ("hours", "wide", "table"), [(8, False, "stco"), (17, True, "co64"), (30, True, "co64")]
)
def test_a_file_that_may_become_larger_than_4_gib_has_wide_numbers(
    tmp_path: Path, session: Session, hours: int, wide: bool, table: str
) -> None:
    # The numbers' width is chosen before there is any sound.
    timeline = session(hours * 3600 * 48_000, chapters=(Chapter(title="a", start=0, end=1),))
    content = Content(timeline=timeline, metadata=describe(timeline), settings=Settings())
    path = tmp_path / "a.m4a"
    with path.open("wb") as file:
        encoder = m4a(file, content)
        encoder.write(np.zeros((48_000, 2), np.float32))
        encoder.close()
    data = path.read_bytes()
    head = 0
    kinds = {}
    while head < len(data):
        kind = data[head + 4 : head + 8]
        kinds[kind] = head
        if kind == b"mdat":
            break
        head += int.from_bytes(data[head : head + 4], "big")
    assert (int.from_bytes(data[head : head + 4], "big") == 1) is wide
    moov = data[kinds[b"moov"] : head]
    names = found(moov, f"moov/trak/mdia/minf/stbl/{table}")
    assert len(names) >= 1
    version = found(moov, "moov/trak/mdia/mdhd")[0][0]
    assert version == (1 if hours * 3600 * 48_000 >= 1 << 32 else 0)
    assert found(moov, "moov/mvhd")[0][0] == version
