"""A score of which a part has been heard: that part is settled, the rest can be solved anew.

What has begun keeps its place; the silences ahead make up for it, so the length stays as asked
where that is possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from voicemat.compiler.plan import Plan
from voicemat.compiler.score import Anchor, ChapterStart, Event, Fit, Gap, Score, Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """`begun` is what has begun, its silences at their lengths; `left` what is still to come, as
    the score has it.
    """

    score: Score
    begun: tuple[Event, ...] = ()
    left: tuple[Event, ...]

    @classmethod
    def of(cls, score: Score) -> Course:
        """A score of which nothing has been heard."""
        return cls(score=score, left=score.events)

    @property
    def ahead(self) -> Score:
        """The score to be solved now: the nearest length where the asked one has become
        impossible.
        """
        return replace(self.score, events=(*self.begun, *self.left), fit=Fit.NEAREST)


def starts(plan: Plan) -> Iterator[tuple[Event, int, int]]:
    """The events of a plan with the frames at which they begin and end."""
    at = 0
    for event, length in zip(plan.events, plan.lengths, strict=True):
        yield event, at, at + length
        at += length


def advanced(course: Course, plan: Plan, frontier: int) -> Course:
    """`course`, of which `plan` was made, with everything settled that begins before `frontier`."""
    count = sum(1 for _, start, _ in starts(plan) if start < frontier)
    return _settled(course, plan, max(count, len(course.begun)), frontier)


def held(course: Course, plan: Plan, event: Event, frames: int) -> Course:
    """`course` with everything settled before `event`, which comes `frames` later than planned."""
    count, frontier = next(
        (number, start) for number, (other, start, _) in enumerate(starts(plan)) if other is event
    )
    settled = _settled(course, plan, count, frontier)
    return replace(settled, begun=(*settled.begun, Gap(frames=frames)))


def _settled(course: Course, plan: Plan, count: int, frontier: int) -> Course:
    """`course` with the first `count` events of `plan` settled, no fewer than have begun."""
    events = [_event(*each, frontier) for each in islice(starts(plan), count)]
    left = list(course.left)
    for event in plan.events[len(course.begun) : count]:
        # Optional chapters that were left out before it are gone.
        del left[: next(at for at, other in enumerate(left) if other is event) + 1]
    return replace(course, begun=tuple(events), left=tuple(left))


def unanchored(course: Course) -> Course:
    """`course` where nothing has to happen at a certain time."""
    return replace(course, begun=_without_anchors(course.begun), left=_without_anchors(course.left))


def _without_anchors(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(event for event in events if not isinstance(event, Anchor))


def _event(event: Event, start: int, end: int, frontier: int) -> Event:
    match event:
        case Silence() if end <= frontier:
            return replace(event, least=end - start, most=end - start)
        case Silence() if start < frontier:
            least = max(event.least, frontier - start)
            most = None if event.most is None else max(event.most, least)
            return replace(event, least=least, most=most)
        case ChapterStart():
            return replace(event, optional=False)
        case _:
            return event
