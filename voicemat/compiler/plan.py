"""Solves the time of a score: which chapters fit, and how long every silence is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from voicemat import units
from voicemat.compiler.score import (
    Anchor,
    Breath,
    ChapterStart,
    CueStrike,
    Event,
    Fit,
    Gap,
    MatEvent,
    MusicFadeEvent,
    Score,
    Silence,
    Speak,
)
from voicemat.compiler.solve import Elastic, Group, allocate
from voicemat.diagnostics import Diagnostic, Findings, Kind
from voicemat.script.model import FadeDirection, MatSide
from voicemat.timeline.utterance import Utterance, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A measured recording: the name by which samples are asked for, its frames, and when each word
    of its text is said, where that is known.
    """

    media: str
    frames: int
    words: tuple[Word, ...] = ()


Recordings = Mapping[Utterance, Recording]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Events with their lengths in frames, and the rigid tail after the last."""

    events: tuple[Event, ...]
    lengths: tuple[int, ...]
    tail: int

    @property
    def frames(self) -> int:
        """The session's length."""
        return sum(self.lengths) + self.tail


def plan(score: Score, recordings: Recordings) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """Every event with its length; exactly as long as asked, or a diagnostic that helps."""
    findings = Findings()
    draft = _Draft(score.events, recordings)
    while score.asked is not None and score.asked < draft.bounds[0]:
        shorter = _without_last_optional(draft.events, findings)
        if shorter is None:
            break
        draft = _Draft(shorter, recordings)
    lengths = draft.anchored(findings)
    if lengths is None:
        return None, findings.all()
    if score.asked is not None:
        least, most = draft.bounds
        total = max(score.asked, least) if most is None else min(max(score.asked, least), most)
        if total != score.asked and score.fit is Fit.EXACT:
            _impossible(score.asked, draft, findings)
            return None, findings.all()
        draft.fill_last(lengths, total, score.mat_cap)
    found = Plan(events=tuple(draft.events), lengths=tuple(lengths), tail=draft.tail)
    _check_chapters(found, findings)
    _check_mat(found, score.mat_cap, findings)
    return found, findings.all()


def time_on_mat(events: Sequence[Event], lengths: Sequence[int]) -> int:
    """Frames that the listener lies on the mat."""
    return sum(length for on, length in zip(_sides(events), lengths, strict=True) if on)


# -- durations -------------------------------------------------------------------------------


def rigid(event: Event, recordings: Recordings) -> int:
    """The frames that an event takes whatever the length; silences are solved apart."""
    match event:
        case Speak():
            return recordings[event.utterance].frames
        case Gap():
            return event.frames
        case Breath():
            return event.cycles * sum(length for _, length in event.phases)
        case CueStrike():
            return (event.times - 1) * event.every + event.clear
        case _:
            return 0


def _tail(events: Sequence[Event], lengths: Sequence[int]) -> int:
    """Frames to add at the end so that the last cue rings out and a written fade completes."""
    after = 0
    tail = 0
    for event, length in zip(reversed(events), reversed(lengths), strict=True):
        rings = length
        if isinstance(event, CueStrike):
            rings = (event.times - 1) * event.every + event.frames
        elif isinstance(event, MusicFadeEvent) and event.direction is FadeDirection.OUT:
            rings = event.over
        tail = max(tail, rings - length - after)
        after += event.least if isinstance(event, Silence) else length
    return tail


@dataclass(frozen=True, slots=True, kw_only=True)
class _Silences:
    """Silences to solve together: as a tree, and the events that they are, in its order."""

    group: Group
    order: tuple[int, ...]

    def put(self, lengths: list[int], share: int) -> None:
        """Solve for `share` frames and note the sizes in `lengths`."""
        for index, size in zip(self.order, allocate(self.group, share), strict=True):
            lengths[index] = size


