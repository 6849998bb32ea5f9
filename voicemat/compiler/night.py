"""How a session begins and ends for somebody who wants to sleep: later, longer, or by a timer.

All of it is done to the timeline, so that what is heard, shown and written agree. Words, bells and
guided breaths that have begun are never cut; music never ends abruptly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicemat import units
from voicemat.compiler.duck import ducks
from voicemat.compiler.lanes import lanes
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Duck,
    Fade,
    FadeShape,
    Marker,
    MarkerKind,
    Point,
    Timeline,
)

FADE = units.frames(180)
"""Frames over which the music leaves at the end: three minutes, too slow to be noticed."""

RETURN = units.frames(10)
"""Frames over which music comes back that had left before the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """A listener's wishes, in frames.

    The music plays alone for `delay` before the session begins, to lie down: it shows that all is
    well and how loud it is. From `timer` on, counted from the very beginning, it fades over `FADE`;
    until then it goes on, and nothing new is said or struck after. Without a timer it goes on for
    `then` after the session's end, the fade included.
    """

    delay: int = 0
    timer: int | None = None
    then: int = 0


def for_night(timeline: Timeline, night: Night) -> Timeline:
    """`timeline` as `night` wants it; the very same where it wants nothing."""
    later = _delayed(timeline, night.delay) if night.delay else timeline
    if night.timer is not None:
        return _ending(later, night.timer, FADE)
    if night.then:
        over = min(FADE, night.then // 2)
        return _ending(later, later.frames + night.then - over, over)
    return later


# -- later -----------------------------------------------------------------------------------


def _delayed(timeline: Timeline, by: int) -> Timeline:
    """Everything `by` frames later; what sounds from the beginning on still does."""
    lasting = {BusName.MUSIC, BusName.ROOM}

    def clip(name: BusName, old: Clip) -> Clip:
        if name in lasting and old.start == 0:
            return replace(old, duration=old.duration + by)
        return replace(old, start=old.start + by)

    def bus(old: Bus) -> Bus:
        return replace(
            old,
            tracks=tuple(
                replace(track, clips=tuple(clip(old.name, each) for each in track.clips))
                for track in old.tracks
            ),
            automation=tuple(replace(point, frame=point.frame + by) for point in old.automation),
            ducks=tuple(
                Duck(
                    start=duck.start + by,
                    down=duck.down + by,
                    up=duck.up + by,
                    end=duck.end + by,
                    depth=duck.depth,
                )
                for duck in old.ducks
            ),
        )

    return replace(
        timeline,
        frames=timeline.frames + by,
        buses=tuple(bus(old) for old in timeline.buses),
        chapters=tuple(
            replace(chapter, start=chapter.start + by if chapter.start else 0, end=chapter.end + by)
            for chapter in timeline.chapters
        ),
        markers=tuple(
            replace(marker, start=marker.start + by, end=marker.end + by)
            for marker in timeline.markers
        ),
    )


# -- another end -----------------------------------------------------------------------------


def _ending(timeline: Timeline, asked: int, over: int) -> Timeline:
    """`timeline` with music that fades over `over` frames from `asked` on, or from the end of the
    sentence or guided breath that is under way there.
    """
    breaths = [marker for marker in timeline.markers if marker.kind is MarkerKind.BREATH]
    begun = [marker.end for marker in breaths if marker.start < asked]
    speech = [clip for clip in _clips(timeline, BusName.VOICE) if clip.start < asked]
    start = max([asked, *begun, *(clip.end for clip in speech)])
    events = {
        name: [clip for clip in _clips(timeline, name) if clip.start < start]
        for name in (BusName.VOICE, BusName.CUES, BusName.TONES)
    }
    speech = events[BusName.VOICE] = [
        clip for clip in events[BusName.VOICE] if clip.start < asked or _within(clip, breaths)
    ]
    rings = [clip.end for clip in events[BusName.CUES]]
    frames = max([start + over, *rings])
    fade = Fade(frames=frames - start, shape=FadeShape.DECIBEL)
    music = _lasting(_clips(timeline, BusName.MUSIC), timeline.frames, start, frames, fade)
    if start > timeline.frames and not any(clip.end == frames for clip in music):
        music += _returning(timeline, frames, fade)
    room = _lasting(_clips(timeline, BusName.ROOM), timeline.frames, start, frames, fade)
    events[BusName.TONES] = [_cut(clip, frames, fade) for clip in events[BusName.TONES]]
    sounding = {**events, BusName.MUSIC: music, BusName.ROOM: room}
    return replace(
        timeline,
        frames=frames,
        buses=tuple(
            replace(
                bus,
                tracks=lanes(bus.name, sounding[bus.name]),
                automation=_until(bus.automation, start),
                ducks=ducks(speech, bus.ducks[0].depth, frames) if bus.ducks else (),
            )
            for bus in timeline.buses
        ),
        chapters=_chapters(timeline, start, frames),
        markers=_markers(timeline, start, frames),
    )


def _clips(timeline: Timeline, name: BusName) -> list[Clip]:
    clips = (clip for track in timeline.bus(name).tracks for clip in track.clips)
    return sorted(clips, key=lambda clip: clip.start)


def _within(clip: Clip, breaths: Sequence[Marker]) -> bool:
    return any(breath.start <= clip.start < breath.end for breath in breaths)


def _lasting(clips: Sequence[Clip], end: int, start: int, frames: int, fade: Fade) -> list[Clip]:
    """The clips that began before frame `start`; those that play on there, or to the `end` of the
    session, last to frame `frames`.
    """
    found = []
    for clip in clips:
        leaves = clip.end - (clip.fade_out.frames if clip.fade_out else 0)
        if clip.start >= start:
            continue
        if clip.end == end or leaves >= start:
            clip = _faded(replace(clip, duration=frames - clip.start), fade)
        found.append(clip)
    return found


def _faded(clip: Clip, fade: Fade) -> Clip:
    """`clip` with `fade` at its end, and no fade longer than it."""
    over = min(fade.frames, clip.duration)
    rise = clip.fade_in
    if rise is not None:
        rise = replace(rise, frames=min(rise.frames, clip.duration))
    return replace(clip, fade_in=rise, fade_out=replace(fade, frames=over))


def _cut(clip: Clip, frames: int, fade: Fade) -> Clip:
    return _faded(replace(clip, duration=frames - clip.start), fade) if clip.end > frames else clip


def _returning(timeline: Timeline, frames: int, fade: Fade) -> list[Clip]:
    """The music that played last, from when everything written is over."""
    clips = _clips(timeline, BusName.MUSIC)
    last = max((clip.end for clip in clips), default=0)
    begin = timeline.frames
    rise = Fade(frames=RETURN, shape=FadeShape.DECIBEL)
    return [
        _faded(
            replace(
                clip,
                start=begin,
                duration=frames - begin,
                offset=clip.offset + begin - clip.start,
                fade_in=rise,
            ),
            fade,
        )
        for clip in clips
        if clip.end == last
    ]


def _until(points: Sequence[Point], frame: int) -> tuple[Point, ...]:
    """The points that shape the curve up to `frame`: those before it, and the next."""
    kept = [point for point in points if point.frame <= frame]
    return tuple(points[: len(kept) + 1])


def _chapters(timeline: Timeline, start: int, frames: int) -> tuple[Chapter, ...]:
    kept = [chapter for chapter in timeline.chapters if chapter.start < start]
    return (*kept[:-1], *(replace(chapter, end=frames) for chapter in kept[-1:]))


def _markers(timeline: Timeline, start: int, frames: int) -> tuple[Marker, ...]:
    """What began before frame `start`; who lay on the mat at the end, stays on it."""
    return tuple(
        replace(
            marker,
            end=frames
            if marker.kind is MarkerKind.MAT and marker.end == timeline.frames
            else min(marker.end, frames),
        )
        for marker in timeline.markers
        if marker.start < start
    )
