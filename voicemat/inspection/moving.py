"""How far the loudness may move at each place: as far as the beds that sound there move by nature.

Music has notes, and a note may rise from its pad by more than hiss ever does; a session is not at
fault for what it was asked to play. Of several beds at once the liveliest counts: the power of
unrelated sounds adds, so their sum moves by no more than one of them does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.loudness import BLOCK_STEPS, STEP
from voicemat.timeline.model import Clip, Media, MediaKind, Timeline

Motion = Callable[[Media], float]
"""By how many LU the momentary loudness of a medium moves of itself in 400 ms, at the most."""

LIMIT = 3.0
"""LU within 400 ms: a change that is noticed at once."""

MARGIN = 1.0
"""LU over a bed's own motion: what a seam, a second bed or its level may add."""

SPAN = 2 * BLOCK_STEPS
"""Steps from the beginning of one moment of loudness to the end of the one that follows it."""

BEDS = frozenset({MediaKind.BED, MediaKind.ENDLESS})


def still(_: Media) -> float:
    """The motion of beds of which nothing is known: none."""
    return 0.0


def limits(timeline: Timeline, motion: Motion, count: int) -> NDArray[np.float64]:
    """LU by which the loudness may move from the moment that begins with each of `count` steps of
    100 ms to the next, shape (count,).
    """
    found = np.full(count, LIMIT)
    figures: dict[Media, float] = {}
    for clip in _beds(timeline):
        if clip.media not in figures:
            figures[clip.media] = motion(clip.media) + MARGIN
        heard = found[max(clip.start // STEP - SPAN + 1, 0) : -(-clip.end // STEP)]
        np.maximum(heard, figures[clip.media], out=heard)
    return found


def _beds(timeline: Timeline) -> Iterator[Clip]:
    for bus in timeline.buses:
        for track in bus.tracks:
            for clip in track.clips:
                if clip.media.kind in BEDS:
                    yield clip
