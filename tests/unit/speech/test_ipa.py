"""Pronunciations in IPA, from the script's header to the model's own letters."""

from __future__ import annotations

import pytest

from voicemat.compiler.narration import in_ipa
from voicemat.script import parse
from voicemat.source import Source
from voicemat.speech.engines.heart import HeartEngine
from voicemat.speech.g2p import Accent, spelled


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


def test_only_whole_words_of_the_sentence_have_their_ipa() -> None:
    assert in_ipa("Qi, and qigong.", {"qi": "tʃiː"}) == (("Qi", "tʃiː"),)
    assert in_ipa("Rest.", {"qi": "tʃiː"}) == ()


@pytest.mark.parametrize(
    ("ipa", "letters"),
    [("tʃiː", "ʧi"), ("ʃəˈvɑːsənə", "ʃəˈvɑsənə"), ("joʊɡə ˈniːdrə", "jOɡəˈnidɹə")],
)
def test_ipa_becomes_the_alphabet_of_the_model(ipa: str, letters: str) -> None:
    assert spelled("Feel it now.", [("it", ipa)]) == f"Feel [it](/{letters}/) now."


def test_the_voice_says_what_the_ipa_says() -> None:
    model = HeartEngine()._loaded()
    (said,) = model.phonemize(spelled("Rest in shavasana now.", [("shavasana", "ʃəˈvɑːsənə")]))
    assert "ʃəˈvɑsənə" in said
    (own,) = model.phonemize("Rest in shavasana now.")
    assert "ʃəˈvɑsənə" not in own


def test_british_voices_have_their_own_vowels() -> None:
    said = spelled("Feel it now.", [("it", "ˈjəʊɡɑː")], Accent.BRITISH)
    assert said == "Feel [it](/ˈjQɡɑː/) now."
