from __future__ import annotations

import pytest

from voicemat.errors import FileError
from voicemat.script.importers import Notation, Verdict, convert
from voicemat.source import Source


def imported(text: str) -> str:
    return convert(Source(name="a.xml", text=text), Notation.SSML).text


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE speak [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE speak [<!ENTITY file SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE speak SYSTEM "https://example.org/speak.dtd">',
    ],
)
def test_a_document_type_is_refused(doctype: str) -> None:
    with pytest.raises(FileError, match=r"a\.xml:1: .*document type"):
        imported(f"{doctype}<speak>&b;&file;</speak>")


def test_malformed_xml_says_where_and_what() -> None:
    with pytest.raises(FileError, match=r"a\.xml:3:\d+: .*mismatched tag") as caught:
        imported("\n<speak>\n<p>Hello</speak>")
    assert "--from text" in (caught.value.advice or "")


def test_an_unknown_entity_is_an_error() -> None:
    with pytest.raises(FileError, match="undefined entity"):
        imported("<speak>a&nbsp;b</speak>")


def test_a_fragment_needs_no_root() -> None:
    assert imported('Rest. <break time="1s"/>') == "Rest.\n[pause 1 s]\n"


def test_deep_nesting_is_no_danger() -> None:
    depth = 20_000
    assert imported("<speak>" + "<p>" * depth + "Rest." + "</p>" * depth + "</speak>") == "Rest.\n"


def test_the_report_gives_the_lines_of_the_input() -> None:
    source = Source(
        name="a.xml", text='<speak>\nLie down.\n<break time="2s"/>\n<mark name="m"/></speak>'
    )
    report = convert(source).report
    assert [(entry.line, entry.verdict) for entry in report] == [
        (2, Verdict.KEPT),
        (3, Verdict.CONVERTED),
        (4, Verdict.NOTED),
    ]


def test_a_voice_within_a_voice_comes_back() -> None:
    text = imported(
        '<speak><prosody rate="slow">A.<prosody rate="fast">B.</prosody>C.</prosody>D.</speak>'
    )
    assert text == ("[voice slower]\nA.\n[voice faster]\nB.\n[voice slower]\nC.\n[voice]\nD.\n")
