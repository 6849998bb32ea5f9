from __future__ import annotations

import random

import pytest

from voicemat.speech.text import FrontEnd, Spoken, stretches
from voicemat.timeline.utterance import Utterance


def spoken(
    text: str,
    *,
    language: str = "en",
    reads_ipa: bool = False,
    say: dict[str, str] | None = None,
    ipa: dict[str, str] | None = None,
) -> Spoken:
    utterance = Utterance(
        text=text,
        voice="heart",
        language=language,
        pace="0.9",
        phonemes=tuple((ipa or {}).items()),
        respellings=tuple((say or {}).items()),
    )
    return FrontEnd().spoken(utterance, reads_ipa=reads_ipa)


def written(text: str, said: Spoken) -> list[tuple[str, str]]:
    """Each spoken word with what was written for it."""
    return [
        (said.text[piece.start : piece.end], text[piece.written_start : piece.written_end])
        for piece in said.pieces
    ]


@pytest.mark.parametrize(
    ("say", "text", "said"),
    [
        ({"Qi": "chee"}, "Qi, QI and qi.", "chee, chee and chee."),
        ({"qi": "chee"}, "Qin and aqi.", "Qin and aqi."),
        ({"Tai Chi": "tie chee", "chi": "chi-i"}, "Tai Chi or chi.", "tie chee or chi-i."),
        ({"St. 36": "stomach thirty-six"}, "Press St. 36 now.", "Press stomach thirty-six now."),
        ({"C++": "see plus plus"}, "C++, c++!", "see plus plus, see plus plus!"),
        ({"Straße": "Shtrasse"}, "Die Straße ist still.", "Die Shtrasse ist still."),
        ({"om": r"o\1m\g<0>"}, "Om.", "o 1m g 0."),
        ({"a": "b", "b": "a"}, "a b.", "b a."),
        ({"don’t": "doant"}, "Don't.", "doant."),
    ],
)
def test_words_are_said_as_the_script_says(say: dict[str, str], text: str, said: str) -> None:
    assert spoken(text, say=say).text == said


def test_every_spoken_word_knows_what_was_written_for_it() -> None:
    text = "  “Rest” — in  *Savasana* 😊, now…"
    said = spoken(text, say={"Savasana": "shah vah"})
    assert said.text == '"Rest", in shah vah, now.'
    assert written(text, said) == [
        ("Rest", "Rest"),
        ("in", "in"),
        ("shah", "Savasana"),
        ("vah", "Savasana"),
        ("now", "now"),
    ]


def test_a_letter_in_two_parts_is_one() -> None:
    text = "the cafe\u0301 now"
    said = spoken(text)
    assert said.text == "the café now."
    assert written(text, said) == [("the", "the"), ("café", "cafe\u0301"), ("now", "now")]


def test_ipa_stands_with_its_words_for_a_voice_that_reads_it() -> None:
    text = "Yoga Nidra, nidra."
    ipa = {"Yoga Nidra": "ˈjoʊɡə ˈniːdrə", "nidra": "ˈnɪdrə"}
    said = spoken(text, ipa=ipa, reads_ipa=True)
    assert said.text == "Yoga Nidra, nidra."
    assert said.phonemes == (("Yoga", "ˈjoʊɡə"), ("Nidra", "ˈniːdrə"), ("nidra", "ˈnɪdrə"))
    assert spoken(text, ipa=ipa).phonemes == ()


def test_one_sound_for_two_words_is_one_piece() -> None:
    said = spoken("Now Yoga Nidra.", ipa={"Yoga Nidra": "joʊɡəniːdrə"}, reads_ipa=True)
    assert said.phonemes == (("Yoga Nidra", "joʊɡəniːdrə"),)
    assert len(said.pieces) == 2


def test_the_script_comes_before_the_lexicon() -> None:
    assert spoken("Feel the chi.").text == "Feel the chee."
    assert spoken("Feel the chi.", say={"chi": "key"}).text == "Feel the key."
    assert spoken("Feel the chi.", say={"chi": "key"}, reads_ipa=True).phonemes == ()
    (chi,) = spoken("Feel the chi.", reads_ipa=True).phonemes
    assert chi == ("chi", "ˈtʃiː")


def test_a_voice_without_ipa_falls_back_to_the_letters_of_the_lexicon() -> None:
    assert spoken("Feel the chi.", ipa={"chi": "kaɪ"}).text == "Feel the chee."


def test_nothing_to_say_has_no_pieces() -> None:
    for text in ("", "😊", "…", " - "):
        assert spoken(text) == Spoken(text="", pieces=())


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Hold 30s.", [("Hold", "Hold"), ("thirty", "30"), ("seconds", "30s")]),
        ("4-7-8", [("four", "4"), ("seven", "-7-"), ("eight", "8")]),
        ("10-20 min", [("ten", "10"), ("to", "-"), ("twenty", "20"), ("minutes", "min")]),
        (
            "1/2 hour now",
            [("half", "1/2"), ("an", "1/2"), ("hour", "hour"), ("now",) * 2],
        ),
        ("At St 36.", [("At", "At"), ("Stomach", "St"), ("thirty-six", "36")]),
    ],
)
def test_words_of_figures_know_their_figures(text: str, pairs: list[tuple[str, str]]) -> None:
    assert written(text, spoken(text)) == pairs


def test_whatever_is_written_each_word_has_its_place_and_what_is_said_is_plain() -> None:
    dice = random.Random(11)
    parts = [
        *("30s", "4-7-8", "½", "1/2", " hour", "St 36", "chi", "close", "wind", " down", " the "),
        *(
            "10:30 pm",
            "…",
            "—",
            " ",
            " ",
            " ",
            "-",
            "(",
            ")",
            "😊",
            "e\u0301",
            "3x",
            "20",
            "%",
            "/",
        ),
        *(".", ",", "5 °C", "*", "you", "'s", "2.5", "kg", "$", "=", "+", "'", '"'),
    ]
    for _ in range(1500):
        text = "".join(dice.choice(parts) for _ in range(dice.randint(0, 9)))
        for reads_ipa in (True, False):
            said = spoken(text, reads_ipa=reads_ipa)
            assert bool(said.text) == bool(said.pieces), text
            assert said.text == " ".join(said.text.split()), (text, said.text)
            at = 0
            for piece in said.pieces:
                assert at <= piece.start < piece.end <= len(said.text), (text, said)
                assert text[piece.written_start : piece.written_end].strip(), (text, said)
                assert reads_ipa or not piece.ipa
                at = piece.end
            if reads_ipa:
                found = [pair for pair in stretches(said.text, said.phonemes) if pair[1]]
                assert tuple(found) == said.phonemes, text


def test_stretches_make_up_the_text() -> None:
    phonemes = (("wind", "a"), ("wind", "b"), ("gone", "c"), ("down", "d"))
    assert list(stretches("Windy wind, wind down.", phonemes)) == [
        ("Windy ", ""),
        ("wind", "a"),
        (", ", ""),
        ("wind", "b"),
        (" ", ""),
        ("down", "d"),
        (".", ""),
    ]
