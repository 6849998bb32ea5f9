"""The mat clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fakes.compiling import compile_text
from voicemat.player.mat import mat_time
from voicemat.timeline.model import Marker, MarkerKind
from voicemat.units import RATE


def marker(start: int, end: int) -> Marker:
    return Marker(kind=MarkerKind.MAT, start=start * RATE, end=end * RATE)


@pytest.mark.parametrize(
    ("second", "gone", "lying"),
    [
        (0, 0, False),
        (10, 0, True),
        (25, 15, True),
        (30, 20, False),
        (45, 25, True),
        (60, 30, False),
    ],
)
def test_time_on_the_mat_adds_up_over_its_stretches(session, second, gone, lying):
    timeline = replace(session.timeline, markers=(marker(10, 30), marker(40, 50)), mat_cap=99)
    time = mat_time(timeline, second * RATE)
    assert time is not None
    assert (time.gone, time.lying) == (gone * RATE, lying)
    assert (time.planned, time.cap) == (30 * RATE, 99)


def test_a_session_off_the_mat_has_no_clock(session):
    assert mat_time(session.timeline, 0) is None


def test_the_routine_s_limit_gets_into_its_timeline():
    text = (
        "---\ntitle: T\nmat: at most 5 min\n---\n"
        "Lie down.\n[on the mat]\n[pause 60 s]\n[off the mat]\nGood night.\n"
    )
    timeline = compile_text(text).timeline
    assert timeline is not None
    time = mat_time(timeline, timeline.frames)
    assert time is not None
    assert (time.gone, time.cap) == (60 * RATE, 300 * RATE)
