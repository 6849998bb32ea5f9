"""What a file says of itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voicemat.exporter import describe
from voicemat.timeline.model import Timeline

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


def test_what_it_does_not_say_is_empty(session: Session) -> None:
    found = describe(session(MINUTE))
    assert (found.artist, found.year, found.keywords) == ("voicemat", "", ())
    assert (found.track, found.tracks, found.cover) == (0, 0, b"")
