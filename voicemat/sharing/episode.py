"""What is shared: a finished sound file, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from voicemat.errors import FileError
from voicemat.exporter import Metadata
from voicemat.timeline.model import Timeline

BLOCK = 1 << 20
"""Bytes that are read at once."""

DIGEST_BYTES = 10
"""Enough for a name that two different files never share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A finished file at `path`, which a phone saves under `name`, its timeline, and what it says
    of itself.
    """

    path: Path
    name: str
    timeline: Timeline
    metadata: Metadata


def digest(path: Path) -> str:
    """The name of a file's content, in hexadecimal: the same for the same bytes, whatever the
    file is called. Raises FileError.
    """
    state = blake2b(digest_size=DIGEST_BYTES)
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                state.update(block)
    except OSError as error:
        raise FileError(f"{path}: it cannot be read: {error.strerror}") from error
    return state.hexdigest()
