"""A picture of a session over time: how much is said, how loud the music is, where a cue sounds.

Drawn from the timeline alone, before a sample is rendered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from voicemat.mixer.gain import CONTROL, BusGain, Gain, clip_gain
from voicemat.timeline.model import Bus, BusName, Clip, MediaKind, Timeline

DEPTH = 24.0
"""dB below the loudest moment at which music is drawn as nothing: three for each of the eight
steps of a block character, so that a duck of 8 dB is seen."""

LOOKS = 8
"""Moments looked at in each column of the music."""

MUSIC = (BusName.MUSIC, BusName.TONES)
"""What belongs to the music for a listener."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A session in columns of equal time.

    `voice` is the part of the column's time in which something is said, in relation to the column
    with the most; `music` is the level of the music, 1 at its loudest moment and 0 `DEPTH` below.
    `cues` counts bells, bowls and chimes that are struck in the column, and `breaths` the breath
    tones that begin in it.
    """

    voice: tuple[float, ...]
    music: tuple[float, ...]
    cues: tuple[int, ...]
    breaths: tuple[int, ...]


def draw(timeline: Timeline, columns: int) -> Picture:
    """The picture of a timeline, `columns` wide."""
    edges = [timeline.frames * column // columns for column in range(columns + 1)]
    strikes = _clips(timeline, (BusName.CUES,))
    return Picture(
        voice=_in_proportion(_spoken(_clips(timeline, (BusName.VOICE,)), edges)),
        music=_music((bus for bus in timeline.buses if bus.name in MUSIC), edges),
        cues=_begun((clip for clip in strikes if clip.media.kind is MediaKind.CUE), edges),
        breaths=_begun((clip for clip in strikes if clip.media.kind is MediaKind.BREATH), edges),
    )


def _clips(timeline: Timeline, names: tuple[BusName, ...]) -> tuple[Clip, ...]:
    return tuple(
        clip
        for bus in timeline.buses
        if bus.name in names
        for track in bus.tracks
        for clip in track.clips
    )


def _spoken(clips: Iterable[Clip], edges: list[int]) -> list[float]:
    """The frames of each column in which a clip sounds."""
    spoken = [0.0] * (len(edges) - 1)
    for clip in clips:
        first = bisect_right(edges, clip.start) - 1
        for column in range(first, len(spoken)):
            if edges[column] >= clip.end:
                break
            inside = min(clip.end, edges[column + 1]) - max(clip.start, edges[column])
            spoken[column] += inside
    return spoken


def _in_proportion(values: list[float]) -> tuple[float, ...]:
    most = max(values, default=0.0)
    return tuple(min(value / most, 1.0) if most else 0.0 for value in values)


def _begun(clips: Iterable[Clip], edges: list[int]) -> tuple[int, ...]:
    counts = [0] * (len(edges) - 1)
    for clip in clips:
        column = bisect_right(edges, clip.start) - 1
        if column < len(counts):
            counts[column] += 1
    return tuple(counts)


def _music(buses: Iterable[Bus], edges: list[int]) -> tuple[float, ...]:
    """The mean height of each column's moments."""
    loudness = [_Loudness(bus) for bus in buses]
    moments = [
        [
            sum(bus.power(begin + look * (end - begin) // LOOKS) for bus in loudness)
            for look in range(LOOKS)
        ]
        for begin, end in pairwise(edges)
    ]
    most = max((power for column in moments for power in column), default=0.0)
    return tuple(sum(_height(power, most) for power in column) / LOOKS for column in moments)


def _height(power: float, most: float) -> float:
    return max(0.0, 1.0 + 10.0 * log10(power / most) / DEPTH) if power else 0.0


class _Loudness:
    """The power of a bus's gains, as if its media were of one loudness, which they are levelled to
    by their gains.
    """

    def __init__(self, bus: Bus) -> None:
        self._gain = BusGain(bus)
        self._tracks = tuple(
            (track.clips, tuple(clip.start for clip in track.clips)) for track in bus.tracks
        )

    def power(self, frame: int) -> float:
        clips = [
            clips[index]
            for clips, starts in self._tracks
            if (index := bisect_right(starts, frame) - 1) >= 0 and frame < clips[index].end
        ]
        if not clips:
            return 0.0
        bus = _first(self._gain.at(frame - frame % CONTROL, CONTROL))
        return sum((bus * _first(clip_gain(clip, frame - clip.start, 1))) ** 2 for clip in clips)


def _first(gain: Gain) -> float:
    return gain if isinstance(gain, float) else float(gain[0])
