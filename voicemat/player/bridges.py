"""Where a session that is being played can go over into a revised one without cutting a word.

A bridge lies in the quiet after a sentence that both timelines have: the old one is left there,
and the new one entered as long after the same sentence. Where several sentences in a row are the
very same at the same distance, the bridge spans them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicemat.compiler.lanes import lanes
from voicemat.timeline.comparison import Fate, pair_sentences, same_until, spoken
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Duck,
    Marker,
    MarkerKind,
    Media,
    MediaKind,
    Timeline,
)
from voicemat.units import RATE

CROSSFADE = 2 * RATE
"""Frames over which the old session becomes the new one, where the quiet is long enough: 2 s."""

SHORTEST_CROSSFADE = RATE // 4
"""Frames below which a crossfade of music would be heard as a change: 0.25 s."""

MARGIN = RATE
"""Frames between the playhead and the earliest change: 1 s, in which the new sound is rendered."""


_BREATH = Media(kind=MediaKind.BREATH, name="guided")
"""What stands for a guided breath with all that belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """The old timeline may be left from frame `first` on, and the new one, at the frame left plus
    `shift`, must have taken over by the old frame `until`.
    """

    first: int
    until: int
    shift: int

    def leave(self, position: int) -> int | None:
        """The frame at which to leave when the playhead is at `position`; None when it is too
        late.
        """
        frame = max(self.first, position + MARGIN)
        return frame if frame + SHORTEST_CROSSFADE <= self.until else None

    def crossfade(self, leave: int, wanted: int = CROSSFADE) -> int:
        """The frames that going over may take, `wanted` at most."""
        return min(wanted, self.until - leave)


def find_bridges(old: Timeline, new: Timeline) -> tuple[Bridge, ...]:
    """All bridges from `old` to `new`, in order of time."""
    before, after = _moments(old), _moments(new)
    free_before, free_after = _free(before, old.frames), _free(after, new.frames)
    until = min(before[0].start if before else old.frames, after[0].start if after else new.frames)
    bridges = [Bridge(first=0, until=until, shift=0)]
    spans = True  # whether the last bridge reaches the pair
    for pair in pair_sentences(before, after):
        if pair.old is None or pair.new is None:
            spans = False
            continue
        room = min(free_before[pair.old.start], free_after[pair.new.start])
        until, shift = pair.old.end + room, pair.new.end - pair.old.end
        last = bridges[-1]
        if spans and pair.moved == last.shift == shift and pair.fate is Fate.SAME:
            bridges[-1] = replace(last, until=until)
        else:
            bridges.append(Bridge(first=pair.old.end, until=until, shift=shift))
        spans = True
    return tuple(bridges)


def _moments(timeline: Timeline) -> tuple[Clip, ...]:
    """What must not be cut, as clips: sentences, and guided breaths with all that belongs to
    them.
    """
    breaths = [marker for marker in timeline.markers if marker.kind is MarkerKind.BREATH]
    sentences = [
        clip
        for clip in spoken(timeline)
        if not any(each.start <= clip.start < each.end for each in breaths)
    ]
    led = [
        Clip(start=each.start, duration=each.end - each.start, media=_BREATH, text="[breathe]")
        for each in breaths
    ]
    return tuple(sorted([*sentences, *led], key=lambda clip: clip.start))


def _free(moments: Sequence[Clip], frames: int) -> dict[int, int]:
    """The quiet frames after each moment, by its start."""
    edges = [clip.start for clip in moments] + [frames]
    return {
        clip.start: max(after - clip.end, 0) for clip, after in zip(moments, edges[1:], strict=True)
    }


def splice(old: Timeline, new: Timeline, leave: int, shift: int) -> Timeline:
    """What is heard, as a timeline: `old` up to frame `leave`, then `new` from `leave` + `shift`.

    For a listener to see and move by; the crossfade is not in it. Where both are the same up to
    there, it is `new` as it is.
    """
    if not shift and same_until(old, new, leave):
        return new
    chapters = [
        replace(chapter, end=min(chapter.end, leave))
        for chapter in old.chapters
        if chapter.start < leave
    ]
    for chapter in new.chapters:
        start, end = chapter.start - shift, chapter.end - shift
        if start >= leave:
            chapters.append(replace(chapter, start=start, end=end))
        elif end > leave:
            _go_on(chapters, chapter, leave, end)
    markers = [marker for marker in old.markers if marker.start < leave]
    markers += [
        replace(marker, start=marker.start - shift, end=marker.end - shift)
        for marker in new.markers
        if marker.start >= leave + shift
    ]
    return replace(
        new,
        frames=new.frames - shift,
        buses=tuple(_spliced(_bus(old, bus.name), bus, leave, shift) for bus in new.buses),
        chapters=tuple(chapters),
        markers=tuple(sorted(markers, key=_start)),
    )


def _bus(timeline: Timeline, name: BusName) -> Bus:
    try:
        return timeline.bus(name)
    except KeyError:
        return Bus(name=name, tracks=())


def _spliced(old: Bus, new: Bus, leave: int, shift: int) -> Bus:
    """A bus that is `old` up to frame `leave` and then `new`."""
    heard = [clip for track in old.tracks for clip in track.clips if clip.start < leave]
    coming = [
        replace(clip, start=clip.start - shift)
        for track in new.tracks
        for clip in track.clips
        if clip.end > leave + shift
    ]
    clips = [clip for clip in coming if clip.start >= leave]
    for clip in coming:
        if clip.start < leave:  # it sounds on both sides, or is entered in its middle
            same = next((was for was in heard if _is_same(was, clip)), None)
            if same is None:
                late = leave - clip.start
                clip = replace(
                    clip, start=leave, duration=clip.duration - late, offset=clip.offset + late
                )
            else:
                heard.remove(same)
            clips.append(clip)
    cut = [
        replace(clip, duration=min(clip.duration, leave - clip.start))
        if old.name in (BusName.MUSIC, BusName.ROOM)
        else clip
        for clip in heard
    ]
    moved = [replace(point, frame=point.frame - shift) for point in new.automation]
    sunk = [
        Duck(
            start=duck.start - shift,
            down=duck.down - shift,
            up=duck.up - shift,
            end=duck.end - shift,
            depth=duck.depth,
        )
        for duck in new.ducks
    ]
    return replace(
        new,
        tracks=lanes(new.name, [*cut, *clips]),
        automation=(
            *(point for point in old.automation if point.frame < leave),
            *(point for point in moved if point.frame >= leave),
        ),
        ducks=(
            *(duck for duck in old.ducks if duck.start < leave),
            *(duck for duck in sunk if duck.start >= leave),
        ),
    )


def _is_same(one: Clip, other: Clip) -> bool:
    return (one.media, one.start, one.offset) == (other.media, other.start, other.offset)


def _go_on(chapters: list[Chapter], chapter: Chapter, leave: int, end: int) -> None:
    """The chapter in which the old timeline is left goes on, under the new one's title."""
    start = leave
    if chapters and chapters[-1].title == chapter.title:
        start = chapters.pop().start
    chapters.append(replace(chapter, start=start, end=end))


def _start(marker: Marker) -> int:
    return marker.start
