from __future__ import annotations

from tests.fakes.narrated import LONG, UNTIMED, session, spoken
from voicemat.documents.captions import LINGER, captions
from voicemat.units import RATE, frames


def test_a_caption_stays_a_little_after_its_sentence() -> None:
    (caption,) = captions(session([spoken("Good.", frames(2), frames(1))], 10))
    assert (caption.start, caption.end) == (frames(2), frames(3) + LINGER)


def test_it_makes_room_for_the_next_and_ends_with_the_session() -> None:
    found = captions(
        session(
            [
                spoken("One.", frames(2), frames(1)),
                spoken("Two.", frames(3) + 5, frames(1)),
                spoken("Three.", frames(8), frames(2) - 1),
            ],
            10,
        )
    )
    assert [(caption.start, caption.end) for caption in found] == [
        (frames(2), frames(3) + 5),
        (frames(3) + 5, frames(4) + 5 + LINGER),
        (frames(8), frames(10)),
    ]


def test_a_sentence_of_three_lines_goes_on_in_a_second_caption_when_its_first_word_is_said() -> (
    None
):
    clip = spoken(LONG, RATE, frames(8))
    first, second = captions(session([clip], 20))
    assert f"{first.text}\n{second.text}".replace("\n", " ") == LONG
    assert len(first.lines) == 2
    begins = LONG.index(second.text.split()[0])
    (word,) = (word for word in clip.words if word.start == begins)
    assert first.end == second.start == clip.start + word.begin


def test_where_the_voice_does_not_tell_its_words_nothing_is_guessed() -> None:
    (caption,) = captions(session([spoken(UNTIMED, RATE, frames(8), timed=False)], 20))
    assert len(caption.lines) == 4
    assert caption.text.replace("\n", " ") == UNTIMED
    assert all(piece.start is None for line in caption.lines for piece in line)


def test_what_is_said_after_the_end_of_the_session_is_not_shown() -> None:
    assert captions(session([spoken("Late.", frames(10), frames(1))], 10)) == ()
