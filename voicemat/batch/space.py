"""Whether what is wanted will fit where it goes."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from voicemat import units
from voicemat.errors import FileError
from voicemat.exporter import STEMS
from voicemat.production import Order

BYTES_A_SECOND = {"mp3": 16_000, "wav": 288_000}
"""Of a finished file, by format: 128 kb/s, and 24 bits of two channels at 48 kHz."""

UNKNOWN = 288_000
"""Bytes a second of a format that is not in the table: no more than sound that is not coded."""

BESIDE = 1 << 20
"""Bytes of a file that do not grow with its length: its tag, its picture."""


def about(order: Order, frames: int) -> int:
    """About how many bytes an order takes whose session has `frames` frames."""
    files = 1 + (len(STEMS) if order.stems else 0)
    rate = BYTES_A_SECOND.get(order.format or "", UNKNOWN)
    return files * (round(rate * units.seconds(frames)) + BESIDE)


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
