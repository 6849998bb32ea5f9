"""``docs/checks.md`` explains every code by an example, and the example is right."""

from __future__ import annotations

import re
import shlex
import string
from dataclasses import dataclass
from pathlib import Path

import pytest

from voicemat import config
from voicemat.checking import check_routine, explain, explanations
from voicemat.diagnostics import WORDING, Diagnostic, Kind, Severity, render
from voicemat.errors import UsageError
from voicemat.pipeline import load_with
from voicemat.studio import Studio

TEXT = re.compile(r"```text\n(.*?)```\n", re.DOTALL)
COMMAND = re.compile(r"```sh\nvoicemat check example\.md (.*)\n```\n")

SCRIPT, OVERLAY = "example.md", "example.overlay.md"

BESIDES = {
    Kind.UNCLOSED_HEADER: {Kind.EMPTY_SCRIPT},  # all of it is header
    Kind.NOT_TEXT: {Kind.UNKNOWN_RECORDING},  # the example brings no sound file
    Kind.TOO_DEEP: {Kind.STRAY_BRACKET},  # what closes the level that was not opened
}
"""Errors that come with others."""


PLACES: dict[Kind, tuple[int, int] | None] = {
    Kind.UNCLOSED_HEADER: (1, 1),
    Kind.BAD_HEADER: (2, 15),
    Kind.UNKNOWN_KEY: (2, 1),
    Kind.DUPLICATE_KEY: (3, 1),
    Kind.BAD_VALUE: (2, 9),
    Kind.UNCLOSED_BRACKET: (2, 1),
    Kind.STRAY_BRACKET: (1, 14),
    Kind.UNCLOSED_COMMENT: (1, 15),
    Kind.HEADING_SPACE: (1, 1),
    Kind.EMPTY_HEADING: (3, 1),
    Kind.BRACKET_IN_HEADING: (1, 10),
    Kind.EMPTY_DIRECTIVE: (1, 15),
    Kind.UNKNOWN_DIRECTIVE: (2, 2),
    Kind.UNEXPECTED_WORDS: (2, 12),
    Kind.MISSING_PART: (2, 7),
    Kind.BAD_DURATION: (2, 8),
    Kind.MISSING_UNIT: (2, 8),
    Kind.BACKWARD_RANGE: (2, 8),
    Kind.OUT_OF_RANGE: (2, 13),
    Kind.BLOCK_NOT_CLOSED: (2, 1),
    Kind.STRAY_END: (2, 1),
    Kind.TOO_DEEP: (1, 281),
    Kind.NOT_TEXT: (2, 1),
    Kind.NOTHING_TO_SAY: (3, 3),
    Kind.EMPTY_SCRIPT: (1, 1),
    Kind.UNKNOWN_BED: (2, 8),
    Kind.UNKNOWN_CUE: (2, 2),
    Kind.UNKNOWN_NAME: (1, 15),
    Kind.UNKNOWN_OPTION: None,
    Kind.UNKNOWN_CHOICE: None,
    Kind.LENGTH_UNKNOWN: (1, 9),
    Kind.NO_MUSIC_YET: (2, 1),
    Kind.MUSIC_PLAYS_ALREADY: (4, 1),
    Kind.UNKNOWN_CONDITION: (6, 2),
    Kind.UNKNOWN_SCRIPT: (1, 1),
    Kind.INCLUDE_CYCLE: (2, 1),
    Kind.UNKNOWN_VOICE: (2, 1),
    Kind.VOICE_LANGUAGE: (6, 1),
    Kind.UNKNOWN_RECORDING: (1, 1),
    Kind.TOO_MUCH: (3, 1),
    Kind.NOTHING_STARTED: (2, 1),
    Kind.MAT_ALREADY: (2, 1),
    Kind.BAD_RECORDING: (1, 1),
    Kind.UNKNOWN_COVER: (2, 8),
    Kind.BAD_COVER: (2, 8),
    Kind.OVERLAY_STRAY: (1, 1),
    Kind.OVERLAY_UNFINISHED: (1, 13),
    Kind.OVERLAY_SENTENCE_GONE: (1, 13),
    Kind.OVERLAY_CHAPTER_GONE: (1, 1),
    Kind.TOO_SHORT: None,
    Kind.TOO_LONG: None,
    Kind.FIXED_LENGTH: None,
    Kind.LENGTH_OUTSIDE_RANGE: None,
    Kind.TIME_IMPOSSIBLE: (2, 1),
    Kind.CHAPTER_BOUNDS: (1, 1),
    Kind.CHAPTER_LEFT_OUT: (6, 1),
    Kind.MAT_TOO_LONG: (7, 1),
    Kind.LONG_SENTENCE: (1, 1),
    Kind.UNANNOUNCED_SILENCE: (2, 1),
    Kind.MEDICAL_PROMISE: (1, 1),
    Kind.MAT_NEVER_LEFT: (3, 1),
    Kind.NO_SAFETY: (2, 1),
    Kind.LONG_HOLD: (2, 1),
    Kind.FAST_BREATH: (2, 1),
    Kind.CUE_BEFORE_SLEEP: (8, 1),
    Kind.WAKING_WORDS: (7, 1),
    Kind.LOUDER_BEFORE_SLEEP: (9, 1),
    Kind.SHORT_LAST_FADE: (9, 1),
    Kind.UNUSED_OPTION: (3, 10),
    Kind.UNUSED_RESPELLING: (3, 13),
}
"""The line and column of what each example provokes; None where it is about the whole session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What the example of a section provokes."""

    kind: Kind
    section: str
    findings: tuple[Diagnostic, ...]

    @property
    def finding(self) -> Diagnostic:
        (found,) = (finding for finding in self.findings if finding.kind is self.kind)
        return found


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    settings = {
        "voice": "silent",
        "cache": str(tmp_path_factory.mktemp("cache")),
        "library": str(tmp_path_factory.mktemp("library")),
    }
    return Studio(config.load(settings), lambda _: None)


