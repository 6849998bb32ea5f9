"""Recordings on disk, by the content that made them. One file an entry.

The form of an entry: `HEADER` (a magic number, the sizes and digests of what follows), the
recording's particulars as JSON, its samples: PCM of 16 bits, mono, little-endian, at
`voicemat.units.RATE`, and nothing for silence.

PCM and not FLAC, because decoding took a sixth of all mixing, for a quarter less room. 16 bits
without dither, as the decoded beds: a recording has -23 LUFS, and the rounding error of -101 dBFS
lies under the threshold of hearing for any voice that can be listened to.

Invariants:

1. An entry that is damaged or cut off is never used: it is deleted, and counts as absent. Its
   size and particulars are checked whenever it is touched, its samples when they are read.
2. When the folder (`voicemat.cachefolder`) grows over its limit, what this cache has used stays.
3. A folder that cannot be written costs time and never a session: the recordings of the run are
   held in memory, and one notice says so.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicemat.cachefolder import CacheFolder, Holding
from voicemat.sound.codec import FULL_SCALE, to_pcm
from voicemat.timeline.utterance import Word

Samples = NDArray[np.float32]

HEADER = struct.Struct(">8sIQ32s32s")
"""Magic number, bytes of JSON, bytes of PCM, SHA-256 of the JSON, SHA-256 of the PCM."""

MAGIC = b"VMREC\r\n\x02"
"""The last byte is the version of the form; an entry of another counts as damaged."""

FRAME_BYTES = 2

SUFFIX = ".recording"
UNWRITTEN_LIMIT = 256 << 20
"""Bytes of recordings held in memory when the folder cannot take them: 46 minutes of speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingInfo:
    """What is known of a recording without reading its samples.

    `frames` at `voicemat.units.RATE`, `lufs` integrated, `true_peak` in dBTP (-inf for silence);
    `engine` and `text` are there for a person who looks at the folder. `words` are those of what
    was said, where the engine knew when.
    """

    frames: int
    lufs: float
    true_peak: float
    engine: str
    text: str
    words: tuple[Word, ...] = ()


class _DamagedError(Exception):
    """An entry whose bytes are not what was written."""


def pack(key: str, info: RecordingInfo, payload: bytes) -> bytes:
    """The bytes of an entry."""
    particulars = json.dumps({"key": key} | asdict(info), ensure_ascii=False).encode()
    header = HEADER.pack(
        MAGIC,
        len(particulars),
        len(payload),
        hashlib.sha256(particulars).digest(),
        hashlib.sha256(payload).digest(),
    )
    return header + particulars + payload


def _unpack_info(key: str, head: bytes, size: int) -> RecordingInfo:
    """The particulars at the beginning of an entry of `size` bytes."""
    try:
        magic, length, payload, digest, _ = HEADER.unpack_from(head)
    except struct.error as error:
        raise _DamagedError from error
    particulars = head[HEADER.size : HEADER.size + length]
    if (
        magic != MAGIC
        or size != HEADER.size + length + payload
        or hashlib.sha256(particulars).digest() != digest
    ):
        raise _DamagedError
    fields: dict[str, Any] = json.loads(particulars)
    if fields.pop("key") != key:
        raise _DamagedError
    fields["words"] = tuple(Word(**word) for word in fields.pop("words"))
    return RecordingInfo(**fields)


def _unpack_samples(key: str, entry: bytes) -> Samples:
    info = _unpack_info(key, entry, len(entry))
    _, length, _, _, digest = HEADER.unpack_from(entry)
    payload = entry[HEADER.size + length :]
    if hashlib.sha256(payload).digest() != digest:
        raise _DamagedError
    if not payload:
        return np.zeros(info.frames, np.float32)
    if len(payload) != info.frames * FRAME_BYTES:
        raise _DamagedError
    return np.frombuffer(payload, "<i2") * np.float32(1 / FULL_SCALE)


