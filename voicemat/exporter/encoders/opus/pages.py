"""The pages of an Ogg stream. Source: RFC 3533, section 6."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

CAPTURE = b"OggS\x00"
"""How every page begins: the pattern, and version 0."""

FIXED = 27
"""Bytes of a page before its table of segments."""

SEGMENT = 255
"""The most bytes of a segment, and the most segments of a page."""

CONTINUED = 0x01
"""The flag of a page that begins in the middle of a packet."""

NO_PACKET_ENDS = (1 << 64) - 1
"""The position of a page on which no packet ends."""

_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. `position` is its granule position, `lacing` its table of segments."""

    flags: int
    position: int
    serial: int
    number: int
    lacing: bytes
    body: bytes

    @property
    def ends_packet(self) -> bool:
        """Whether the last packet that is on the page ends on it."""
        return self.lacing[-1] < SEGMENT

    def data(self) -> bytes:
        """The page as it stands in a file."""
        before = b"".join(
            (
                CAPTURE,
                bytes([self.flags]),
                self.position.to_bytes(8, "little"),
                self.serial.to_bytes(4, "little"),
                self.number.to_bytes(4, "little"),
            )
        )
        after = bytes([len(self.lacing)]) + self.lacing + self.body
        checksum = crc(before + bytes(4) + after)
        return before + checksum.to_bytes(4, "little") + after


class PageReader:
    """Cuts a stream, fed in pieces of any size, into its pages."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[Page]:
        """The pages that are whole now."""
        self._rest += data
        while len(self._rest) >= FIXED:
            if self._rest[: len(CAPTURE)] != CAPTURE:
                raise ValueError("there is no Ogg page where one must begin")
            start = FIXED + self._rest[26]
            lacing = bytes(self._rest[FIXED:start])
            end = start + sum(lacing)
            if len(self._rest) < end or start == FIXED:
                return
            yield Page(
                flags=self._rest[5],
                position=int.from_bytes(self._rest[6:14], "little"),
                serial=int.from_bytes(self._rest[14:18], "little"),
                number=int.from_bytes(self._rest[18:22], "little"),
                lacing=lacing,
                body=bytes(self._rest[start:end]),
            )
            del self._rest[:end]


def packet_pages(packet: bytes, *, serial: int, number: int) -> tuple[Page, ...]:
    """The pages of a header packet, which has them for itself, from the page `number` on."""
    lacing = bytes([SEGMENT]) * (len(packet) // SEGMENT) + bytes([len(packet) % SEGMENT])
    pages = []
    for index, at in enumerate(range(0, len(lacing), SEGMENT)):
        here = lacing[at : at + SEGMENT]
        begin = at * SEGMENT
        pages.append(
            Page(
                flags=CONTINUED if index else 0,
                position=0 if here[-1] < SEGMENT else NO_PACKET_ENDS,
                serial=serial,
                number=number + index,
                lacing=here,
                body=packet[begin : begin + sum(here)],
            )
        )
    return tuple(pages)


def crc(data: bytes) -> int:
    """The checksum of a page: CRC-32 with the polynomial 0x04C11DB7, from 0, bits not reversed.

    zlib's has the same polynomial and reverses the bits of everything, so it gets them reversed.
    """
    reversed_crc = zlib.crc32(data.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{reversed_crc:032b}"[::-1], 2)
