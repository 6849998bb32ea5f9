"""Puts clips on as few tracks as hold them without overlap."""

from __future__ import annotations

from collections.abc import Iterable

from voicemat.timeline.model import Clip, Track


def lanes(name: str, clips: Iterable[Clip]) -> tuple[Track, ...]:
    """Tracks called `name 1`, `name 2` ...; each clip goes on the first that is free."""
    rows: list[list[Clip]] = []
    for clip in sorted(clips, key=lambda clip: clip.start):
        for row in rows:
            if row[-1].end <= clip.start:
                row.append(clip)
                break
        else:
            rows.append([clip])
    return tuple(
        Track(name=f"{name} {number}", clips=tuple(row)) for number, row in enumerate(rows, 1)
    )
