"""Every kind of finding, provoked through the whole way from text to timeline."""

from __future__ import annotations

import string
from typing import Any

import pytest

from tests.fakes.compiling import compile_text
from voicemat.diagnostics import WORDING, Kind, Severity

TITLED = "---\n{}\n---\nHello.\n"

CASES: dict[Kind, tuple[str, dict[str, Any], tuple[int, int] | None]] = {
    Kind.UNCLOSED_HEADER: ("---\ntitle: x\n", {}, (1, 1)),
    Kind.BAD_HEADER: (TITLED.format("title: a: b"), {}, (2, 9)),
    Kind.UNKNOWN_KEY: (TITLED.format("titel: x"), {}, (2, 1)),
    Kind.DUPLICATE_KEY: (TITLED.format("title: a\ntitle: b"), {}, (3, 1)),
    Kind.BAD_VALUE: (TITLED.format("pace: 3"), {}, (2, 7)),
    Kind.UNCLOSED_BRACKET: ("Hello.\nWait [pause 5 s", {}, (2, 6)),
    Kind.STRAY_BRACKET: ("Hello] there.", {}, (1, 6)),
    Kind.UNCLOSED_COMMENT: ("Hello.\n <!-- x", {}, (2, 2)),
    Kind.HEADING_SPACE: ("#Arrive\nHello.", {}, (1, 1)),
    Kind.EMPTY_HEADING: ("Hello.\n#", {}, (2, 1)),
    Kind.BRACKET_IN_HEADING: ("# Arrive [bell]\nHello.", {}, (1, 10)),
    Kind.EMPTY_DIRECTIVE: ("Hello. []", {}, (1, 8)),
    Kind.UNKNOWN_DIRECTIVE: ("Hello.\n[when beginner]", {}, (2, 2)),
    Kind.UNEXPECTED_WORDS: ("Hello. [pause 5 s now]", {}, (1, 19)),
    Kind.MISSING_PART: ("Hello. [pause]", {}, (1, 14)),
    Kind.BAD_DURATION: ("Hello. [pause long]", {}, (1, 15)),
    Kind.MISSING_UNIT: ("Hello. [pause 5]", {}, (1, 15)),
    Kind.BACKWARD_RANGE: ("Hello. [pause 9-5 s]", {}, (1, 15)),
    Kind.OUT_OF_RANGE: ("Hello. [pause 25 h]", {}, (1, 15)),
    Kind.NOTHING_TO_SAY: ("Hello.\n\n  - !", {}, (3, 5)),
    Kind.EMPTY_SCRIPT: ("# Arrive\n> Nothing here.\n", {}, (1, 1)),
    Kind.UNKNOWN_BED: ("Hello.\n[music rian]", {}, (2, 8)),
    Kind.UNKNOWN_CUE: ("Hello.\n [bel]", {}, (2, 3)),
    Kind.UNKNOWN_NAME: ("Hello, {nobody}.", {}, (1, 8)),
    Kind.UNKNOWN_OPTION: ("Hello.", {"settings": (("level", "x"),)}, None),
    Kind.UNKNOWN_CHOICE: (
        TITLED.format("options:\n  level: one, two"),
        {"settings": (("level", "three"),)},
        None,
    ),
    Kind.LENGTH_UNKNOWN: ("We have {length}.", {}, (1, 9)),
    Kind.NO_MUSIC_YET: ("Hello.\n[music quieter]", {}, (2, 1)),
    Kind.TOO_SHORT: ("Hello. [rest]", {"seconds": 5}, None),
    Kind.TOO_LONG: ("Hello.\n[pause 2-9 s]", {"seconds": 60}, None),
    Kind.FIXED_LENGTH: ("Hello.", {"seconds": 60}, None),
    Kind.LENGTH_OUTSIDE_RANGE: (
        TITLED.format("length: 20 s (10-30 s)") + "[rest]",
        {"seconds": 40},
        None,
    ),
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_found(kind: Kind) -> None:
    text, wishes, place = CASES[kind]
    compiled = compile_text(text, **wishes)
    finding, *others = compiled.findings
    assert finding.kind is kind
    # A header that is never closed leaves no script.
    assert [other.kind for other in others] == [Kind.EMPTY_SCRIPT] * (kind is Kind.UNCLOSED_HEADER)
    if place is None:
        assert finding.span is None
    else:
        assert finding.span is not None
        assert (finding.span.line, finding.span.column) == place
    warns = kind is Kind.LENGTH_OUTSIDE_RANGE
    assert finding.severity is (Severity.WARNING if warns else Severity.ERROR)
    assert (compiled.timeline is not None) == warns
    # Its wording is filled in: no brace of a template is left.
    head, _, rest = compiled.report.partition("\n")
    assert f"{finding.severity}[{kind.value}]: " in head
    for name, _ in finding.values:
        assert f"{{{name}}}" not in head + rest


@pytest.mark.parametrize("kind", Kind)
def test_a_wording_asks_only_for_values_that_its_finding_has(kind: Kind) -> None:
    text, wishes, _ = CASES[kind]
    finding = compile_text(text, **wishes).findings[0]
    wording = WORDING[kind]
    for template in (wording.message, wording.label, wording.advice):
        asked = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        assert asked <= {name for name, _ in finding.values}
