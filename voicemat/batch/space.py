"""Whether what is wanted will fit where it goes."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from voicemat import units
from voicemat.errors import FileError
from voicemat.exporter import STEMS, Quality, parse_quality
from voicemat.pipeline import parse_length
from voicemat.production import Order
from voicemat.script.model import Header

KILOBITS = {"mp3": 128, "m4a": 128, "m4b": 128, "opus": 96, "flac": 1700, "wav": 2304}
"""Per second, by format, at standard quality. For FLAC that of rain, which has much to keep."""

UNKNOWN = KILOBITS["wav"]
"""For a format that is not in the table: no more than sound that is not coded."""

MORE = {Quality.SMALL: 0.67, Quality.STANDARD: 1.0, Quality.HIGH: 1.67}
"""By how much the qualities differ in any format, at the most."""

USUAL_LENGTH = units.frames(20 * 60)
"""Frames that a session is taken to last of which nobody has said how long it is."""

BESIDE = 1 << 20
"""Bytes of a file that do not grow with its length: its tag, its picture."""


def expected(order: Order, header: Header) -> int:
    """About how many frames an order's session has. Raises UsageError for a length that is none."""
    if order.length:
        return parse_length(order.length)
    return units.frames(header.length.target) if header.length else USUAL_LENGTH


def about(order: Order, frames: int) -> int:
    """About how many bytes an order takes whose session has `frames` frames."""
    files = 1 + (len(STEMS) if order.stems else 0)
    quality = parse_quality(order.quality)
    if isinstance(quality, Quality):
        rate = KILOBITS.get(order.format or "", UNKNOWN) * MORE[quality]
    else:
        rate = quality
    return files * (round(rate * 125 * units.seconds(frames)) + BESIDE)


def check_space(folder: Path, sizes: Iterable[int], replaced: int = 0) -> None:
    """Raises FileError where files of `sizes` bytes will not fit into `folder`, in which they take
    the place of `replaced` bytes. A file is replaced when the new one is whole, so the largest has
    to fit beside what is there.
    """
    wanted = list(sizes)
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return  # writing tells what is wrong
    if not wanted or not usage.total:  # some phones do not tell
        return
    needed = max(sum(wanted) - replaced, max(wanted))
    if needed > usage.free:
        raise FileError(
            f"{folder} has {_size(usage.free)} free, and what is to come takes about "
            f"{_size(needed)}",
            advice="free some room, choose fewer or shorter sessions, or a smaller format",
        )


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
