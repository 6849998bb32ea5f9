from __future__ import annotations

import pytest
from wcwidth import wcswidth

from tests.fakes.narrated import LONG, UNTIMED
from voicemat.documents.lines import WIDTH, lines


def broken(text: str) -> list[str]:
    return [text[first:last] for first, last in lines(text)]


def test_a_short_sentence_is_one_line() -> None:
    assert broken("Good evening, friend.") == ["Good evening, friend."]


def test_nothing_is_no_line() -> None:
    assert broken("") == broken("  ") == []


def test_lines_are_even_rather_than_full() -> None:
    text = "You may notice a prickling or a heat or a hum there."
    assert broken(text) == ["You may notice a prickling", "or a heat or a hum there."]


def test_a_line_ends_with_a_phrase_where_that_is_near() -> None:
    text = "Now let your back come down, as slowly as you possibly can."
    assert broken(text) == ["Now let your back come down,", "as slowly as you possibly can."]


@pytest.mark.parametrize("text", [LONG, UNTIMED])
def test_lines_hold_every_word_and_none_is_too_wide(text: str) -> None:
    found = broken(text)
    assert " ".join(found) == text
    assert max(map(wcswidth, found)) <= WIDTH
    assert len(found) == 4


def test_a_long_sentence_is_pairs_of_lines_so_that_phrases_stay_together() -> None:
    assert broken(LONG) == [
        "Ask, too, with a heart condition,",
        "high blood pressure,",
        "epilepsy, a clotting disorder,",
        "diabetes, or poor circulation.",
    ]


def test_a_word_wider_than_a_line_has_one_of_its_own() -> None:
    word = "Donau" * 12
    assert broken(f"The {word} flows.") == ["The", word, "flows."]


def test_a_language_without_spaces_breaks_between_its_characters() -> None:
    text = "目を閉じて、息をゆっくりと吐きながら、背中の力を抜いてください。" * 2
    found = broken(text)
    assert "".join(found) == text
    assert max(map(wcswidth, found)) <= WIDTH
    assert not any(line.startswith(("、", "。")) for line in found)
