"""The Opus encoder. Sources: RFC 7845 (Opus in Ogg), RFC 6716."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from hashlib import blake2s
from typing import BinaryIO

from voicemat.exporter.content import Channels, Content, Quality, bit_rate
from voicemat.exporter.encoders.opus.pages import Page, PageReader, packet_pages
from voicemat.exporter.encoders.sndfile import SoundWriter
from voicemat.exporter.loudness import Meter
from voicemat.exporter.mix import Samples
from voicemat.exporter.tags.vorbis import (
    Comment,
    comment_block,
    comments,
    picture_block,
    r128_gain,
)

RATES = {
    Channels.STEREO: {Quality.SMALL: 64, Quality.STANDARD: 96, Quality.HIGH: 160},
    Channels.MONO: {Quality.SMALL: 40, Quality.STANDARD: 64, Quality.HIGH: 96},
}
"""kb/s. At 96 few listeners tell Opus from the original; at 64 pads and bowls begin to lose their
sheen, voice and rain do not."""

LOWEST, HIGHEST = 6, 256
"""kb/s for one channel, what libsndfile can ask Opus for."""

MAGIC = b"OpusTags"
SPARE = 1024
"""Bytes kept free in the comment header for what is known in the end, and for taggers."""


class OpusEncoder:
    """An Ogg Opus file with the session's tags, chapters, text and cover.

    Its bytes depend on nothing but the session: libsndfile gives each stream a random number, and
    a comment header that holds neither chapters nor pictures; both are replaced on the way.
    """

    def __init__(self, file: BinaryIO, content: Content) -> None:
        channels = content.settings.channels
        rate = bit_rate(
            content.settings.quality,
            "Opus",
            words=RATES[channels],
            rates=range(LOWEST * channels, HIGHEST * channels + 1),
        )
        self._meter = Meter()
        self._stream = _Stream(file, content)
        self._sound = SoundWriter(
            self._stream,
            "OGG",
            "OPUS",
            channels,
            compression=1 - (rate / channels - LOWEST) / (HIGHEST - LOWEST),
        )

    def write(self, block: Samples) -> None:
        """Encode the next block."""
        self._meter.feed(block)
        self._sound.write(block)

    def finish(self) -> None:
        """Write the last page, and what is known only now into the header."""
        self._sound.finish()
        self._stream.finish(r128_gain(self._meter.loudness()))

    def close(self) -> None:
        """Free libsndfile's handle. What it would still write goes nowhere."""
        self._sound.close()


class _Stream:
    """The stream that libsndfile writes, on its way into the file."""

    def __init__(self, file: BinaryIO, content: Content) -> None:
        self._file = file
        self._fields = tuple(_fields(content))
        self._serial = int.from_bytes(
            blake2s(comment_block("", self._fields), digest_size=4).digest(), "little"
        )
        self._pages = PageReader()
        self._taken = 0
        self._headers = 0
        self._vendor = ""
        self._tags_at = 0
        self._tags_size = 0
        self._shift = 0

    def write(self, data: bytes, /) -> int:
        for page in self._pages.feed(data):
            self._pass_on(page)
        self._taken += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:  # noqa: ARG002 - as of a file
        """Stay where the stream is: it is only asked for its length, before it begins."""
        return self._taken

    def tell(self) -> int:
        return self._taken

    def finish(self, fields: tuple[Comment, ...]) -> None:
        """Write the comment header once more, with `fields` too, in the same number of bytes."""
        self._fields += fields
        self._file.seek(self._tags_at)
        for page in self._tags():
            self._file.write(page.data())

    def _pass_on(self, page: Page) -> None:
        if self._headers < 2:
            self._headers += 1
            if self._headers == 2:
                self._vendor = _vendor(page)
                self._tags_at = self._file.tell()
                self._tags_size = (
                    len(MAGIC) + len(comment_block(self._vendor, self._fields)) + SPARE
                )
                pages = self._tags()
                self._shift = pages[-1].number - page.number
                for own in pages:
                    self._file.write(own.data())
                return
        self._file.write(
            replace(page, serial=self._serial, number=page.number + self._shift).data()
        )

    def _tags(self) -> tuple[Page, ...]:
        """The comment header. The zeros at its end are padding; RFC 7845, 5.2."""
        packet = MAGIC + comment_block(self._vendor, self._fields)
        return packet_pages(packet.ljust(self._tags_size, b"\0"), serial=self._serial, number=1)


def _vendor(page: Page) -> str:
    """Who encoded, by libsndfile's comment header. It fills less than one page."""
    if not (page.body.startswith(MAGIC) and page.ends_packet):
        raise ValueError("the second page is not the comment header")
    start = len(MAGIC) + 4
    length = int.from_bytes(page.body[len(MAGIC) : start], "little")
    return page.body[start : start + length].decode()


def _fields(content: Content) -> tuple[Comment, ...]:
    fields = tuple(comments(content))
    if content.metadata.cover:
        picture = b64encode(picture_block(content.metadata.cover)).decode()
        fields += (("METADATA_BLOCK_PICTURE", picture),)
    return fields
