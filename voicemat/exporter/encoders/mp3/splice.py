"""Joining two streams that hold the same sound: where and how to change from one to the other.

A decoder goes from frame to frame with two things: the reservoir, and half of each window, which
overlaps the next. So at a join

- the first frame of the new stream must find its main data where it says: before its own slots.
  There the last frames of the old stream must have left room, into which it is copied;
- the two windows that overlap must be of one shape. Then what aliasing one side leaves the other
  cancels, but for the difference of their quantisation, which is the codec's own noise.

Both streams come from the same samples, so the windows nearly always fit, and the room does in
every second frame. Where it never does, one frame is raised to a higher bit rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from voicemat.exporter.encoders.mp3.frame import (
    FARTHEST,
    SHORT,
    SIZES,
    START,
    STOP,
    StreamError,
    enlarged,
    overhead,
    side_information,
)

TAIL = 5
"""Frames before a join that it may change: the reservoir reaches `FARTHEST` bytes back, and the
smallest frames, of 48 kb/s, hold 108."""

assert TAIL * 108 >= FARTHEST


class Stream(Protocol):
    """MP3 frames by their number in the session."""

    def frame(self, number: int) -> bytes:
        """The frame `number`."""

    def data(self, first: int, end: int) -> Iterator[tuple[bytes, int]]:
        """The bytes of the frames from `first` to before `end`, piece by piece, and how many
        times each piece comes.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Consecutive frames, of which the first has the number `first`."""

    first: int
    frames: Sequence[bytes]

    @property
    def end(self) -> int:
        """The number after the last frame's."""
        return self.first + len(self.frames)

    def frame(self, number: int) -> bytes:
        """The frame `number`."""
        if not self.first <= number < self.end:
            raise IndexError(number)
        return self.frames[number - self.first]

    def data(self, first: int, end: int) -> Iterator[tuple[bytes, int]]:
        """All bytes of the frames from `first` to before `end`, once."""
        yield b"".join(self.frames[first - self.first : end - self.first]), 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Frames that repeat without end; the first has the number `first`, and any lap later."""

    first: int
    frames: Sequence[bytes]

    def frame(self, number: int) -> bytes:
        """The frame `number`."""
        return self.frames[(number - self.first) % len(self.frames)]

    def data(self, first: int, end: int) -> Iterator[tuple[bytes, int]]:
        """The bytes of the frames from `first` to before `end`: to the end of a lap, whole laps,
        and the beginning of one.
        """
        period = len(self.frames)
        place = (first - self.first) % period
        rest = self.frames[place : place + end - first]
        laps, beginning = divmod(end - first - len(rest), period)
        yield b"".join(rest), 1
        if laps:
            yield b"".join(self.frames), laps
        yield b"".join(self.frames[:beginning]), 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """A join: frame `at` is the first of the new stream, and `tail` takes the place of the last
    frames of the old one.
    """

    at: int
    tail: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    at: int
    long: bool
    """Both windows are long: the longest, softest change."""
    lacking: int
    """Bytes for which there is no room."""


def splice(before: Stream, after: Stream, places: Iterable[int]) -> Splice:
    """The best join of two streams at one of `places`; both have `TAIL` frames before each.

    Best is where the streams have become equal, and nothing changes. Next is the last place with
    long windows and room, then one with windows that fit, then those that need a raised frame.
    Raises StreamError where no two windows fit, or for streams that LAME did not write.
    """
    candidates = []
    for at in places:
        old, new = ([side.frame(at + n) for n in range(-TAIL, 1)] for side in (before, after))
        if old == new:
            return Splice(at=at, tail=tuple(old[:TAIL]))
        candidate = _examined(before, after, at)
        if candidate is not None:
            candidates.append(candidate)
    if not candidates:
        raise StreamError("the windows of two parts fit nowhere")
    best = min(candidates, key=lambda one: (one.lacking, not one.long, -one.at))
    return _joined(before, after, best)


def _examined(before: Stream, after: Stream, at: int) -> _Candidate | None:
    """What a join at a place would need; None where the windows do not fit."""
    old = side_information(before.frame(at - 1))
    new = side_information(after.frame(at))
    falling = [kind in (START, SHORT) for kind in old.block_types[1]]
    rising = [kind in (SHORT, STOP) for kind in new.block_types[0]]
    lacking = max(new.main_data_begin - old.free, 0)
    if falling != rising or len(before.frame(at - 1)) + lacking > SIZES[-1]:
        return None
    return _Candidate(at=at, long=not any(falling), lacking=lacking)


def _joined(before: Stream, after: Stream, candidate: _Candidate) -> Splice:
    at = candidate.at
    frames = [before.frame(number) for number in range(at - TAIL, at)]
    last = frames[-1]
    free = side_information(last).free
    begin = side_information(after.frame(at)).main_data_begin
    if candidate.lacking:
        size = next(size for size in SIZES if size >= len(last) + candidate.lacking)
        free += size - len(last)
        frames[-1] = enlarged(last, size)
    slots = _slots(frames)
    kept = slots[: max(len(slots) - free, 0)]
    theirs = _slots(after.frame(number) for number in range(at - TAIL, at))
    slots = kept + bytes(len(slots) - len(kept) - begin) + theirs[len(theirs) - begin :]
    tail = []
    for frame in frames:
        border = overhead(frame)
        size = len(frame) - border
        tail.append(frame[:border] + slots[:size])
        slots = slots[size:]
    return Splice(at=at, tail=tuple(tail))


def _slots(frames: Iterable[bytes]) -> bytes:
    return b"".join(frame[overhead(frame) :] for frame in frames)


def concatenated(runs: Iterable[Run], joins: Iterable[Iterable[int]]) -> Run:
    """Runs that overlap as one; `joins` are the places for each but the first."""
    first, *others = runs
    frames = list(first.frames)
    for run, places in zip(others, joins, strict=True):
        join = splice(Run(first=first.first, frames=frames), run, places)
        frames[join.at - TAIL - first.first :] = join.tail
        frames.extend(run.frames[join.at - run.first :])
    return Run(first=first.first, frames=frames)


def closed(run: Run, period: int, places: Iterable[int]) -> Loop:
    """A loop of `period` frames out of a run of more; it may end before one of `places`."""
    join = splice(run, Run(first=run.first + period, frames=run.frames), places)
    end = join.at - run.first
    return Loop(
        first=join.at - period,
        frames=[*run.frames[end - period : end - TAIL], *join.tail],
    )
