"""``[when beginner]``, ``[repeat 3 times]`` and the ``[end]`` of both."""

from __future__ import annotations

from dataclasses import dataclass

from voicemat.script.cursor import Cursor
from voicemat.script.directives import condition
from voicemat.script.model import Condition, Node, Repeat, When
from voicemat.source import Span

MOST_REPEATS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWhen:
    """A block under a condition opens."""

    condition: Condition
    span: Span

    def close(self, nodes: tuple[Node, ...]) -> Node:
        """The block with its contents."""
        return When(condition=self.condition, nodes=nodes, span=self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRepeat:
    """A block that is repeated opens."""

    times: int
    span: Span

    def close(self, nodes: tuple[Node, ...]) -> Node:
        """The block with its contents."""
        return Repeat(times=self.times, nodes=nodes, span=self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBlock:
    """The innermost block ends."""

    span: Span


Opening = OpenWhen | OpenRepeat


def read_when(cursor: Cursor, span: Span) -> OpenWhen:
    """The part after ``when``."""
    found = condition.read(cursor)
    cursor.done()
    return OpenWhen(condition=found, span=span)


def read_repeat(cursor: Cursor, span: Span) -> OpenRepeat:
    """The part after ``repeat``."""
    times = cursor.integer("the number of times", most=MOST_REPEATS)
    if times is None:
        raise cursor.missing('"3 times"')
    cursor.expect("times", "time")
    cursor.done()
    return OpenRepeat(times=times, span=span)


def read_end(cursor: Cursor, span: Span) -> CloseBlock:
    """The part after ``end``: nothing."""
    cursor.done()
    return CloseBlock(span=span)
