"""Chapters, told twice: as a QuickTime text track, which Apple's players show, and as Nero's list,
which most others do.

Sources: Apple, "QuickTime File Format", Chapter Lists and Text Media; Nero's `chpl` as FFmpeg and
mutagen read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicemat.exporter.encoders.mp4.boxes import Box, full_box, number
from voicemat.timeline.model import Chapter
from voicemat.units import RATE

NERO_TICKS = 10_000_000
"""Ticks of Nero's times in a second."""

MOST = 255
"""The chapters that Nero's list can count, and the bytes that a title of it can have."""

LONGEST = (1 << 32) - 1
"""Frames that a sample can last: a day."""

UTF_8 = number(12, 4) + b"encd" + number(0x100, 4)
"""Says to QuickTime that a text is UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A sample of the text track, and the frames of the session that it lasts."""

    data: bytes
    frames: int


def texts(chapters: Sequence[Chapter], frames: int) -> tuple[Text, ...]:
    """The samples of the text track, which fill the session of so many frames without a gap."""
    if not chapters:
        return ()
    starts = [chapter.start for chapter in chapters]
    titles = [chapter.title for chapter in chapters]
    if starts[0] > 0:
        starts.insert(0, 0)
        titles.insert(0, "")
    ends = [*starts[1:], frames]
    return tuple(
        Text(data=_sample(title), frames=min(end - start, LONGEST))
        for title, start, end in zip(titles, starts, ends, strict=True)
    )


def _sample(title: str) -> bytes:
    text = _cut(title, 0xFFFF)
    return number(len(text), 2) + text + UTF_8


def nero_list(chapters: Sequence[Chapter]) -> Box:
    """Nero's list: of the first 255 chapters."""
    entries = []
    for chapter in chapters[:MOST]:
        title = _cut(chapter.title, MOST)
        ticks = (2 * chapter.start * NERO_TICKS + RATE) // (2 * RATE)
        entries.append(number(ticks, 8) + number(len(title), 1) + title)
    count = number(len(entries), 1)
    return full_box(b"chpl", bytes(4), count, *entries, version=1)


def _cut(text: str, size: int) -> bytes:
    """The beginning of a text that takes so many bytes in UTF-8, in whole characters."""
    return text.encode()[:size].decode(errors="ignore").encode()
