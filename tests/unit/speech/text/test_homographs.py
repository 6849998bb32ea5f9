from __future__ import annotations

import pytest

from voicemat.speech.text import FrontEnd, Spoken, homographs
from voicemat.speech.text.homographs import compile_pattern
from voicemat.timeline.utterance import Utterance

SENTENCES = {
    "Close your eyes.": "kloʊz",
    "Let your eyes close softly.": "kloʊz",
    "Your eyes want to close.": "kloʊz",
    "The eyelids close.": "kloʊz",
    "At the close of the day.": "kloʊz",
    "The day comes to a close.": "kloʊz",
    "Close to you there is a door.": "kloʊs",
    "Stay close to your breath.": "kloʊs",
    "Keep a blanket close by.": "kloʊs",
    "A close friend.": "kloʊs",
    "Bring your feet close together.": "kloʊs",
    "Sit close.": "kloʊs",
    "Wind down.": "waɪnd",
    "Time to wind down.": "waɪnd",
    "Let the day wind itself up.": "waɪnd",
    "A wind-down routine.": "waɪnd",
    "The wind moves.": "wɪnd",
    "A warm wind.": "wɪnd",
    "The path winds through the wood.": "waɪndz",
    "The day has wound down.": "waʊnd",
    "An old wound.": "wuːnd",
    "You have read this.": "rɛd",
    "As you read, rest.": "riːd",
    "I will read to you.": "riːd",
    "As heavy as lead.": "lɛd",
    "A tear comes.": "tɪr",
    "Do not tear at it.": "tɛr",
    "Wear and tear.": "tɛr",
    "Bow your head.": "baʊ",
    "A bow and arrow.": "boʊ",
    "Live music.": "laɪv",
    "All our lives.": "laɪvz",
    "What lives in you?": "lɪvz",
    "A minute detail.": "maɪnuːt",
    "Be content with it.": "kəntɛnt",
    "You get used to it.": "juːst",
}

VOICES_OWN = (
    "The winds are calm.",
    "Let me lead you.",
    "For one minute.",
    "Use what is used.",
    "The content of a thought.",
    "Where you live.",
)


def spoken(text: str, *, reads_ipa: bool = True, language: str = "en") -> Spoken:
    utterance = Utterance(text=text, voice="heart", language=language, pace="0.9")
    return FrontEnd().spoken(utterance, reads_ipa=reads_ipa)


@pytest.mark.parametrize(("text", "ipa"), SENTENCES.items())
def test_the_words_around_it_decide(text: str, ipa: str) -> None:
    ((_, sounds),) = spoken(text).phonemes
    assert sounds.replace("ˈ", "") == ipa


@pytest.mark.parametrize("text", VOICES_OWN)
def test_where_they_do_not_the_voice_does(text: str) -> None:
    assert spoken(text).phonemes == ()


def test_a_voice_without_ipa_gets_letters() -> None:
    assert spoken("Stay close, and wind down.", reads_ipa=False).text == (
        "Stay cloce, and wined down."
    )


def test_of_the_same_word_in_one_sentence_each_has_ipa() -> None:
    assert spoken("Winds rise, and the day winds down.").phonemes == (
        ("Winds", "ˈwɪndz"),
        ("winds", "ˈwaɪndz"),
    )


def test_another_language_has_its_own_words() -> None:
    assert spoken("Close your eyes.", language="de").phonemes == ()


def test_every_word_has_letters_for_each_of_its_readings() -> None:
    for word, homograph in homographs.homographs().items():
        readings = [rule.reading for rule in (*homograph.rules, homograph.otherwise)]
        assert all(reading.ipa and reading.letters for reading in readings), word
        assert len({reading.ipa for reading in readings}) > 1, word


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("_ your|my", "Close My eyes", True),
        ("_ your|my", "close mystery", False),
        ("_ your", "close, your", False),
        ("eyes _ .", "eyes close.", True),
        ("eyes _ .", "eyes close", True),
        ("eyes _ .", "eyes close, then", True),
        ("eyes _ .", "eyes close to", False),
        (". _ in", "now, close in", True),
        (". _ in", "now close in", False),
        ("let ... _", "let it close", True),
        ("let ... _", "let your tired eyes close", True),
        ("let ... _", "let it, now close", False),
        ("let ... _", "let all of those eyes close", False),
        ("a _ *", "a close friend", True),
        ("a _ *", "a close.", False),
        ("_", "enclose", False),
        ("_-by", "close-by", True),
        ("_-by", "close-bye", False),
    ],
)
def test_the_patterns_of_the_table(pattern: str, text: str, fits: bool) -> None:
    assert bool(compile_pattern("close", pattern).search(text)) is fits
