"""Boxes: what an MP4 file is made of. Source: ISO/IEC 14496-12, section 4.2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

HEADER = 8
"""Bytes of a box before its content: its size and its type."""


class Gap:
    """Room in a file, to be filled in later.

    `size` is in bytes. `at` is where it is in the file, known when it has been written.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.at = -1

    def write(self, file: BinaryIO) -> None:
        """Leave the room at the file's place, with what may be there already."""
        self.at = file.tell()
        file.seek(self.size, 1)


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a type of four characters. Its content is bytes, boxes and gaps."""

    kind: bytes
    content: Sequence[bytes | Box | Gap]

    @property
    def size(self) -> int:
        """Bytes, with the header."""
        return HEADER + sum(
            len(part) if isinstance(part, bytes) else part.size for part in self.content
        )

    def write(self, file: BinaryIO) -> None:
        """Write it at the file's place."""
        file.write(number(self.size, 4) + self.kind)
        for part in self.content:
            if isinstance(part, bytes):
                file.write(part)
            else:
                part.write(file)


def box(kind: bytes, *content: bytes | Box | Gap) -> Box:
    """A plain box."""
    return Box(kind, content)


def full_box(kind: bytes, *content: bytes | Box | Gap, version: int = 0, flags: int = 0) -> Box:
    """A box with a version and flags."""
    return Box(kind, (bytes([version]) + number(flags, 3), *content))


def number(value: int, size: int) -> bytes:
    """An unsigned integer in so many bytes, the most significant first."""
    return value.to_bytes(size, "big")
