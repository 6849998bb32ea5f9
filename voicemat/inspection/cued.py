"""Where the timeline itself asks for a change in loudness."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from voicemat import units
from voicemat.timeline.model import Bus, BusName, Clip, MediaKind, Timeline

Stretch = tuple[int, int]

MARGIN = units.RATE // 10
"""Frames before and after what is cued: its edges."""

ONSET = units.frames(3)
"""Frames in which any cue may change fast."""

RELEASE = units.frames(4)
"""Frames at a cue's end in which it must go softly. Until then it rings, and a bowl beats by
several dB."""

SHORT_FADE = units.frames(15)
"""A longer fade must be smooth and excuses nothing: 60 dB by a quarter of a sine move by at most
60 x pi/2 x 0.4 / 15 = 2.5 dB in 400 ms."""


def cued(timeline: Timeline) -> tuple[Stretch, ...]:
    """Stretches in which the loudness may change at once: frames, merged, in order of time."""
    found = sorted(
        (max(start - MARGIN, 0), end + MARGIN)
        for bus in timeline.buses
        for start, end in _of_bus(bus)
    )
    merged: list[Stretch] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _of_bus(bus: Bus) -> Iterator[Stretch]:
    for duck in bus.ducks:
        yield duck.start, duck.down
        yield duck.up, duck.end
    for before, after in pairwise(bus.automation):
        if before.gain != after.gain:
            yield before.frame, after.frame
    for track in bus.tracks:
        for clip in track.clips:
            yield from _of_clip(clip, bus.name)


def _of_clip(clip: Clip, bus: BusName) -> Iterator[Stretch]:
    if bus is BusName.VOICE or clip.media.kind is MediaKind.BREATH:
        # A breath tone swells and goes as long as it sounds.
        yield clip.start, clip.end
    elif bus is BusName.CUES:
        yield clip.start, max(min(clip.start + ONSET, clip.end), clip.end - RELEASE)
    rise = clip.fade_in.frames if clip.fade_in else 0
    fall = clip.fade_out.frames if clip.fade_out else 0
    if 0 < rise < SHORT_FADE:
        yield clip.start, clip.start + rise
    if 0 < fall < SHORT_FADE:
        yield clip.end - fall, clip.end
