"""What the embedded voice makes of the corpus: the sounds themselves, and the judge of the rest."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.corpus import judge
from tests.corpus.judge import Entry
from voicemat.speech.engines.heart import HeartEngine
from voicemat.speech.g2p import Accent, letters
from voicemat.speech.text import FrontEnd, homographs, lexicon
from voicemat.timeline.utterance import Utterance

CORPUS = judge.corpus()
FRONT_END = FrontEnd()

LETTERS = 0.35
"""How far the letters for a word may sound from its IPA, as a share of its sounds: they stress
each syllable and have no weak vowels."""


@pytest.fixture(scope="module")
def heart() -> HeartEngine:
    pytest.importorskip("hibari")
    return HeartEngine()


def given(text: str) -> Utterance:
    """What heart is given for a text."""
    own = Utterance(text=text, voice="heart", language="en", pace="0.9")
    said = FRONT_END.spoken(own, reads_ipa=True)
    return Utterance(
        text=said.text, voice="heart", language="en", pace="0.9", phonemes=said.phonemes
    )


def test_the_corpus_has_two_hundred_sentences_and_none_twice() -> None:
    assert len({entry.written for entry in CORPUS}) == len(CORPUS) >= 200


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.written)
def test_it_is_said_as_it_should_be_understood(entry: Entry) -> None:
    """The words, apart from names, and without the recogniser between."""
    said = FRONT_END.spoken(
        Utterance(text=entry.written, voice="heart", language="en", pace="0.9"), reads_ipa=True
    )
    understood = re.sub(r"[<>]", "", entry.understood)
    assert judge.words(said.text) == judge.words(understood)
    assert not re.search(r"\d", said.text)


@pytest.mark.parametrize(
    "entry", [entry for entry in CORPUS if entry.sounds], ids=lambda entry: entry.written
)
def test_the_voice_makes_the_sounds_in_their_order(heart: HeartEngine, entry: Entry) -> None:
    made = heart.phonemes(given(entry.written))
    assert re.search(".*".join(map(re.escape, entry.sounds)), made), made


READINGS = {
    f"{word} {reading.letters}": reading
    for word, reading in [
        *lexicon.bundled().words["en"].items(),
        *(
            (word, rule.reading)
            for word, homograph in homographs.homographs().items()
            for rule in (*homograph.rules, homograph.otherwise)
        ),
    ]
    if reading.ipa
}


@pytest.fixture(scope="module")
def espeak() -> Callable[[str], str]:
    """How eSpeak, behind many a computer's own voice, reads letters: its IPA."""
    module = pytest.importorskip("piper.phonemize_espeak")
    phonemizer = module.EspeakPhonemizer()
    return lambda text: "".join(map("".join, phonemizer.phonemize("en-us", text)))


@pytest.mark.parametrize("name", READINGS)
def test_the_letters_for_other_voices_sound_like_the_ipa(
    espeak: Callable[[str], str], name: str
) -> None:
    """A syllable that reads as a Roman numeral or is spelt out would be far from it."""
    reading = READINGS[name]
    read = espeak(reading.letters).replace("ɐ", "ə")
    meant, made = (judge.bare(letters(ipa, Accent.AMERICAN)) for ipa in (reading.ipa, read))
    assert judge.apart(meant, made) <= LETTERS, (meant, made)


@pytest.mark.parametrize(
    ("said", "heard", "edits"),
    [
        ("Hold for thirty seconds.", "hold for 30 seconds", 0),
        ("Hold for thirty seconds.", "hold for 30 s", 1),
        ("Hold for thirty seconds.", "hold for 13 seconds", 2),
        ("Rest for ten to twenty minutes.", "Rest for 10-20 minutes.", 0),
        ("Rest for ten to twenty minutes.", "Rest for 10 minutes.", 3),
        ("It is ten thirty PM.", "It is 10.30 p.m.", 0),
        ("It is ten thirty PM.", "It is 10:30 PM", 0),
        ("Feel your sole.", "Feel your soul.", 0),
        ("Feel your sole.", "Feel your sores.", 1),
        ("Let the breath go.", "Let the breathe go.", 1),
        ("A half smile.", "A half-smile.", 0),
        ("Let it go.", "Let go.", 1),
        ("Let it go.", "Let it all go.", 1),
        ("Feel the <chi>.", "Feel the chee.", 0),
        ("Feel the <chi>.", "Feel the qi.", 0),
        ("Feel the <qi>.", "Feel the chi.", 0),
        ("Feel the <chi>.", "Feel the kai.", 1),
        ("Feel the <chi>.", "Feel the.", 1),
        ("Press <Yongquan> now.", "Press Yong Chuan now.", 0),
        ("Press <Yongquan> now.", "Press your can now.", 2),
        ("Press stomach thirty-six.", "Press Saint 36.", 1),
        ("Rest in <yoga nidra>.", "Rest in your garden.", 2),
    ],
)
def test_the_judge_is_fair_and_no_more(said: str, heard: str, edits: int) -> None:
    assert sum(error.edits for error in judge.errors([said], heard)) == edits


def test_an_error_is_laid_to_its_sentence() -> None:
    said = ["Rest now.", "Breathe out slowly.", "Good."]
    (error,) = judge.errors(said, "Rest now. Breathe in slowly. Good.")
    assert (error.sentence, error.said, error.heard) == (1, "out", "in")
