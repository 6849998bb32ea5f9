from __future__ import annotations

from pathlib import Path

import pytest

from voicemat.errors import FileError, UsageError
from voicemat.speech.g2p import Accent, letters
from voicemat.speech.text import FrontEnd, lexicon
from voicemat.speech.text.aligned import Authority
from voicemat.speech.text.lexicon import Reading, load, parse
from voicemat.timeline.utterance import Utterance


def said(text: str, own: str, *, language: str = "en", reads_ipa: bool = False) -> str:
    front_end = FrontEnd(parse(own, "words.txt", Authority.PERSON))
    utterance = Utterance(text=text, voice="heart", language=language, pace="0.9")
    spoken = front_end.spoken(utterance, reads_ipa=reads_ipa)
    return spoken.text if not reads_ipa else repr(dict(spoken.phonemes))


def test_an_entry_has_ipa_or_letters_or_both() -> None:
    words = parse(
        "chi: /tʃiː/ chee  # a note\n\n# another\nyoga nidra: needra\nom: / oʊm /\n",
        "words.txt",
        Authority.PERSON,
    ).words[lexicon.ANY]
    assert words == {
        "chi": Reading(ipa="tʃiː", letters="chee"),
        "yoga nidra": Reading(letters="needra"),
        "om": Reading(ipa="oʊm"),
    }


def test_a_section_is_for_its_language_and_its_dialects() -> None:
    own = "[de]\nlage: lahguh\n[EN-gb]\nbath: bahth\n"
    assert said("Lage, bath", own, language="de-AT") == "lahguh, bath."
    assert said("Lage, bath", own, language="en-US") == "Lage, bahth."
    assert said("Lage, bath", own, language="mul") == "Lage, bath."


def test_ones_own_words_come_before_the_lexicon() -> None:
    assert said("Chi", "") == "chee."
    assert said("Chi", "chi: key") == "key."
    assert said("Chi", "chi: key", reads_ipa=True) == "{}"
    assert said("Chi", "chi: /kaɪ/", reads_ipa=True) == "{'Chi': 'kaɪ'}"


def test_what_belongs_to_a_word() -> None:
    assert said("The Tao's way", "", reads_ipa=True) == "{\"Tao's\": 'ˈdaʊz'}"
    assert said("A yoga-mat's", "mat: /mæt/", reads_ipa=True) == "{\"mat's\": 'mæts'}"
    assert said("A metta-kiss's, Chi's", "kiss: /kɪs/", reads_ipa=True) == (
        "{'metta': 'ˈmɛtə', \"kiss's\": 'kɪsɪz', \"Chi's\": 'ˈtʃiːz'}"
    )
    assert said("The Tao's way", "") == "The dow's way."


def test_a_word_of_ones_own_may_hold_figures() -> None:
    assert said("St 36, 4-7-8", "st 36: saint\n4-7-8: four to eight") == "saint, four to eight."


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("chi", "no word and how it is said"),
        ("chi:", "how the word is said"),
        (": chee", "no word"),
        ("chi: /tʃi", "how the word is said"),
        ("chi: //", "how the word is said"),
        ("chi: /CHEE/", '"C" in /CHEE/'),
        ("[english words]", "no word"),
    ],
)
def test_a_mistake_has_its_place(line: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(f"om: ohm\n\n{line}\n", "/home/words.txt", Authority.PERSON)
    assert "/home/words.txt, line 3: " in caught.value.message
    assert why in caught.value.message
    assert "word: letters" in caught.value.advice


def test_a_lexicon_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert load(tmp_path / "words.txt").words == {}


def test_a_lexicon_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        load(tmp_path)
    (tmp_path / "words.txt").write_bytes("chi: tschí".encode("latin-1"))
    with pytest.raises(FileError, match="UTF-8"):
        load(tmp_path / "words.txt")


def test_the_mark_of_an_editor_at_the_beginning_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes("chi: key".encode("utf-8-sig"))
    assert "chi" in load(tmp_path / "words.txt").words[lexicon.ANY]


BUNDLED = lexicon.bundled().words["en"]


def test_the_lexicon_that_ships_has_no_word_twice() -> None:
    path = Path(str(lexicon.__file__)).with_name("lexicon.txt")
    entries = [
        line.partition(":")[0]
        for line in path.read_text("utf-8").splitlines()
        if line and line[0] not in "#["
    ]
    assert len(entries) == len(set(entries)) == len(BUNDLED)


@pytest.mark.parametrize("word", BUNDLED)
def test_every_voice_gets_something_for_every_word_that_ships(word: str) -> None:
    reading = BUNDLED[word]
    assert reading.letters
    assert reading.letters == reading.letters.lower()
    # Each word of the IPA is heard, with one main stress in all.
    for accent in Accent if reading.ipa else ():
        sounds = [letters(part, accent) for part in reading.ipa.split()]
        assert all(sounds)
        assert "".join(sounds).count("ˈ") == 1, sounds
        assert len(sounds) in (1, len(word.split()))