class _Draft:
    """Events whose rigid lengths are known and whose silences are still to be solved.

    Anchors cut the session into sections with lengths of their own; the last section is what the
    asked length decides.
    """

    def __init__(self, events: Sequence[Event], recordings: Recordings) -> None:
        self.events = events
        self.rigid = [rigid(event, recordings) for event in events]
        self.tail = _tail(events, self.rigid)
        self._sides = _sides(events)
        self._anchors = [index for index, event in enumerate(events) if isinstance(event, Anchor)]
        self._last = self._anchors[-1] if self._anchors else 0
        self._last_silences = self._silences(self._last, len(events))

    @property
    def fixed(self) -> int:
        """Frames of everything but the silences of the last section."""
        last = self.events[self._last] if self.events else None
        before = last.at if isinstance(last, Anchor) else 0
        return before + sum(self.rigid[self._last :]) + self.tail

    @property
    def bounds(self) -> tuple[int, int | None]:
        """The shortest and the longest session."""
        least, most = self._last_silences.group.bounds
        return self.fixed + least, None if most is None else self.fixed + most

    def anchored(self, findings: Findings) -> list[int] | None:
        """Natural lengths, with every anchor at its time; None where one cannot be."""
        lengths = [
            event.natural if isinstance(event, Silence) else length
            for event, length in zip(self.events, self.rigid, strict=True)
        ]
        start = before = 0
        for end in self._anchors:
            anchor = self.events[end]
            assert isinstance(anchor, Anchor)
            silences = self._silences(start, end)
            taken = sum(self.rigid[start:end])
            share = anchor.at - before - taken
            least, most = silences.group.bounds
            if share < least or (most is not None and share > most):
                early = before + taken + least
                when = f"at {units.clock(early)} at the earliest"
                if share >= least and most is not None:
                    when = f"at {units.clock(before + taken + most)} at the latest"
                findings.add(
                    Kind.TIME_IMPOSSIBLE, anchor.origin, asked=units.clock(anchor.at), when=when
                )
                return None
            silences.put(lengths, share)
            start, before = end, anchor.at
        return lengths

    def fill_last(self, lengths: list[int], total: int, mat_cap: int | None) -> None:
        """Solve the last section for a session of `total` frames, which is possible.

        Time on the mat beyond `mat_cap` goes to the silences off it, if they can take it.
        """
        share = total - self.fixed
        self._last_silences.put(lengths, share)
        over = 0 if mat_cap is None else time_on_mat(self.events, lengths) - mat_cap
        if over > 0:
            on = sum(lengths[index] for index in self._last_silences.order if self._sides[index])
            capped = self._silences(self._last, len(self.events), on_mat=max(on - over, 0))
            least, most = capped.group.bounds
            if least <= share and (most is None or share <= most):
                capped.put(lengths, share)

    def _silences(self, start: int, end: int, on_mat: int | None = None) -> _Silences:
        """The silences from event `start` to `end`, chapter by chapter where one has bounds.

        With `on_mat`, those on the mat together last at most so many frames.
        """
        sides: dict[bool, tuple[list[Elastic | Group], list[int]]] = {
            True: ([], []),
            False: ([], []),
        }
        for first, last, chapter in _spans(self.events):
            inside = [
                index
                for index in range(max(first, start), min(last, end))
                if isinstance(self.events[index], Silence)
            ]
            on = {on_mat is not None and self._sides[index] for index in inside}
            whole = start <= first and last <= end
            if chapter and whole and len(on) == 1:
                taken = sum(self.rigid[first:last])
                parts, order = sides[on.pop()]
                parts.append(
                    Group(
                        parts=tuple(self._elastic(index) for index in inside),
                        least=max(chapter.least - taken, 0),
                        most=None if chapter.most is None else max(chapter.most - taken, 0),
                    )
                )
                order.extend(inside)
            else:
                for index in inside:
                    parts, order = sides[on_mat is not None and self._sides[index]]
                    parts.append(self._elastic(index))
                    order.append(index)
        (mat, mat_order), (off, off_order) = sides[True], sides[False]
        mat_group = (Group(parts=tuple(mat), most=on_mat),) if mat else ()
        return _Silences(group=Group(parts=(*mat_group, *off)), order=(*mat_order, *off_order))

    def _elastic(self, index: int) -> Elastic:
        silence = self.events[index]
        assert isinstance(silence, Silence)
        return Elastic(least=silence.least, most=silence.most, weight=silence.natural)


