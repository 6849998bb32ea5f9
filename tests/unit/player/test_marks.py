"""Where chapters and spoken lines are gone to."""

from __future__ import annotations

import pytest

from voicemat.player import marks
from voicemat.player.marks import BEFORE_LINE, LINE_GRACE, Marks
from voicemat.player.readers import DirectReader
from voicemat.player.transport import Transport
from voicemat.units import RATE

FIRST, SECOND = 10 * RATE - BEFORE_LINE, 20 * RATE + 10 - BEFORE_LINE
"""Where the two lines of `session`, at 10 s and 20 s + 10, are gone to."""


def test_the_marks_of_a_session(session):
    found = Marks.of(session.timeline)
    assert found.chapters == (0, 20 * RATE, 40 * RATE)
    assert found.lines == (FIRST, SECOND)


def test_lines_close_together_do_not_show_the_end_of_the_one_before(make_session):
    timeline = make_session(3.06).timeline  # the lines are at 0.51 and at 1.02 s + 10 frames
    assert Marks.of(timeline).lines[1] == round(0.51 * RATE) + RATE // 2


@pytest.mark.parametrize(
    ("start", "commands", "expected"),
    [
        (0, ["next_line"], FIRST),
        (0, ["next_line", "next_line"], SECOND),
        (FIRST - 1, ["next_line"], FIRST),
        (FIRST, ["next_line"], SECOND),
        (30 * RATE, ["next_line"], 30 * RATE),
        (SECOND + LINE_GRACE, ["previous_line"], SECOND),
        (SECOND + LINE_GRACE - 1, ["previous_line"], FIRST),
        (SECOND, ["previous_line"], FIRST),
        (5 * RATE, ["previous_line"], 0),
        (30 * RATE, ["previous_line", "previous_line"], FIRST),
    ],
)
def test_going_from_line_to_line(session, start, commands, expected):
    source = DirectReader(session.render, session.frames)
    transport = Transport(source, Marks.of(session.timeline), start=start)
    transport.pause()
    for command in commands:
        getattr(transport, command)()
    transport.pull(1)
    assert transport.status.position == expected


def test_without_marks_there_is_nowhere_to_go():
    assert marks.after((), 5) is None
    assert marks.before((), 5, 3) == 0
