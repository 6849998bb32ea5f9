"""The encoder of M4A and M4B files.

A file is `ftyp`, `moov` (the index), `mdat` (the chapters' titles, then the sound).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from voicemat.exporter.content import Channels, Content, Quality, bit_rate
from voicemat.exporter.encoders.mp4.aac import MAX_FRAME_BYTES, AacEncoder, Extent
from voicemat.exporter.encoders.mp4.boxes import Box, Gap, box, number
from voicemat.exporter.encoders.mp4.chapters import nero_list, texts
from voicemat.exporter.encoders.mp4.movie import Sound, movie
from voicemat.exporter.encoders.mp4.tags import Kind, tags
from voicemat.exporter.loudness import Loudness, Meter
from voicemat.exporter.mix import Samples
from voicemat.units import RATE

RATES = {
    Channels.STEREO: {Quality.SMALL: 80, Quality.STANDARD: 128, Quality.HIGH: 192},
    Channels.MONO: {Quality.SMALL: 56, Quality.STANDARD: 80, Quality.HIGH: 128},
}
"""kb/s."""

LOWEST, HIGHEST = 16, 160
"""kb/s for one channel."""

PER_CHUNK = 47
"""AAC frames that lie together: a second."""

AT_ONCE = 4096
"""AAC frames after which the index is written to: a minute and a half."""

SPARE = 2048
"""Bytes kept free among the tags for what is known in the end, and for programs that edit them."""

HEADROOM = 1 << 24
"""Bytes for everything but the sound and its index, generously."""

FILE_TYPES = {
    Kind.MUSIC: box(b"ftyp", b"M4A ", bytes(4), b"M4A mp42isom"),
    Kind.AUDIOBOOK: box(b"ftyp", b"M4B ", bytes(4), b"M4B M4A mp42isom"),
}
"""What a file is for a player, its version, and all that it is."""


def m4a(file: BinaryIO, content: Content) -> Mp4Encoder:
    """The encoder of an M4A file: music."""
    return Mp4Encoder(file, content, Kind.MUSIC)


def m4b(file: BinaryIO, content: Content) -> Mp4Encoder:
    """The encoder of an M4B file: the same as an audiobook, whose place players remember."""
    return Mp4Encoder(file, content, Kind.AUDIOBOOK)


class Mp4Encoder:
    """An MP4 file with one AAC track and the session's tags, chapters, text and cover.

    Gapless: an edit list says which samples are the session's, and iTunSMPB does for players that
    know nothing else. The bytes depend on nothing but the session: there are no dates.
    """

    def __init__(self, file: BinaryIO, content: Content, kind: Kind) -> None:
        channels = content.settings.channels
        rate = bit_rate(
            content.settings.quality,
            "AAC",
            words=RATES[channels],
            rates=range(LOWEST * channels, HIGHEST * channels + 1),
        )
        self._meter = Meter()
        self._file = file
        self._content = content
        self._kind = kind
        self._texts = texts(content.metadata.chapters, content.timeline.frames)
        self._extent = Extent(length=content.timeline.frames)
        self._aac = AacEncoder(self._extent, channels, rate)

        coded = self._extent.frames
        # What the file can become at the most decides how wide its numbers are.
        most = coded * MAX_FRAME_BYTES * channels + HEADROOM
        self._wide = most >= 1 << 32
        place = 8 if self._wide else 4
        self._index = _Index(
            sizes=Gap(4 * coded), places=Gap(place * -(-coded // PER_CHUNK)), place_size=place
        )
        self._spare = SPARE
        self._data_at = 0
        self._data_at = FILE_TYPES[kind].size + self._movie(None, 1000 * rate).size
        self._write_header(None, 1000 * rate, 0)
        for text in self._texts:
            file.write(text.data)
        self._sound_at = self._index.at = file.tell()

    def write(self, block: Samples) -> None:
        """Encode the next block."""
        self._meter.feed(block)
        self._append(self._aac.encode(block))

    def finish(self) -> None:
        """Write what is left, and what is known only now into the header."""
        self._append(self._aac.finish())
        self._index.fill_in(self._file)
        end = self._file.tell()
        frames = self._content.timeline.frames
        rate = (end - self._sound_at) * 8 * RATE // max(frames, 1)
        loudness = self._meter.loudness()
        grown = self._movie(loudness, rate).size + FILE_TYPES[self._kind].size - self._data_at
        self._spare -= grown
        self._file.seek(0)
        self._write_header(loudness, rate, end - self._data_at)

    def close(self) -> None:
        """There is nothing to let go of."""

    def _append(self, frames: Iterable[bytes]) -> None:
        for frame in frames:
            self._file.write(frame)
            self._index.add(len(frame))
            if self._index.waiting >= AT_ONCE:
                self._index.fill_in(self._file)

    def _write_header(self, loudness: Loudness | None, rate: int, size: int) -> None:
        """Everything before the titles. `size` is that of the `mdat` box."""
        FILE_TYPES[self._kind].write(self._file)
        self._movie(loudness, rate).write(self._file)
        if self._wide:
            self._file.write(number(1, 4) + b"mdat" + number(size, 8))
        else:
            self._file.write(number(size, 4) + b"mdat")

    def _movie(self, loudness: Loudness | None, rate: int) -> Box:
        metadata = self._content.metadata
        channels = self._content.settings.channels
        sound = Sound(
            language=metadata.language,
            channels=channels,
            specification=self._aac.specification,
            rate=rate,
            most=MAX_FRAME_BYTES * channels,
            extent=self._extent,
            per_chunk=PER_CHUNK,
            sizes=self._index.sizes,
            places=self._index.places,
            place_size=self._index.place_size,
        )
        about = tags(
            self._content,
            self._kind,
            priming=self._extent.priming,
            loudness=loudness,
            spare=self._spare,
        )
        data = (nero_list(metadata.chapters), about) if metadata.chapters else (about,)
        return movie(sound, self._texts, self._data_at + (16 if self._wide else 8), data)


class _Index:
    """The tables of the sizes of the AAC frames and of the places of their chunks, which are filled
    in while the file grows.
    """

    def __init__(self, *, sizes: Gap, places: Gap, place_size: int) -> None:
        self.sizes = sizes
        self.places = places
        self.place_size = place_size
        self.at = 0
        self._new_sizes: list[int] = []
        self._new_places: list[int] = []
        self._frames = 0
        self._filled = [0, 0]

    @property
    def waiting(self) -> int:
        """The AAC frames that are not in the file's tables yet."""
        return len(self._new_sizes)

    def add(self, size: int) -> None:
        """The next AAC frame, which takes so many bytes."""
        if self._frames % PER_CHUNK == 0:
            self._new_places.append(self.at)
        self._new_sizes.append(size)
        self._frames += 1
        self.at += size

    def fill_in(self, file: BinaryIO) -> None:
        """Write what is new into the tables, and go back to the end."""
        tables = (self.sizes, self._new_sizes, 4), (self.places, self._new_places, self.place_size)
        for index, (gap, entries, size) in enumerate(tables):
            data = b"".join(number(entry, size) for entry in entries)
            if self._filled[index] + len(data) > gap.size:
                raise ValueError("there are more AAC frames than the session's length makes")
            file.seek(gap.at + self._filled[index])
            file.write(data)
            self._filled[index] += len(data)
            entries.clear()
        file.seek(0, 2)
