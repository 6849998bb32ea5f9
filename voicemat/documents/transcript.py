"""What is heard in a session, to be read: chapters, sentences, sounds and silences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from voicemat.timeline.model import BusName, Clip, MediaKind, Timeline
from voicemat.timeline.sentences import Sentence, printable, sentences
from voicemat.units import RATE

PARAGRAPH = 4 * RATE
"""Frames of silence between two sentences from which on the next begins a paragraph."""

QUIET = 20 * RATE
"""Frames without a word, a cue or a breath tone from which on a reader is told of them. Those below
are the pace of a meditation, and no news."""

_FINE = 120
"""Seconds up to which a silence is told to 5 s; a longer one is told to the minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Sentences that belong together, from frame `start` on."""

    start: int
    end: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is heard besides speech, in words: ``bowl``, ``breath tones for 40 seconds``,
    ``quiet for 2 minutes``.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A chapter and what is heard in it, in order of time."""

    title: str
    start: int
    parts: tuple[Paragraph | Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A whole session. `title` and `summary` are one line each; `voice` may be empty."""

    title: str
    summary: str
    language: str
    voice: str
    frames: int
    sections: tuple[Section, ...]


def transcript(timeline: Timeline) -> Transcript:
    """The transcript of a timeline."""
    tags = timeline.tags
    heard: list[Paragraph | Remark] = [
        *_spoken(timeline),
        *_strikes(timeline),
        *_breath_tones(timeline),
    ]
    heard.sort(key=_start)
    # Beds go on under everything: they begin, and nothing waits for their end.
    parts = [*_music(timeline), *heard, *_silences(heard, timeline.frames)]
    parts.sort(key=_start)
    return Transcript(
        title=printable(tags.title),
        summary=printable(tags.summary),
        language=tags.language,
        voice=printable(tags.voice),
        frames=timeline.frames,
        sections=tuple(_sections(timeline, parts)),
    )


def _start(part: Paragraph | Remark | Clip) -> int:
    return part.start


def _sections(timeline: Timeline, parts: list[Paragraph | Remark]) -> Iterator[Section]:
    chapters = sorted(timeline.chapters, key=lambda chapter: chapter.start)
    starts = [chapter.start for chapter in chapters]

    def number(part: Paragraph | Remark) -> int:
        return max(bisect_right(starts, part.start) - 1, 0)

    inside = {index: tuple(found) for index, found in groupby(parts, key=number)}
    if not chapters:
        yield Section(title="", start=0, parts=inside.get(0, ()))
    for index, chapter in enumerate(chapters):
        yield Section(
            title=printable(chapter.title), start=chapter.start, parts=inside.get(index, ())
        )


def _spoken(timeline: Timeline) -> Iterator[Paragraph]:
    """The paragraphs: a longer silence or a chapter begins another."""
    starts = [chapter.start for chapter in timeline.chapters]
    group: list[Sentence] = []
    for sentence in sentences(timeline):
        if group and (
            sentence.start - group[-1].end >= PARAGRAPH
            or any(group[-1].start < start <= sentence.start for start in starts)
        ):
            yield _paragraph(group)
            group = []
        group.append(sentence)
    if group:
        yield _paragraph(group)


def _paragraph(group: list[Sentence]) -> Paragraph:
    return Paragraph(
        start=group[0].start,
        end=max(sentence.end for sentence in group),
        sentences=tuple(sentence.text for sentence in group),
    )


def _clips(timeline: Timeline, bus: BusName, *kinds: MediaKind) -> list[Clip]:
    return sorted(
        (
            clip
            for found in timeline.buses
            if found.name == bus
            for track in found.tracks
            for clip in track.clips
            if clip.media.kind in kinds
        ),
        key=_start,
    )


def _strikes(timeline: Timeline) -> Iterator[Remark]:
    """Each cue; one that is struck again while it rings is told once."""
    found: list[tuple[str, int, int, int]] = []
    for clip in _clips(timeline, BusName.CUES, MediaKind.CUE):
        name = printable(clip.media.name)
        if found and found[-1][0] == name and clip.start <= found[-1][2]:
            _, start, end, times = found.pop()
            found.append((name, start, max(end, clip.end), times + 1))
        else:
            found.append((name, clip.start, clip.end, 1))
    for name, start, end, times in found:
        text = name if times == 1 else f"{name}, {times} times"
        yield Remark(start=start, end=end, text=text)


def _breath_tones(timeline: Timeline) -> Iterator[Remark]:
    """Breath tones that follow one another, as one remark."""
    run: Remark | None = None
    for clip in _clips(timeline, BusName.CUES, MediaKind.BREATH):
        if run is not None and clip.start <= run.end:
            run = replace(run, end=max(run.end, clip.end))
            continue
        if run is not None:
            yield _told("breath tones for", run)
        run = Remark(start=clip.start, end=clip.end, text="")
    if run is not None:
        yield _told("breath tones for", run)


def _told(what: str, remark: Remark) -> Remark:
    return replace(remark, text=f"{what} {length(remark.end - remark.start)}")


def _music(timeline: Timeline) -> Iterator[Remark]:
    """The beds, whenever they become others."""
    before: tuple[str, ...] = ()
    clips = _clips(timeline, BusName.MUSIC, MediaKind.BED, MediaKind.ENDLESS)
    for start, group in groupby(clips, key=_start):
        names = tuple(_name(clip) for clip in group)
        if names != before:
            yield Remark(start=start, end=start, text=f"music: {' and '.join(names)}")
        before = names


def _name(clip: Clip) -> str:
    """A bed's name; of a person's own file or folder, the last part of its path."""
    return printable(clip.media.name.replace("\\", "/").rstrip("/").rpartition("/")[2])


def _silences(heard: list[Paragraph | Remark], frames: int) -> Iterator[Remark]:
    """The stretches between what is heard, from the beginning to the end, that are long."""
    end = 0
    for part in heard:
        if part.start - end >= QUIET:
            yield _quiet(end, part.start)
        end = max(end, part.end)
    if frames - end >= QUIET:
        yield _quiet(end, frames)


def _quiet(start: int, end: int) -> Remark:
    return _told("quiet for", Remark(start=start, end=end, text=""))


def length(frames: int) -> str:
    """A duration as a person says it: ``40 seconds``, ``1 minute 25 seconds``, ``7 minutes``.

    To 5 s, from two minutes on to the minute, rounded half up, and never nothing.
    """
    seconds = max((frames + 5 * RATE // 2) // (5 * RATE) * 5, 5)
    if seconds >= _FINE:
        seconds = (frames + 30 * RATE) // (60 * RATE) * 60
    parts = [
        f"{count} {unit}" if count == 1 else f"{count} {unit}s"
        for count, unit in (
            (seconds // 3600, "hour"),
            (seconds // 60 % 60, "minute"),
            (seconds % 60, "second"),
        )
        if count
    ]
    return " ".join(parts)
