"""Which library decodes what, where there is a choice another one than has written it.

MP3s are written by LAME and read by mpg123. What libsndfile writes is read by miniaudio, whose
decoders are their own, and Opus by FFmpeg, where it is installed. M4A is written by FFmpeg, and
nothing else here reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from voicemat.errors import FileError, MissingError
from voicemat.proof.decoders.decoder import Decoded

_FOLDER = "voicemat.proof.decoders"

DECODERS: Mapping[str, tuple[str, ...]] = {
    "mp3": ("by_libsndfile",),
    "wav": ("by_miniaudio",),
    "flac": ("by_miniaudio",),
    "opus": ("by_ffmpeg", "by_libsndfile"),
    "m4a": ("by_ffmpeg",),
    "m4b": ("by_ffmpeg",),
}
"""For each format the modules to try, in this order."""

ANY = ("by_libsndfile", "by_ffmpeg")
"""For a format of another package, which may be anything."""


def open_decoded(path: Path, format: str) -> Decoded:
    """Begin to decode a file of a format. Raises FileError when it is unreadable, and MissingError
    when no library for it is installed.
    """
    failure: Exception | None = None
    for name in DECODERS.get(format, ANY):
        try:
            decoded: Decoded = import_module(f"{_FOLDER}.{name}").decode(path)
        except (ImportError, FileError) as error:
            failure = failure or error
        else:
            return decoded
    if isinstance(failure, FileError):
        raise failure
    raise MissingError(
        f"nothing that is installed decodes {format}", advice="pip install voicemat[aac]"
    ) from failure
