"""Times as captions write them. Every one is rounded half up to the format's resolution."""

from __future__ import annotations

from voicemat.units import RATE


def milliseconds(frames: int) -> int:
    """A position in frames in milliseconds, rounded half up."""
    return _rounded(frames, 1000)


def centiseconds(frames: int) -> int:
    """A position in frames in hundredths of a second, rounded half up."""
    return _rounded(frames, 100)


def timestamp(frames: int, mark: str) -> str:
    """``00:01:02.345``: hours of two digits or more, `mark` before the milliseconds."""
    seconds, fraction = divmod(milliseconds(frames), 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}{mark}{fraction:03d}"


def _rounded(frames: int, per_second: int) -> int:
    return (frames * per_second * 2 + RATE) // (2 * RATE)
