"""Findings as a person reads them, to the character."""

from __future__ import annotations

import pytest
from wcwidth import wcswidth

from tests.fakes.compiling import compile_text
from tests.fakes.parsing import parse_text
from voicemat.diagnostics import Diagnostic, Kind, Severity, render, summarise
from voicemat.source import Source, Span


def report(text: str, seconds: int | None = None) -> str:
    return "\n" + compile_text(text, seconds=seconds).report + "\n"


def test_a_suggestion_beside_the_caret() -> None:
    assert (
        report("Hello.\n[music rian]")
        == """
evening.md:2:8: error[unknown-bed]: there is no bed and no music file named "rian"
   2 | [music rian]
     |        ^^^^ did you mean "rain"?
     = voicemat list beds
"""
    )


def test_a_label_where_nothing_is_suggested() -> None:
    assert (
        report("Hello.\n\n\n\n\n\n\n\n\n\n\n[pause 5]")
        == """
evening.md:12:8: error[missing-unit]: "5" has no unit
   12 | [pause 5]
      |        ^ seconds or minutes?
      = write 5 s or 5 min
"""
    )


def test_a_bare_caret() -> None:
    assert (
        report("Wait [ ] here.")
        == """
evening.md:1:6: error[empty-directive]: these brackets are empty
   1 | Wait [ ] here.
     |      ^^^
     = say what is to happen, as in [pause 5 s], or remove them
"""
    )


def test_what_is_missing_is_shown_after_the_last_word() -> None:
    assert (
        report("[pause]\nHello.")
        == """
evening.md:1:7: error[missing-part]: something is missing after this
   1 | [pause]
     |       ^ expected a duration
     = as in [pause 5 s] or [pause 20-60 s]
"""
    )


def test_a_header_s_value() -> None:
    assert (
        report("---\ntitle: Rest\npace: slow\n---\nHello.")
        == """
evening.md:3:7: error[bad-value]: "slow" does not fit the key "pace"
   3 | pace: slow
     |       ^^^^ expected a number from 0.5 to 1.5
"""
    )


def test_a_finding_about_the_whole_session() -> None:
    assert (
        report("Hello.\n[pause 2-9 s]", seconds=60)
        == """
error[too-long]: 1 min is too long: with its silences at their longest the routine lasts 13 s
    = add [rest], which takes any length, widen a pause, or add --nearest
"""
    )


def test_what_takes_the_time_adds_up() -> None:
    text = "---\nmusic: rain\n---\nHello.\n[breathe box 1, 2 times]\n[pause 2-9 s]\n"
    assert report(text + "[music fades out over 20 s]", seconds=9) == (
        "\n"
        "error[too-short]: 9 s is too short: with this voice the shortest is 36 s\n"
        "    = speech takes 1 s, silences at least 7 s, breathing, cues and the last fade 28 s; "
        "ask for 36 s, or add --nearest\n"
    )


def test_a_warning_says_so() -> None:
    text = "---\nlength: 20 s (10-30 s)\n---\nHello. [rest]"
    assert report(text, seconds=40) == (
        "\n"
        "warning[length-outside-range]: 40 s is outside 10 s to 30 s, "
        "where the author has judged the routine good\n"
    )


def test_a_suggestion_without_a_line_stands_below() -> None:
    finding = Diagnostic(
        kind=Kind.UNKNOWN_OPTION,
        severity=Severity.ERROR,
        values=(("name", "levle"), ("known", "level, name")),
        suggestion="level",
    )
    assert render(finding, {}) == (
        'error[unknown-option]: this routine has no option "levle"\n'
        '    = did you mean "level"?\n'
        "    = its options: level, name"
    )


def test_without_the_text_the_place_is_named() -> None:
    finding = parse_text("Hello ]").findings[0]
    assert render(finding, {}).splitlines()[0] == (
        "evening.md:1:7: error[stray-bracket]: a closing bracket without an opening one"
    )


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        ("Hello ", "rian"),
        ("\tHello\t", "rian"),
        ("ab\tc ", "rian"),
        ("瞑想 🧘 ", "rian"),
        ("e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT} ", "rian"),
        ("한국어 ", "rain 雨 x"),
        ("", "ra\N{COMBINING DIAERESIS}in"),
        ("zero\N{ZERO WIDTH SPACE}width ", "rian"),
        ("\N{BYTE ORDER MARK}Hello ", "rian"),
        ("bell\a ", "ri\x1ban"),
    ],
)
def test_the_caret_stands_under_what_it_means(before: str, inside: str) -> None:
    parsed = compile_text(f"{before}[music {inside}]")
    shown = parsed.report.splitlines()
    line, caret = shown[1], shown[2]
    assert wcswidth(line) >= 0, "a control character went to the terminal"
    start = caret.index("^")
    width = caret.count("^")
    # What is drawn in the cells above the carets: everything drawn before them is as wide as
    # what stands before the carets.
    drawn = line.index("[music ") + len("[music ")
    assert wcswidth(line[:drawn]) == start
    assert wcswidth(line[drawn : line.rindex("]")]) == width


def test_tabs_go_to_every_fourth_cell() -> None:
    assert (
        report("\tab\t[pase 5 s]")
        == """
evening.md:1:6: error[unknown-directive]: nothing is known as "pase"
   1 |     ab  [pase 5 s]
     |          ^^^^ did you mean "pause"?
     = in brackets stands what happens: pause, rest, breathe, music, at, tone, voice, on, off, \
include, when, repeat, end, or a cue's name
"""
    )


def test_a_mark_that_takes_no_cell_still_gets_a_caret() -> None:
    parsed = compile_text("Hello.\n[\N{COMBINING ACUTE ACCENT}]")
    assert parsed.report.splitlines()[2].rstrip().endswith("^")


@pytest.mark.parametrize("value", ["a\nb", "a\x1b[31mb", "a\r\nb\0", "a\u2028b", "a\x9bb"])
def test_a_value_stays_on_its_line_and_moves_no_terminal(value: str) -> None:
    finding = Diagnostic(
        kind=Kind.UNKNOWN_NAME,
        severity=Severity.ERROR,
        values=(("name", value),),
        suggestion=value,
    )
    shown = render(finding, {})
    assert len(shown.splitlines()) == 3
    assert all(wcswidth(line) >= 0 for line in shown.splitlines())


def test_braces_in_a_script_are_no_template() -> None:
    assert '"{0.__class__}"' in report("Hello. [pause {0.__class__}]")


def test_a_line_past_the_end_draws_nothing_and_breaks_nothing() -> None:
    finding = Diagnostic(
        kind=Kind.EMPTY_SCRIPT,
        severity=Severity.ERROR,
        span=Span(source="a.md", line=9, column=1, length=1),
    )
    assert render(finding, {"a.md": Source(name="a.md", text="")}).splitlines()[1:3] == [
        "   9 |",
        "     | ^",
    ]


def test_the_summary() -> None:
    text = "---\nlength: 20 s (10-30 s)\n---\nHello ] [rest"
    findings = compile_text(text, seconds=40).findings
    assert summarise(findings) == "2 errors, 1 warning"
    assert summarise(findings[:1]) == "1 error"
    assert summarise(findings[-1:]) == "1 warning"
    assert summarise(()) == "no findings"
