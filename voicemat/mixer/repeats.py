"""Where a mix repeats: the stretches in which nothing sounds but loops at a constant level.

Most of a session to fall asleep to is such a stretch. Who knows them need not compute, nor
encode, the same sound for hours. A pure function of the timeline; no sample is looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import lcm

from voicemat.dsp.limiter import REACH
from voicemat.mixer.gain import CONTROL
from voicemat.timeline.automation import level_at
from voicemat.timeline.model import Bus, Clip, Media, Point, Timeline, Track

ENDLESS = 1 << 40
"""Frames of a timeline without an end: 265 days."""

MARGIN = REACH + CONTROL
"""Frames around a change in which the mix is not steady yet: the limiter looks as far to either
side, and a bus gain moves up to the next computed one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """How a medium repeats: from its frame `settled` on, after every `period` frames."""

    period: int
    settled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """Stretches of a session in which one and the same periodic sound is all there is.

    At every frame of `stretches`, pairs of the first frame and the one after the last, the mix of
    the session is, bit for bit, that of `timeline`. And that has, from the start of the first
    stretch on and without end, the same sample at t + `period` as at t.
    """

    period: int
    stretches: tuple[tuple[int, int], ...]
    timeline: Timeline


def steady_stretches(
    timeline: Timeline, loop: Callable[[Media], Loop | None]
) -> tuple[Steady, ...]:
    """The steady stretches of a session, those of the same sound together, in order of time.

    `loop` tells how a medium repeats, and None of one that does not. A stretch in which nothing
    sounds at all has a period of one frame.
    """
    loops = {media: loop(media) for media in _media(timeline)}
    stretches: dict[tuple[Bus, ...], list[tuple[int, int]]] = defaultdict(list)
    sounds: dict[tuple[Bus, ...], tuple[Bus, ...]] = {}
    buses = [_Sounding(bus) for bus in timeline.buses]
    for start, end in _gaps(_changes(timeline, loops), timeline.frames):
        sound = tuple(bus for sounding in buses if (bus := sounding.at(start)) is not None)
        same = tuple(_in_phase(bus, loops) for bus in sound)
        sounds.setdefault(same, sound)
        stretches[same].append((start, end))
    return tuple(
        Steady(
            period=lcm(*(_loop_of(clip, loops).period for clip in _clips(same))),
            stretches=tuple(found),
            timeline=replace(timeline, frames=ENDLESS, buses=sounds[same], chapters=(), markers=()),
        )
        for same, found in stretches.items()
    )


def _media(timeline: Timeline) -> set[Media]:
    return {clip.media for clip in _clips(timeline.buses)}


def _clips(buses: Iterable[Bus]) -> Iterator[Clip]:
    for bus in buses:
        for track in bus.tracks:
            yield from track.clips


def _loop_of(clip: Clip, loops: dict[Media, Loop | None]) -> Loop:
    found = loops[clip.media]
    assert found is not None  # else all of the clip is a change
    return found


def _changes(timeline: Timeline, loops: dict[Media, Loop | None]) -> Iterator[tuple[int, int]]:
    """The stretches, in any order, in which something else than loops sounds or a level moves."""
    for clip in _clips(timeline.buses):
        found = loops[clip.media]
        if found is None:
            yield clip.start, clip.end
            continue
        fade_in = clip.fade_in.frames if clip.fade_in else 0
        fade_out = clip.fade_out.frames if clip.fade_out else 0
        yield clip.start, clip.start + max(fade_in, found.settled - clip.offset, 0)
        yield clip.end - fade_out, clip.end
    for bus in timeline.buses:
        for before, after in zip(bus.automation, bus.automation[1:], strict=False):
            if before.gain != after.gain:
                yield before.frame, after.frame
        for duck in bus.ducks:
            yield duck.start, duck.down
            yield duck.up, duck.end


def _gaps(changes: Iterable[tuple[int, int]], frames: int) -> Iterator[tuple[int, int]]:
    """What lies between changes, at a distance of `MARGIN`, from 0 to `frames`."""
    steady_from = 0
    for start, end in sorted(changes):
        if start - MARGIN > steady_from:
            yield steady_from, min(start - MARGIN, frames)
        steady_from = max(steady_from, end + MARGIN)
        if steady_from >= frames:
            return
    if frames - MARGIN > steady_from:
        yield steady_from, frames - MARGIN


class _Sounding:
    """What a bus plays, at a frame at which nothing changes."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._starts = [[clip.start for clip in track.clips] for track in bus.tracks]

    def at(self, frame: int) -> Bus | None:
        """The bus with the clips that sound at `frame`, for ever, at the level that it has there;
        None when it is silent.
        """
        clips = [
            clip
            for track, starts in zip(self._bus.tracks, self._starts, strict=True)
            for clip in _clip_at(track, starts, frame)
        ]
        if not clips:
            return None
        level = level_at(self._bus.automation, frame)
        for duck in self._bus.ducks:
            if duck.start <= frame < duck.end:
                level -= duck.depth
        return replace(
            self._bus,
            tracks=tuple(Track(name=f"steady {n}", clips=(c,)) for n, c in enumerate(clips)),
            automation=(Point(frame=0, gain=level),),
            ducks=(),
        )


def _clip_at(track: Track, starts: Sequence[int], frame: int) -> Iterator[Clip]:
    index = bisect_right(starts, frame) - 1
    if index >= 0 and frame < (clip := track.clips[index]).end:
        yield replace(clip, duration=ENDLESS, fade_in=None, fade_out=None, origin=None, text="")


def _in_phase(bus: Bus, loops: dict[Media, Loop | None]) -> Bus:
    """A bus that is equal for all that sounds the same: each clip moved to its first lap."""
    return replace(
        bus,
        tracks=tuple(
            Track(name=track.name, clips=tuple(_first_lap(clip, loops) for clip in track.clips))
            for track in bus.tracks
        ),
    )


def _first_lap(clip: Clip, loops: dict[Media, Loop | None]) -> Clip:
    period = _loop_of(clip, loops).period
    return replace(clip, start=(clip.start - clip.offset) % period, offset=0)
