"""Ogg pages, against mutagen's reading of them."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

from io import BytesIO

import pytest
from mutagen.ogg import OggPage

from voicemat.exporter.encoders.opus.pages import (
    NO_PACKET_ENDS,
    Page,
    PageReader,
    crc,
    packet_pages,
)


def checked(data: bytes) -> list[OggPage]:
    """The pages of a stream as mutagen reads them. Their checksums must be right: mutagen makes
    the same bytes of each.
    """
    file = BytesIO(data)
    pages = []
    while file.tell() < len(data):
        start = file.tell()
        page = OggPage(file)
        assert page.write() == data[start : file.tell()]
        pages.append(page)
    return pages


def test_the_checksum_is_that_of_the_definition() -> None:
    def by_definition(data: bytes) -> int:
        state = 0
        for byte in data:
            state ^= byte << 24
            for _ in range(8):
                state = (state << 1 ^ (0x04C11DB7 if state >> 31 else 0)) & 0xFFFFFFFF
        return state

    for data in (b"", b"\0", b"OggS", bytes(range(256))):
        assert crc(data) == by_definition(data)


@pytest.mark.parametrize("size", [0, 1, 254, 255, 256, 255 * 255 - 1, 255 * 255, 200_000])
def test_a_packet_of_any_size_comes_back_whole(size: int) -> None:
    packet = bytes(number % 251 for number in range(size))
    made = packet_pages(packet, serial=0x89ABCDEF, number=1)
    pages = checked(b"".join(page.data() for page in made))
    assert OggPage.to_packets(pages) == [packet]
    assert [page.sequence for page in pages] == list(range(1, len(pages) + 1))
    assert {page.serial for page in pages} == {0x89ABCDEF}
    assert [page.continued for page in pages] == [False] + [True] * (len(pages) - 1)
    assert [page.position for page in pages] == [-1] * (len(pages) - 1) + [0]


@pytest.mark.parametrize("step", [1, 27, 28, 1000, 1 << 20])
def test_pages_are_read_out_of_pieces_of_any_size(step: int) -> None:
    pages = (
        *packet_pages(bytes(70_000), serial=7, number=0),
        Page(flags=4, position=960, serial=7, number=2, lacing=b"\x03\x00", body=b"abc"),
    )
    assert pages[0].position == NO_PACKET_ENDS
    data = b"".join(page.data() for page in pages)
    reader = PageReader()
    found = [page for at in range(0, len(data), step) for page in reader.feed(data[at : at + step])]
    assert tuple(found) == pages


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(ValueError, match="no Ogg page"):
        list(PageReader().feed(b"RIFF" + bytes(100)))
