"""A person's own takes: read from her files, and known by what they hold."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Lock

import numpy as np

from voicemat.errors import FileError
from voicemat.sound.decoding import decode_whole
from voicemat.speech.engine import Take
from voicemat.units import RATE

LARGEST = 200 << 20
"""Bytes: an hour of speech as WAV. A larger file is no sentence."""


class TakeDigests:
    """The digest of each file's content, read again only when the file has changed.

    Safe for threads.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[str, tuple[tuple[int, int], str]] = {}

    def digest(self, path: str) -> str:
        """The SHA-256 of a file. Raises FileError when it cannot be read or is no sentence."""
        try:
            status = Path(path).stat()
            stamp = (status.st_mtime_ns, status.st_size)
            with self._lock:
                known = self._known.get(path)
            if known and known[0] == stamp:
                return known[1]
            if status.st_size > LARGEST:
                raise FileError(f"{path}: this is too large for one sentence")
            digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        except OSError as error:
            raise FileError(f"{path}: it cannot be read: {error.strerror}") from error
        with self._lock:
            self._known[path] = (stamp, digest)
        return digest


def read_take(path: str) -> Take:
    """The take in a sound file of any kind, its channels mixed to one. Raises FileError."""
    samples = decode_whole(Path(path))
    return Take(samples=np.ascontiguousarray(samples.mean(axis=1, dtype=np.float32)), rate=RATE)
