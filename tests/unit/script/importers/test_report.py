from __future__ import annotations

import pytest

from voicemat.script import parse
from voicemat.script.importers import Notation, ReportLine, Verdict, convert, recognise
from voicemat.source import Source


def test_the_report_tells_what_became_of_each_thing() -> None:
    text = "Lie down.\n[pause:3s] [lights dim]\nGUIDE: Rest ]\n[pause 5 s]\n"
    assert convert(Source(name="x", text=text)).report == tuple(
        ReportLine(line=line, found=found, became=became, verdict=verdict)
        for line, found, became, verdict in (
            (1, "Lie down.", "Lie down.", Verdict.KEPT),
            (2, "[pause:3s]", "[pause 3 s]", Verdict.CONVERTED),
            (2, "[lights dim]", "> lights dim", Verdict.NOTED),
            (3, "GUIDE:", "", Verdict.CONVERTED),
            (3, "]", "", Verdict.CONVERTED),
            (4, "[pause 5 s]", "[pause 5 s]", Verdict.KEPT),
        )
    )


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("Lie down. [pause]", Notation.TEXT),
        ('Rest. <break time="2s"/>', Notation.TEXT),
        ("\n<speak>Rest.</speak>", Notation.SSML),
        ('<?xml version="1.0"?>\n<!-- x --><speak version="1.1">Rest.</speak>', Notation.SSML),
        ('Rest. [break:"2s"]', Notation.SPEECH_MARKDOWN),
        ('(Al)[sub:"aluminum"]', Notation.SPEECH_MARKDOWN),
        ("a (b)[c] d", Notation.TEXT),
        ("", Notation.TEXT),
    ],
)
def test_the_notation_is_recognised(text: str, notation: Notation) -> None:
    assert recognise(text) is notation
    assert convert(Source(name="x", text=text)).notation is notation


def test_an_empty_file_gives_an_empty_script() -> None:
    assert convert(Source(name="x", text=" \n\n")).text == ""


def test_no_comment_opens_where_a_bracket_was_taken_out() -> None:
    text = convert(Source(name="x", text="Rest <]!-- now.\nGo on.")).text
    assert text == "Rest \\<!-- now.\nGo on.\n"
    assert not parse(Source(name="x", text=text))[1]


def test_a_bracket_may_reach_over_paragraphs() -> None:
    text = "Rest.\n[A word to the teacher:\n\nspeak slowly.]\nGo on."
    assert convert(Source(name="x", text=text)).text == (
        "Rest.\n> A word to the teacher: speak slowly.\nGo on.\n"
    )
