"""Pronunciations in IPA, from the script's header to the model's own letters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicemat.script import parse
from voicemat.source import Source
from voicemat.speech.engines.heart import HeartEngine
from voicemat.speech.g2p import Accent, letters, spelled
from voicemat.timeline.utterance import Utterance


def header(say: str) -> tuple[object, list[str]]:
    script, findings = parse(Source(name="x.md", text=f"---\nsay:\n  qi: {say}\n---\nBreathe qi."))
    return script.header.say, [finding.kind for finding in findings]


def test_ipa_stands_between_slashes() -> None:
    ((entry,), findings) = header("/tʃiː/")
    assert (entry.ipa, findings) == ("tʃiː", [])
    ((entry,), findings) = header("chee")
    assert (entry.ipa, entry.said, findings) == ("", "chee", [])


@pytest.mark.parametrize("say", ["/tʃiː", "tʃiː/", "//", "/ /", "chee/chi"])
def test_a_slash_alone_is_a_mistake(say: str) -> None:
    assert header(say)[1] == ["bad-value"]


@pytest.mark.parametrize(
    ("ipa", "american", "british"),
    [
        ("tʃiː", "ʧi", "ʧiː"),
        ("ʃəˈvɑːsənə", "ʃəvˈɑsənə", "ʃəvˈɑːsənə"),
        ("ˈdʒæsp.ər", "ʤˈæspəɹ", "ʤˈaspəɹ"),
        ("ˌoʊ ˈstra.to", "ˌOstɹˈɑtO", "ˌQstɹˈatQ"),
        ("ʈʂʼ7", "tʃ", "tʃ"),
    ],
)
def test_ipa_becomes_the_alphabet_of_the_voices(ipa: str, american: str, british: str) -> None:
    assert letters(ipa, Accent.AMERICAN) == american
    assert letters(ipa, Accent.BRITISH) == british


def test_each_word_has_the_ipa_of_its_own_place() -> None:
    phonemes = (("wind", "wɪnd"), ("wind", "waɪnd"), ("in", "ɪn"))
    assert spelled("Windy wind, wind in.", phonemes, Accent.AMERICAN) == (
        "Windy [wind](/wɪnd/), [wind](/wInd/) [in](/ɪn/).",
    )


def test_the_parts_of_a_long_text_have_their_own_ipa() -> None:
    filling = "so let it go, " * 18
    text = f"The wind, {filling}and {filling}wind down."
    said = spelled(text, (("wind", "wɪnd"), ("wind", "waɪnd")), Accent.AMERICAN)
    assert len(said) == 2
    assert [part.count("](/wɪnd/)") for part in said] == [1, 0]
    assert [part.count("](/wInd/)") for part in said] == [0, 1]


def test_the_voice_says_what_the_ipa_says() -> None:
    heart = HeartEngine()
    own = Utterance(text="Rest in shalasana now.", voice="heart", language="en", pace="0.9")
    told = replace(own, phonemes=(("shalasana", "ʃəˈlɑːsənə"),))
    assert "ʃəlˈɑsənə" in heart.phonemes(told)
    assert "ʃəlˈɑsənə" not in heart.phonemes(own)
