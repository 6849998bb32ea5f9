"""The sound formats that a phone may be given, by the suffix of the file."""

from __future__ import annotations

from pathlib import Path

from voicemat.errors import UsageError

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}
"""Source: IANA's registry of media types, and, for FLAC and WAV, what browsers go by."""


def is_finished(name: str) -> bool:
    """Whether `name` is that of a sound file, by its suffix, and not of a routine."""
    return Path(name).suffix.lower() in MEDIA_TYPES


def media_type(path: Path) -> str:
    """The media type of a sound file. Raises UsageError for a suffix that is none."""
    try:
        return MEDIA_TYPES[path.suffix.lower()]
    except KeyError:
        raise UsageError(
            f"{path} cannot be shared: it is no sound file that a phone plays",
            advice=f"share one of {', '.join(MEDIA_TYPES)}",
        ) from None
