"""Two timelines compared: which sentences changed, what moved, and by how many frames."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from voicemat.timeline.model import BusName, Clip, Timeline


class Fate(StrEnum):
    """What became of a sentence."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A sentence in the old timeline and in the new one; one of them is None where it is missing.

    A changed sentence stands where the old one stood.
    """

    old: Clip | None
    new: Clip | None

    @property
    def fate(self) -> Fate:
        """What became of it."""
        if self.old is None:
            return Fate.ADDED
        if self.new is None:
            return Fate.REMOVED
        same = (self.old.text, self.old.media) == (self.new.text, self.new.media)
        return Fate.SAME if same else Fate.CHANGED

    @property
    def moved(self) -> int:
        """By how many frames it begins later; 0 where it is missing from one of them."""
        return self.new.start - self.old.start if self.old and self.new else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterPair:
    """A chapter by its title, its start and length in the old and the new timeline.

    None where it is missing.
    """

    title: str
    old: tuple[int, int] | None
    new: tuple[int, int] | None
    sentences: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is different between two timelines."""

    old_frames: int
    new_frames: int
    chapters: tuple[ChapterPair, ...]

    @property
    def sentences(self) -> tuple[Pair, ...]:
        """All sentences, in order."""
        return tuple(pair for chapter in self.chapters for pair in chapter.sentences)

    def count(self, fate: Fate) -> int:
        """How many sentences had this fate."""
        return sum(pair.fate is fate for pair in self.sentences)

    @property
    def moves(self) -> tuple[Pair, ...]:
        """The sentences that are in both and begin at another time."""
        return tuple(pair for pair in self.sentences if pair.moved)


def spoken(timeline: Timeline) -> tuple[Clip, ...]:
    """The spoken clips of a timeline, in order of time."""
    clips = (
        clip
        for bus in timeline.buses
        if bus.name == BusName.VOICE
        for track in bus.tracks
        for clip in track.clips
    )
    return tuple(sorted(clips, key=lambda clip: clip.start))


def pair_sentences(old: Sequence[Clip], new: Sequence[Clip]) -> tuple[Pair, ...]:
    """Each sentence with its counterpart, in order; sentences between two that stayed are taken
    for changed ones as far as there are as many.
    """
    pairs: list[Pair] = []
    matcher = SequenceMatcher(
        None, [clip.text for clip in old], [clip.text for clip in new], autojunk=False
    )
    for _, first, last, new_first, new_last in matcher.get_opcodes():
        before, after = old[first:last], new[new_first:new_last]
        pairs.extend(Pair(old=was, new=now) for was, now in zip_longest(before, after))
    return tuple(pairs)


def same_until(one: Timeline, other: Timeline, frame: int) -> bool:
    """Whether the same begins in both before `frame`. How long beds last does not count."""
    return _begun(one, frame) == _begun(other, frame)


def _begun(timeline: Timeline, frame: int) -> tuple[object, ...]:
    lasting = (BusName.MUSIC, BusName.ROOM, BusName.TONES)
    found: list[tuple[object, ...]] = [
        (
            bus.name,
            bus.gain,
            [point for point in bus.automation if point.frame < frame],
            [(duck.start, duck.down, duck.depth) for duck in bus.ducks if duck.start < frame],
            sorted(
                (
                    clip.start,
                    clip.media.name,
                    clip.offset,
                    clip.gain,
                    clip.fade_in.frames if clip.fade_in else 0,
                    0 if bus.name in lasting else clip.duration,
                )
                for track in bus.tracks
                for clip in track.clips
                if clip.start < frame
            ),
        )
        for bus in timeline.buses
    ]
    return tuple(found)


def compare(old: Timeline, new: Timeline) -> Comparison:
    """What is different in `new`."""
    titles = _aligned(
        [chapter.title for chapter in old.chapters], [chapter.title for chapter in new.chapters]
    )
    grouped: dict[tuple[int | None, int | None], list[Pair]] = {pair: [] for pair in titles}
    of_new = {number: pair for pair in titles if (number := pair[1]) is not None}
    of_old = {number: pair for pair in titles if (number := pair[0]) is not None}
    for pair in pair_sentences(spoken(old), spoken(new)):
        if pair.new is not None:
            chapter = of_new[_chapter(new, pair.new)]
        else:
            assert pair.old is not None
            chapter = of_old[_chapter(old, pair.old)]
        grouped[chapter].append(pair)
    return Comparison(
        old_frames=old.frames,
        new_frames=new.frames,
        chapters=tuple(
            ChapterPair(
                title=(old if was is not None else new).chapters[was or now or 0].title,
                old=None if was is None else _extent(old, was),
                new=None if now is None else _extent(new, now),
                sentences=tuple(pairs),
            )
            for (was, now), pairs in grouped.items()
        ),
    )


def _aligned(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[int | None, int | None], ...]:
    """The indices of chapters of the same title, in order, each with None where it is alone."""
    pairs: list[tuple[int | None, int | None]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            pairs.extend(zip(range(first, last), range(new_first, new_last), strict=True))
        else:
            pairs.extend((number, None) for number in range(first, last))
            pairs.extend((None, number) for number in range(new_first, new_last))
    return tuple(pairs)


def _chapter(timeline: Timeline, clip: Clip) -> int:
    starts = [chapter.start for chapter in timeline.chapters]
    return max(bisect_right(starts, clip.start) - 1, 0)


def _extent(timeline: Timeline, number: int) -> tuple[int, int]:
    chapter = timeline.chapters[number]
    return chapter.start, chapter.end - chapter.start
