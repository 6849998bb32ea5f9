"""The mat clock: how long the listener has lain on the mat, and may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voicemat.timeline.model import MarkerKind, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class MatTime:
    """Frames on the mat up to a moment, in the whole session, and at most by the routine (None
    where it names no limit); `lying` tells whether the listener lies on it now.
    """

    gone: int
    planned: int
    cap: int | None
    lying: bool


def mat_time(timeline: Timeline, frame: int) -> MatTime | None:
    """The time on the mat at `frame`; None for a session off the mat."""
    stretches = [
        (marker.start, marker.end) for marker in timeline.markers if marker.kind is MarkerKind.MAT
    ]
    if not stretches:
        return None
    return MatTime(
        gone=_length((start, min(end, frame)) for start, end in stretches if start < frame),
        planned=_length(stretches),
        cap=timeline.mat_cap,
        lying=any(start <= frame < end for start, end in stretches),
    )


def _length(stretches: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in stretches)