def _sides(events: Sequence[Event]) -> list[bool]:
    """For every event, whether the listener is on the mat."""
    found: list[bool] = []
    on = False
    for event in events:
        if isinstance(event, MatEvent):
            on = event.side is MatSide.ON
        found.append(on)
    return found


def _spans(events: Sequence[Event]) -> Iterator[tuple[int, int, ChapterStart | None]]:
    """First and last-plus-one event of every chapter; what comes before the first has none."""
    starts = [index for index, event in enumerate(events) if isinstance(event, ChapterStart)]
    edges = [0, *starts, len(events)]
    for first, last in pairwise(edges):
        if first < last:
            event = events[first]
            yield first, last, event if isinstance(event, ChapterStart) else None


# -- what does not fit -----------------------------------------------------------------------


def _without_last_optional(events: Sequence[Event], findings: Findings) -> Sequence[Event] | None:
    """The events without the last optional chapter, or None when there is none.

    What changes the state of the session stays: the music, the mat, an interval, a tone.
    """
    for first, last, chapter in reversed(list(_spans(events))):
        if chapter and chapter.optional:
            findings.warn(Kind.CHAPTER_LEFT_OUT, chapter.origin, title=chapter.title)
            lasting = [
                event
                for event in events[first:last]
                if not isinstance(
                    event, ChapterStart | Speak | Gap | Silence | Breath | CueStrike | Anchor
                )
            ]
            return [*events[:first], *lasting, *events[last:]]
    return None


def _impossible(asked: int, draft: _Draft, findings: Findings) -> None:
    shortest, longest = draft.bounds
    least = sum(event.least for event in draft.events if isinstance(event, Silence))
    speech = gaps = 0
    for event, length in zip(draft.events, draft.rigid, strict=True):
        if isinstance(event, Speak):
            speech += length
        elif isinstance(event, Gap):
            gaps += length
    # Shown to the second, the shortest rounds up and the longest down, so that asking for it works.
    if longest is None or asked < shortest:
        kind, shown = Kind.TOO_SHORT, -(-shortest // units.RATE) * units.RATE
    else:
        kind, shown = Kind.TOO_LONG, longest // units.RATE * units.RATE
    if longest is not None and not shortest <= shown <= longest:
        kind, shown = Kind.FIXED_LENGTH, longest
    findings.add(
        kind,
        None,
        asked=units.words(asked),
        possible=units.words(shown),
        speech=units.words(speech),
        silence=units.words(gaps + least),
        other=units.words(max(shortest - speech - gaps - least, 0)),
    )


def _check_chapters(found: Plan, findings: Findings) -> None:
    for first, last, chapter in _spans(found.events):
        if chapter is None:
            continue
        actual = sum(found.lengths[first:last])
        if actual < chapter.least or (chapter.most is not None and actual > chapter.most):
            findings.warn(
                Kind.CHAPTER_BOUNDS,
                chapter.origin,
                title=chapter.title,
                actual=units.words(actual),
                least=units.words(chapter.least),
                most=units.words(chapter.most or chapter.least),
            )


def _check_mat(found: Plan, cap: int | None, findings: Findings) -> None:
    actual = time_on_mat(found.events, found.lengths)
    if cap is not None and actual > cap:
        first = next(event for event in found.events if isinstance(event, MatEvent))
        findings.warn(
            Kind.MAT_TOO_LONG,
            first.origin,
            actual=units.words(actual),
            length=units.words(found.frames),
            most=units.words(cap),
        )