def _payload(samples: Samples) -> bytes:
    """The samples as they are kept; none of silence, of which a session may have hours."""
    steps = to_pcm(samples).astype("<i2", copy=False)
    return steps.tobytes() if steps.any() else b""


class RecordingCache:
    """The recordings in `folder`, together about `limit` bytes. Safe for threads and processes."""

    def __init__(self, folder: Path, *, limit: int, notice: Callable[[str], None]) -> None:
        """`notice` is told, at most once, when the folder cannot be used, and why."""
        self._files = CacheFolder(folder=folder, limit=limit)
        self._notice = notice
        self._lock = Lock()
        self._noticed = False
        self._used: set[Path] = set()
        self._unwritten: OrderedDict[str, bytes] = OrderedDict()
        self._size: int | None = None

    def info(self, key: str) -> RecordingInfo | None:
        """What is known of the recording `key`, or None when it is not there whole.

        Reads the head of its file only, so a damage among the samples shows when they are read.
        """
        held = self._unwritten.get(key)
        if held is not None:
            return _unpack_info(key, held, len(held))
        try:
            with self._path(key).open("rb") as file:
                head = file.read(4096)
                size = os.fstat(file.fileno()).st_size
                if len(head) >= HEADER.size:
                    # The length may be damaged: no more is read than there is.
                    whole = min(HEADER.size + HEADER.unpack_from(head)[1], size)
                    head += file.read(max(whole - len(head), 0))
            info = _unpack_info(key, head, size)
        except _DamagedError:
            self._remove(key)
            return None
        except OSError:
            return None
        self._touch(key)
        return info

    def samples(self, key: str) -> Samples | None:
        """The samples of the recording `key`, or None when it is not there whole."""
        held = self._unwritten.get(key)
        if held is not None:
            return _unpack_samples(key, held)
        try:
            samples = _unpack_samples(key, self._path(key).read_bytes())
        except _DamagedError:
            self._remove(key)
            return None
        except OSError:
            return None
        self._touch(key)
        return samples

    def put(self, key: str, info: RecordingInfo, samples: Samples) -> None:
        """Keep a recording: on disk, or for this run where the folder cannot take it."""
        entry = pack(key, info, _payload(samples))
        try:
            self._write(key, entry)
        except OSError as error:
            self._hold(key, entry, error)
            return
        with self._lock:
            self._used.add(self._path(key))
            if self._size is not None:
                self._size += len(entry)
            if self._size is None or self._size > self._files.limit:
                self._size = self._files.trim(self._used)

    def holding(self) -> Holding:
        """How much the folder holds."""
        return self._files.holding()

    def clear(self) -> Holding:
        """Empty the folder; returns what was removed."""
        return self._files.clear()

    def mend(self) -> int:
        """Read every recording and remove the damaged ones, which are made again when they are
        needed; returns how many those were.
        """
        damaged = 0
        for path in self._files.files():
            damaged += path.suffix == SUFFIX and self.samples(path.stem) is None
        return damaged

    def _path(self, key: str) -> Path:
        return self._files.folder / (key + SUFFIX)

    def _write(self, key: str, entry: bytes) -> None:
        with self._files.part(key) as part:
            part.write_bytes(entry)
            part.replace(self._path(key))

    def _hold(self, key: str, entry: bytes, error: OSError) -> None:
        with self._lock:
            self._unwritten[key] = entry
            while sum(map(len, self._unwritten.values())) > UNWRITTEN_LIMIT:
                self._unwritten.popitem(last=False)
            noticed, self._noticed = self._noticed, True
        if not noticed:
            self._notice(
                f"{self._files.folder}: recordings cannot be kept there "
                f"({error.strerror or error}); the next session has to make them again"
            )

    def _touch(self, key: str) -> None:
        """Note that `key` was used, for this run and for the order of eviction."""
        path = self._path(key)
        with self._lock:
            fresh = path not in self._used
            self._used.add(path)
        if fresh:
            self._files.touch(path)

    def _remove(self, key: str) -> None:
        with suppress(OSError):
            self._path(key).unlink()
