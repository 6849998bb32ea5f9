"""OpenTimelineIO: the session for the editors that read it (Resolve, Hiero, Kdenlive and others).

Source: the OpenTimelineIO documentation, "Timeline Structure" and "Time Ranges".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicemat.documents.subject import Subject
from voicemat.errors import MissingError
from voicemat.timeline.model import Clip, Timeline
from voicemat.timeline.sentences import printable, sentences

if TYPE_CHECKING:
    import opentimelineio as otio


def timeline_otio(subject: Subject) -> bytes:
    """The session as OTIO's JSON, every time exact, at the rate of the sound.

    With stems, one track for each, cut where something begins and ends: a sentence, a cue, a bed is
    a clip that can be moved, and refers to its place in the stem. What overlaps is one clip.
    Without stems there is one track with the whole mix, which cannot be taken apart. Chapters and
    sentences are markers. Raises MissingError without the package opentimelineio.
    """
    try:
        import opentimelineio as otio
    except ImportError as error:
        raise MissingError(
            f"OpenTimelineIO cannot be loaded: {error}", advice='pip install "voicemat[otio]"'
        ) from error
    timeline = subject.timeline
    made = otio.schema.Timeline(
        name=printable(timeline.tags.title),
        global_start_time=otio.opentime.RationalTime(0, timeline.rate),
    )
    writer = _Writer(timeline)
    if subject.stems:
        for stem in subject.stems:
            made.tracks.append(writer.stem(stem.name, stem.file, _segments(timeline, stem.buses)))
    else:
        made.tracks.append(writer.stem("mix", subject.sound, [writer.whole]))
    made.tracks.markers.extend(writer.markers())
    return f"{made.to_json_string(indent=2)}\n".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    """A stretch of a stem in which something sounds."""

    name: str
    start: int
    end: int


def _segments(timeline: Timeline, buses: Iterable[str]) -> list[_Segment]:
    """What sounds on some buses, in order of time; what overlaps is one."""
    wanted = frozenset(buses)
    clips = sorted(
        (
            clip
            for bus in timeline.buses
            if bus.name in wanted
            for track in bus.tracks
            for clip in track.clips
            if clip.start < timeline.frames
        ),
        key=lambda clip: clip.start,
    )
    found: list[_Segment] = []
    for clip in clips:
        end = min(clip.end, timeline.frames)
        if found and clip.start < found[-1].end:
            last = found.pop()
            names = dict.fromkeys([*last.name.split(" + "), _name(clip)])
            found.append(_Segment(name=" + ".join(names), start=last.start, end=max(last.end, end)))
        elif end > clip.start:
            found.append(_Segment(name=_name(clip), start=clip.start, end=end))
    return found


def _name(clip: Clip) -> str:
    return printable(clip.text) or printable(clip.media.name.replace("\\", "/").rpartition("/")[2])


class _Writer:
    """Makes what OTIO's timeline consists of."""

    def __init__(self, timeline: Timeline) -> None:
        import opentimelineio as otio

        self._otio = otio
        self._timeline = timeline
        self.whole = _Segment(name=printable(timeline.tags.title), start=0, end=timeline.frames)

    def _range(self, start: int, end: int) -> otio.opentime.TimeRange:
        rate = self._timeline.rate
        time = self._otio.opentime.RationalTime
        return self._otio.opentime.TimeRange(time(start, rate), time(end - start, rate))

    def stem(self, name: str, file: str, segments: Iterable[_Segment]) -> otio.schema.Track:
        """A track with the segments of a file, and gaps between them."""
        schema = self._otio.schema
        track = schema.Track(name=name, kind=schema.TrackKind.Audio)
        at = 0
        for segment in segments:
            if segment.start > at:
                track.append(schema.Gap(source_range=self._range(0, segment.start - at)))
            track.append(
                schema.Clip(
                    name=segment.name,
                    media_reference=schema.ExternalReference(
                        target_url=quote(file),
                        available_range=self._range(0, self._timeline.frames),
                    ),
                    source_range=self._range(segment.start, segment.end),
                )
            )
            at = segment.end
        if at < self._timeline.frames:
            track.append(schema.Gap(source_range=self._range(0, self._timeline.frames - at)))
        return track

    def markers(self) -> Iterator[otio.schema.Marker]:
        """The chapters, then the sentences."""
        colour = self._otio.schema.MarkerColor
        for chapter in self._timeline.chapters:
            yield self._marker("chapter", chapter.title, chapter.start, chapter.end, colour.ORANGE)
        for said in sentences(self._timeline):
            yield self._marker("sentence", said.text, said.start, said.end, colour.CYAN)

    def _marker(
        self, kind: str, name: str, start: int, end: int, colour: str
    ) -> otio.schema.Marker:
        return self._otio.schema.Marker(
            name=printable(name),
            marked_range=self._range(start, end),
            color=colour,
            metadata={"voicemat": {"kind": kind}},
        )
