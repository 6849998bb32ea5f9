"""A folder of decoded sound: each file is decoded once and read as PCM from then on.

Decoding Opus takes some 20 s of processor time for each hour that is played; reading PCM takes
next to nothing, and any place in it is reached at once.

An entry's name holds the digest of the source, the version of the format and the checksum of the
entry itself, so a damaged or truncated one is noticed when it is opened, and made again.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicemat.cachefolder import PART, CacheFolder, Holding
from voicemat.errors import FileError
from voicemat.sound.codec import SoundReader, write_flac
from voicemat.sound.decoding import decoded
from voicemat.sound.growing import GrowingReader
from voicemat.sound.pcm import PcmReader, write_raw
from voicemat.sound.reading import Reader
from voicemat.units import RATE

VERSION = 2
"""Raised whenever decoding or the form of an entry changes, so that old entries die out."""

COMPRESSED_FROM = 600 * RATE
"""Frames above which an entry is FLAC: half the disk, still some 1000 times real time to read."""

COMPRESSED, RAW = ".flac", ".pcm"

ATTEMPTS = 3
"""How often an entry is looked for again when another process removes it at that moment."""

CHUNK = 1 << 20


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal. Raises FileError when it is unreadable."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise FileError(f"{path}: there is no such file") from error
    except OSError as error:
        raise FileError(f"{path}: could not be read ({error.strerror})") from error


def _checksum(path: Path) -> str:
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            value = zlib.crc32(chunk, value)
    return f"{value:08x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The decoded files in `folder`, together at most `limit` bytes.

    The entry that was just made stays even when it alone is over the limit: it is about to be
    played. Processes may share a folder.
    """

    folder: Path
    limit: int

    @property
    def _files(self) -> CacheFolder:
        return CacheFolder(folder=self.folder, limit=self.limit)

    def open(self, source: Path) -> Reader:
        """An open reader of `source` decoded to `RATE` in stereo, decoding it if need be.

        Raises FileError when `source` is no sound or the folder cannot be written.
        """
        key = f"{digest(source)}-v{VERSION}"
        for attempt in range(ATTEMPTS):
            entry = self._find(key) or self._make(key, source)
            try:
                return PcmReader(entry) if entry.suffix == RAW else SoundReader(entry)
            except FileError:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def open_early(self, source: Path) -> Reader:
        """The same as `open` for a short sound, and at once: where it is not kept yet, the
        reader gives what is decoded already while it is being decoded.

        Raises FileError when `source` is no sound. A folder that cannot be written shows at the
        next `open`.
        """
        key = f"{digest(source)}-v{VERSION}"
        if (entry := self._find(key)) is None or entry.suffix != RAW:
            return GrowingReader(source, lambda steps: self._keep(key, steps))
        return PcmReader(entry)

    def _keep(self, key: str, steps: NDArray[np.int16]) -> Reader:
        with self._files.part(key) as part:
            part.write_bytes(steps.astype("<i2", copy=False).data)
            entry = self.folder / f"{key}-{_checksum(part)}{RAW}"
            part.replace(entry)
        self._files.trim((entry,))
        return PcmReader(entry)

    def note(self, name: str) -> bytes | None:
        """What was kept under `name` by `keep_note`, or None."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def keep_note(self, name: str, content: bytes) -> None:
        """Keep a few bytes under a file name, whole or not at all.

        Raises FileError when the folder cannot be written.
        """
        try:
            with self._files.part(name) as part:
                part.write_bytes(content)
                part.replace(self.folder / name)
        except OSError as error:
            raise self._unwritable(error) from error

    def keep_file(self, name: str, write: Callable[[Path], None]) -> Path:
        """The file of that name, made by `write`, whole or not at all, unless it is there.

        Raises FileError when the folder cannot be written.
        """
        path = self.folder / name
        if path.is_file():
            self._files.touch(path)
            return path
        try:
            with self._files.part(name) as part:
                write(part)
                part.replace(path)
        except OSError as error:
            raise self._unwritable(error) from error
        self._files.trim((path,))
        return path

    def holding(self) -> Holding:
        """How much the folder holds."""
        return self._files.holding()

    def clear(self) -> Holding:
        """Empty the folder; returns what was removed."""
        return self._files.clear()

    def _find(self, key: str) -> Path | None:
        for entry in sorted(self.folder.glob(f"{key}-*")):
            if entry.suffix == PART:
                continue
            with suppress(OSError):
                if entry.stem.rpartition("-")[2] == _checksum(entry):
                    self._files.touch(entry)
                    return entry
                entry.unlink()
        return None

    def _make(self, key: str, source: Path) -> Path:
        try:
            with self._files.part(key) as part:
                entry = self._decode(source, part, key)
        except OSError as error:
            raise self._unwritable(error) from error
        self._files.trim((entry,))
        return entry

    def _decode(self, source: Path, part: Path, key: str) -> Path:
        """Write the sound of `source` to `part`, and give it its name."""
        with SoundReader(source) as reader:
            long = reader.frames > COMPRESSED_FROM * reader.rate // RATE
            write = write_flac if long else write_raw
            if not write(part, decoded(reader)):
                raise FileError(f"{source}: this file holds no sound")
        suffix = COMPRESSED if long else RAW
        entry = self.folder / f"{key}-{_checksum(part)}{suffix}"
        try:
            part.replace(entry)
        except PermissionError:
            # Windows: another process made the same entry and has it open.
            if not entry.exists():
                raise
        return entry

    def _unwritable(self, error: OSError) -> FileError:
        return FileError(
            f"{self.folder}: decoded sound could not be kept there ({error.strerror})",
            advice="free some room, or choose another cache folder",
        )
