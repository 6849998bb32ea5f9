"""Where a session that is being played can go over into a revised one without cutting a word.

A bridge lies in the quiet after a sentence that both timelines have: the old one is left there,
and the new one entered as long after the same sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicemat.timeline.comparison import pair_sentences, spoken
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Marker,
    MarkerKind,
    Timeline,
    Track,
)
from voicemat.units import RATE

CROSSFADE = 2 * RATE
"""Frames over which the old session becomes the new one, where the quiet is long enough: 2 s."""

SHORTEST_CROSSFADE = RATE // 4
"""Frames below which a crossfade of music would be heard as a change: 0.25 s."""

MARGIN = RATE
"""Frames between the playhead and the earliest change: 1 s, in which the new sound is rendered."""


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

    def crossfade(self, leave: int) -> int:
        """The frames that going over may take."""
        return min(CROSSFADE, self.until - leave)


def find_bridges(old: Timeline, new: Timeline) -> tuple[Bridge, ...]:
    """All bridges from `old` to `new`, in order of time."""
    before, after = _moments(old), _moments(new)
    free_before, free_after = _free(before, old.frames), _free(after, new.frames)
    bridges = [
        Bridge(
            first=0,
            until=min(
                before[0].start if before else old.frames, after[0].start if after else new.frames
            ),
            shift=0,
        )
    ]
    for pair in pair_sentences(before, after):
        if pair.old is not None and pair.new is not None:
            room = min(free_before[pair.old.start], free_after[pair.new.start])
            bridges.append(
                Bridge(
                    first=pair.old.end,
                    until=pair.old.end + room,
                    shift=pair.new.end - pair.old.end,
                )
            )
    return tuple(bridges)


def _moments(timeline: Timeline) -> tuple[Clip, ...]:
    """What must not be cut, as clips: sentences, and guided breaths with all that belongs to
    them.
    """
    breaths = [marker for marker in timeline.markers if marker.kind is MarkerKind.BREATH]
    said = spoken(timeline)
    media = said[0].media if said else None
    sentences = [
        clip for clip in said if not any(each.start <= clip.start < each.end for each in breaths)
    ]
    if media is not None:
        sentences += [
            Clip(start=each.start, duration=each.end - each.start, media=media, text="[breathe]")
            for each in breaths
        ]
    return tuple(sorted(sentences, key=lambda clip: clip.start))


def _free(moments: Sequence[Clip], frames: int) -> dict[int, int]:
    """The quiet frames after each moment, by its start."""
    starts = [clip.start for clip in moments[1:]] + [frames]
    return {
        clip.start: max(after - clip.end, 0) for clip, after in zip(moments, starts, strict=True)
    }


def splice(old: Timeline, new: Timeline, leave: int, shift: int) -> Timeline:
    """What is heard, as a timeline: `old` up to frame `leave`, then `new` from `leave` + `shift`.

    Holds speech, chapters and markers alone, which is what a listener sees and moves by.
    """
    clips = [clip for clip in spoken(old) if clip.start < leave]
    clips += [
        replace(clip, start=clip.start - shift)
        for clip in spoken(new)
        if clip.start >= leave + shift
    ]
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
        buses=(Bus(name=BusName.VOICE, tracks=(Track(name="voice", clips=tuple(clips)),)),),
        chapters=tuple(chapters),
        markers=tuple(sorted(markers, key=_start)),
    )


def _go_on(chapters: list[Chapter], chapter: Chapter, leave: int, end: int) -> None:
    """The chapter in which the old timeline is left goes on, under the new one's title."""
    start = leave
    if chapters and chapters[-1].title == chapter.title:
        start = chapters.pop().start
    chapters.append(replace(chapter, start=start, end=end))


def _start(marker: Marker) -> int:
    return marker.start
