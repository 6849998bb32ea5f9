"""FLAC by libsndfile: the very samples of the session, in 24 bits, or in 16 for a small file."""

from __future__ import annotations

from typing import BinaryIO

from voicemat.exporter.content import Content
from voicemat.exporter.encoders.pcm import Quantiser, bits_of
from voicemat.exporter.encoders.sndfile import SoundWriter
from voicemat.exporter.loudness import Meter
from voicemat.exporter.mix import Samples
from voicemat.exporter.tags.vorbis import (
    Comment,
    comment_block,
    comments,
    picture_block,
    replay_gain,
)

MARK = b"fLaC"
STREAMINFO, PADDING, COMMENTS, PICTURE = 0, 1, 4, 6
"""Types of metadata blocks; RFC 9639, table 1."""

LAST = 0x80
"""The bit of the last metadata block."""

BLOCK_HEADER = 4
STREAMINFO_BYTES = 34

SPARE = 4096
"""Bytes kept free for what is known in the end, and for programs that edit tags."""


class FlacEncoder:
    """A FLAC file with the session's tags, chapters, text and cover.

    libsndfile writes its own header and the sound behind a space that is kept free. In the end the
    header of the file, made to measure, takes the place of both.
    """

    def __init__(self, file: BinaryIO, content: Content) -> None:
        bits = bits_of(content.settings.quality, "FLAC")
        self._quantiser = Quantiser(bits)
        self._meter = Meter()
        self._file = file
        self._fields = tuple(comments(content))
        self._picture = content.metadata.cover
        space = SPARE + len(self._blocks("", ()))
        file.write(bytes(space))
        self._behind = _Behind(file, space)
        self._sound = SoundWriter(self._behind, "FLAC", f"PCM_{bits}", content.settings.channels)

    def write(self, block: Samples) -> None:
        """Append the next block. Samples over full scale are clipped."""
        self._meter.feed(block)
        self._sound.write(self._quantiser.quantised(block))

    def finish(self) -> None:
        """Write the last block and the header of the file."""
        self._sound.finish()
        found = _Header(bytes(self._behind.head))
        end = self._behind.at + found.size
        blocks = self._blocks(found.vendor, replay_gain(self._meter.loudness()))
        left = end - len(MARK) - BLOCK_HEADER - STREAMINFO_BYTES - len(blocks) - BLOCK_HEADER
        self._file.seek(0)
        self._file.write(
            MARK
            + _block(STREAMINFO, found.streaminfo)
            + blocks
            + _block(PADDING | LAST, bytes(left))
        )

    def close(self) -> None:
        """Free libsndfile's handle. What it would still write goes nowhere."""
        self._sound.close()

    def _blocks(self, vendor: str, loudness: tuple[Comment, ...]) -> bytes:
        """Tags and cover."""
        blocks = _block(COMMENTS, comment_block(vendor, self._fields + loudness))
        if self._picture:
            blocks += _block(PICTURE, picture_block(self._picture))
        return blocks


def _block(kind: int, data: bytes) -> bytes:
    return bytes([kind]) + len(data).to_bytes(3, "big") + data


class _Header:
    """What libsndfile wrote before the sound: its STREAMINFO, who it is, and how long that is."""

    def __init__(self, data: bytes) -> None:
        at, kind = len(MARK), 0
        while not kind & LAST:
            kind = data[at]
            start = at + BLOCK_HEADER
            at = start + int.from_bytes(data[at + 1 : start], "big")
            block = data[start:at]
            if kind & ~LAST == STREAMINFO:
                self.streaminfo = block
            elif kind & ~LAST == COMMENTS:
                length = int.from_bytes(block[:4], "little")
                self.vendor = block[4 : 4 + length].decode()
        self.size = at


class _Behind:
    """A file from its place `at` on, as a file. Its first bytes are kept as `head`."""

    KEPT = 1024
    """More than the header that libsndfile writes where it has no tags: 86 bytes."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        self._file = file
        self.at = at
        self.head = bytearray()

    def write(self, data: bytes, /) -> int:
        place = self.tell()
        if place < self.KEPT:
            self.head[place : place + len(data)] = data
            del self.head[self.KEPT :]
        return self._file.write(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset + (0 if whence else self.at), whence) - self.at

    def tell(self) -> int:
        return self._file.tell() - self.at
