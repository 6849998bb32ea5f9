"""Where a stopped session goes on, also in a routine that has changed meanwhile."""

from __future__ import annotations

import pytest

from tests.fakes.compiling import compile_text
from voicemat import bookmark as marks
from voicemat.bookmark import Bookmark, Playback
from voicemat.timeline.comparison import spoken
from voicemat.timeline.model import Timeline
from voicemat.units import RATE

TEXT = """\
---
title: Evening
music: rain
ending: sleep
---
# One

Lie down.
[pause 20 s]
Let go.
[pause 20 s]

# Two

Rest now.
[pause 30 s]
Sleep.
"""


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setattr(marks, "folder", lambda: tmp_path / "state")
    return tmp_path / "state"


def session(text: str = TEXT) -> Timeline:
    return compile_text(text).session


def bookmark(timeline: Timeline, position: int) -> Bookmark:
    line, since, chapter = marks.landmark(timeline, position)
    return Bookmark(
        routine="evening",
        options={"length": "20m"},
        settings=("name=Ana",),
        nearest=False,
        position=position,
        digest=marks.digest(timeline),
        line=line,
        since=since,
        chapter=chapter,
        timer=None,
        then=0,
    )


def start_of(timeline: Timeline, text: str) -> int:
    return next(clip.start for clip in spoken(timeline) if clip.text == text)


def test_it_is_kept_whole_and_forgotten(state):
    assert marks.recall() is None
    made = bookmark(session(), 30 * RATE)
    marks.keep(made)
    assert marks.recall() == made
    assert [path.name for path in state.iterdir()] == [marks.BOOKMARK]
    marks.forget()
    assert marks.recall() is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"version": 99}', b"[]"])
def test_a_damaged_one_is_none(state, content):
    state.mkdir()
    (state / marks.BOOKMARK).write_bytes(content)
    assert marks.recall() is None


def test_the_same_session_goes_on_at_the_very_frame():
    timeline = session()
    found = marks.find(bookmark(timeline, 31 * RATE + 7), session())
    assert (found.position, found.exact) == (31 * RATE + 7, True)


def test_one_that_became_longer_goes_on_after_the_same_sentence():
    old = session()
    new = session(TEXT.replace("Lie down.", "Lie down.\nAnd close your eyes."))
    position = start_of(old, "Let go.") + 5 * RATE
    found = marks.find(bookmark(old, position), new)
    assert (found.position, found.exact) == (start_of(new, "Let go.") + 5 * RATE, False)


def test_it_never_goes_on_within_another_sentence():
    old = session()
    new = session(TEXT.replace("[pause 30 s]", "[pause 2 s]"))
    found = marks.find(bookmark(old, start_of(old, "Rest now.") + 20 * RATE), new)
    assert found.position == start_of(new, "Rest now.")


def test_without_the_sentence_it_goes_on_with_the_chapter():
    old = session()
    new = session(TEXT.replace("Rest now.", "Be still."))
    found = marks.find(bookmark(old, start_of(old, "Rest now.") + RATE), new)
    assert found.position == next(each.start for each in new.chapters if each.title == "Two")


def test_without_either_it_begins_anew():
    old = session()
    new = session(TEXT.replace("Rest now.", "Be still.").replace("# Two", "# Three"))
    assert marks.find(bookmark(old, start_of(old, "Rest now.") + RATE), new).position == 0


def test_how_the_last_sessions_played_is_kept():
    for number in range(marks.SESSIONS + 3):
        playback = Playback(
            when=marks.now(), routine="evening", output="null", position=number, underruns=0
        )
        marks.note(before=marks.playbacks(), playback=playback)
    kept = marks.playbacks()
    assert len(kept) == marks.SESSIONS
    assert kept[-1].position == marks.SESSIONS + 2
