"""What a file says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from voicemat.exporter import describe
from voicemat.exporter.metadata import narration, track_text
from voicemat.timeline.model import Chapter, Timeline
from voicemat.timeline.sentences import Sentence

Session = Callable[..., Timeline]

MINUTE = 60 * 48_000


@pytest.mark.parametrize(
    ("tags", "comment"),
    [
        ({}, "20 min"),
        ({"voice": "heart"}, "20 min, voice heart"),
        ({"summary": "To sleep.", "voice": "heart"}, "To sleep. 20 min, voice heart"),
        ({"summary": "To sleep", "voice": "heart"}, "To sleep. 20 min, voice heart"),
        ({"summary": "Asleep?"}, "Asleep? 20 min"),
        ({"summary": "眠り"}, "眠り. 20 min"),
    ],
)
def test_the_comment_tells_length_and_voice(
    session: Session, tags: dict[str, str], comment: str
) -> None:
    assert describe(session(20 * MINUTE, **tags)).comment == comment


def test_what_the_routine_says(session: Session) -> None:
    timeline = session(
        MINUTE, author="Ana", license="CC0-1.0", year="2026", keywords=("sleep", "mat")
    )
    found = describe(timeline, track=3, tracks=12)
    assert (found.title, found.artist, found.album) == ("Sleep on the mat", "Ana", "voicemat")
    assert (found.genre, found.language, found.copyright) == ("Meditation", "en", "CC0-1.0")
    assert (found.year, found.keywords) == ("2026", ("sleep", "mat"))
    assert (found.track, found.tracks) == (3, 12)


@pytest.mark.parametrize(
    ("track", "tracks", "text"), [(0, 0, ""), (3, 12, "3/12"), (3, 0, "3"), (0, 12, "")]
)
def test_the_place_in_a_series(session: Session, track: int, tracks: int, text: str) -> None:
    assert track_text(describe(session(MINUTE), track=track, tracks=tracks)) == text


def test_the_narration_has_a_line_for_each_sentence_and_a_gap_before_each_chapter(
    session: Session,
) -> None:
    def at(*starts: int) -> tuple[Chapter, ...]:
        return tuple(Chapter(title="x", start=start, end=start + 1) for start in starts)

    spoken = tuple(Sentence(text=text, start=ord(text), end=0) for text in "ABCD")
    plain = replace(describe(session(MINUTE)), sentences=spoken)
    assert narration(plain) == "A\nB\nC\nD"
    assert narration(replace(plain, chapters=at(0, ord("C")))) == "A\nB\n\nC\nD"
    assert narration(replace(plain, chapters=at(ord("B"), ord("B") + 1))) == "A\n\nB\n\nC\nD"
    assert narration(replace(plain, sentences=())) == ""


def test_what_it_does_not_say_is_empty(session: Session) -> None:
    found = describe(session(MINUTE))
    assert (found.artist, found.year, found.keywords) == ("voicemat", "", ())
    assert (found.track, found.tracks, found.cover) == (0, 0, b"")
