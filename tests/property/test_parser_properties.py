"""No text crashes the parser, hangs it, or slips from a bracket into the speech."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fakes.compiling import compile_text
from tests.fakes.parsing import lines_of, parse_text
from tests.property.strategies import HEADER_PIECES, PIECES, noise, routines, texts
from voicemat.diagnostics import WORDING, Kind
from voicemat.script.model import Heading, Note, Paragraph
from voicemat.script.walk import every_node


def check(text: str) -> None:
    """Everything that holds for any text."""
    compiled = compile_text(text, seconds=60)
    lines = text.removeprefix("\ufeff").splitlines()
    for finding in compiled.findings:
        assert finding.kind in WORDING
        if finding.span:
            assert finding.span.line >= 1
            assert finding.span.column >= 1
            assert finding.span.length >= 1
            assert finding.span.line <= max(len(lines), 1)
    assert isinstance(compiled.report, str)
    compiled.report.encode()
    for node in every_node(compiled.script.nodes):
        if isinstance(node, Paragraph):
            for line in lines_of(node.parts):
                assert lines[line.span.line - 1][line.span.column - 1 :].startswith(line.text[:1])
        elif not isinstance(node, Note):
            covered = lines[node.span.line - 1][node.span.column - 1 :][: node.span.length]
            assert len(covered) == node.span.length
            assert covered == covered.strip()


@settings(max_examples=120)
@given(texts())
@example("---\ntitle: \udbff".encode("utf-8", "replace").decode())
def test_no_text_crashes_the_compiler(text: str) -> None:
    check(text)


@settings(max_examples=250)
@given(noise())
@example('---\ntitle: "\\UFFFFFFFF"\n---\na')
@example('---\ntitle: "\\ud800"\n---\na')
@example('---\n"\\ud800": a\n---\na')
@example("---\n%YAML 1." + "9" * 5000 + "\n--- a\n---\na")
@example("---\nsay: {'': x}\n---\nHello.")
@example("---\nsay: {idem: x}\n---\n\N{LATIN SMALL LETTER DOTLESS I}dem.")
@example("---\n" + "[" * 2000 + "\n---\na")
@example("---\n" + "- " * 2000 + "\n---\na")
@example("---\ntitle: &a [*a]\n---\na")
@example("[\u0301]")
def test_no_order_of_the_language_s_own_pieces_does(text: str) -> None:
    check(text)


@given(noise())
@example("# ")
@example("a\n   ## b ")
@example("- ")
@example("*a ")
@example("[a ")
@example("a] ")
@example("{a ")
@example("<!-- a --> ")
@example("... ")
@example("---\ntitle: a\n---\n")
def test_what_stands_in_brackets_is_never_spoken(text: str) -> None:
    """Put a word that no other piece holds into brackets, anywhere: no voice gets it, unless the
    whole is in an error's hands.
    """
    for at in sorted({0, len(text) // 3, len(text) // 2, len(text)}):
        compiled = compile_text(f"{text[:at]}[zymurgy zymurgy]{text[at:]}")
        spoken = " ".join(utterance.text for utterance in compiled.score.utterances)
        if compiled.timeline is not None:
            escaped = text[:at].endswith("\\")
            assert "zymurgy" not in spoken or escaped
        nodes = every_node(compiled.script.nodes)
        titles = [node.title for node in nodes if isinstance(node, Heading)]
        assert not any("zymurgy" in title for title in titles) or text[:at].endswith("\\")


@given(routines(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_routines_have_no_mistakes_whatever_their_line_ends(text: str, end: str) -> None:
    compiled = compile_text(text)
    assert not compiled.findings, compiled.report
    assert parse_text(text.replace("\n", end)).nodes == parse_text(text).nodes


@given(routines(), st.data())
def test_a_mistake_does_not_hide_the_others(text: str, data: st.DataObject) -> None:
    head, _, body = text.rpartition("---\n")
    lines = body.splitlines()
    mistakes = data.draw(st.integers(1, 4))
    for _ in range(mistakes):
        lines.insert(data.draw(st.integers(0, len(lines))), "\n[puase 5 s]\n")
    compiled = compile_text(f"{head}---\n" + "\n".join(lines))
    assert compiled.kinds.count(Kind.UNKNOWN_DIRECTIVE) == mistakes
    assert len(compiled.findings) == mistakes


# -- time ------------------------------------------------------------------------------------

LARGE = 16_000
"""Characters of the texts that are timed."""

AT_ONCE = 0.15
"""Seconds of processor time that are too few to compare."""


def spent(work: Callable[[str], object], text: str) -> float:
    started = process_time()
    work(text)
    return process_time() - started


def grows_with_its_length(
    work: Callable[[str], object], make: Callable[[int], str], large: int = LARGE
) -> bool:
    """Eight times the text takes less than thirty times the time; sixty-four if quadratic."""
    long = spent(work, make(large))
    if long < AT_ONCE:
        return True
    long = min(long, spent(work, make(large)))
    short = min(spent(work, make(large // 8)) for _ in range(3))
    return long < 30 * short


def whole(text: str) -> object:
    return compile_text(text).script


HARD = {
    "[": "[{}",
    "[ ": "[{}",
    "]": "{}",
    "[]": "{}",
    "[a": "{}",
    "\\": "{}",
    "\\[": "[{}",
    "<!--": "{}",
    "<!-- --> ": "{}",
    "<!-- ": "{}\n-->",
    "{": "{}",
    "{ ": "{}",
    " ": "a {{{}x",
    "  ": "[music a{}b]",
    " +": "[music a{}]",
    "over ": "[music {}]",
    "-1": "[music {}]",
    "9": "[pause {} s]",
    "5 s ": "[pause {}]",
    "1:": "[pause {}]",
    "\t": "[pause{}5 s]",
    "*": "{}",
    "*a ": "{}",
    "*a* ": "{}",
    "a* ": "{}",
    "_a ": "{}",
    "**a *b ": "{}",
    "...": "{}x",
    ". ": "{}",
    "... ": "{}\n",
    "#": "{}",
    "# ": "{}",
    "a#": "# {} #",
    "> ": "{}",
    "a-": "[{}]",
    "\u0301": "a{}",
    "a, ": "[{}]",
    "a\n": "{}",
    "[x\n": "{}",
    "...\n": "{}",
    "# a\n": "{}",
    "a\n\n": "{}",
    " \n": "{}",
}
"""Pieces, and what they are repeated within."""


@pytest.mark.parametrize("piece", HARD)
def test_time_grows_with_length(piece: str) -> None:
    def make(size: int) -> str:
        return HARD[piece].format(piece * (size // len(piece)))

    assert grows_with_its_length(whole, make)


# Nested brackets are left out: what PyYAML does at each of them is bounded, and slow.
HARD_HEADERS = ("a: b\n", "- a\n", "a, ", " ", "- ", "? ", "&a ", "'", "\\", "#")


@pytest.mark.parametrize("piece", HARD_HEADERS)
def test_the_header_s_time_grows_with_length(piece: str) -> None:
    def make(size: int) -> str:
        return f"---\ntitle: {piece * (size // len(piece))}\n---\nHello.\n"

    assert grows_with_its_length(whole, make)


def test_findings_are_drawn_in_time_that_grows_with_their_number() -> None:
    assert grows_with_its_length(
        lambda text: compile_text(text).report,
        # Few findings in a file of many lines: what is done for each must not be for the file.
        lambda size: ("[x 1]\n" + "\n" * 60) * (size // 66),
        large=8 * LARGE,
    )


def test_the_pieces_are_all_tried() -> None:
    assert len(set(PIECES)) == len(PIECES)
    assert len(set(HEADER_PIECES)) == len(HEADER_PIECES)