@pytest.fixture(scope="module", params=Kind)
def example(
    request: pytest.FixtureRequest, studio: Studio, tmp_path_factory: pytest.TempPathFactory
) -> Example:
    section = explain(request.param)
    script, *overlays = TEXT.findall(section)
    path = tmp_path_factory.mktemp("routine") / SCRIPT
    path.write_text(script, encoding="utf-8")
    for overlay in overlays:
        path.with_name(OVERLAY).write_text(overlay, encoding="utf-8")
    command = COMMAND.search(section)
    arguments = shlex.split(command.group(1)) if command else []
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    name, _, value = given.pop("--set", "").partition("=")
    found = check_routine(
        load_with(studio, str(path)), given.pop("--length", None), {name: value} if name else None
    )
    assert not given
    return Example(
        kind=request.param,
        section=section,
        findings=tuple(finding.diagnostic for finding in found),
    )


def test_there_is_a_section_for_every_code() -> None:
    assert set(explanations()) == {str(kind) for kind in Kind}


def test_an_example_provokes_its_code_and_no_other(example: Example) -> None:
    expected = {example.kind} | BESIDES.get(example.kind, set())
    assert {finding.kind for finding in example.findings} == expected
    severity = example.finding.severity
    assert example.section.startswith("Error. " if severity is Severity.ERROR else "Warning. ")


def test_it_is_found_where_it_stands(example: Example) -> None:
    span = example.finding.span
    if span is None:
        assert PLACES[example.kind] is None
    else:
        assert (span.line, span.column) == PLACES[example.kind]
        assert Path(span.source).name == (
            OVERLAY if example.kind.value.startswith("overlay-") else SCRIPT
        )


def test_its_wording_is_filled_in(example: Example) -> None:
    finding = example.finding
    shown = render(finding, {})
    assert f"{finding.severity}[{example.kind.value}]: " in shown.partition("\n")[0]
    given = {name for name, _ in finding.values}
    assert not [name for name in given if f"{{{name}}}" in shown]
    wording = WORDING[example.kind]
    for template in (wording.message, wording.label, wording.advice):
        assert {name for _, name, _, _ in string.Formatter().parse(template) if name} <= given


def test_every_section_says_how_to_mend_it() -> None:
    for code, section in explanations().items():
        assert len(section.rpartition("```\n")[2].strip()) > 10, code


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        explain("medical-promises")
    assert caught.value.advice == 'did you mean "medical-promise"?'
