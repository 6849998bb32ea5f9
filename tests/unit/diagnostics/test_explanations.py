"""``docs/checks.md`` explains every code by an example, and the example is right."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from voicemat import config
from voicemat.checking import check_routine, explain, explanations
from voicemat.diagnostics import Kind, Severity
from voicemat.errors import UsageError
from voicemat.pipeline import Studio, load_with

TEXT = re.compile(r"```text\n(.*?)```\n", re.DOTALL)
COMMAND = re.compile(r"```sh\nvoicemat check example\.md (.*)\n```\n")

BESIDES = {
    Kind.UNCLOSED_HEADER: {Kind.EMPTY_SCRIPT},  # all of it is header
    Kind.NOT_TEXT: {Kind.UNKNOWN_RECORDING},  # the example brings no sound file
    Kind.TOO_DEEP: {Kind.STRAY_BRACKET},  # what closes the level that was not opened
}
"""Errors that come with others."""


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    settings = {
        "voice": "silent",
        "cache": str(tmp_path_factory.mktemp("cache")),
        "library": str(tmp_path_factory.mktemp("library")),
    }
    return Studio(config.load(settings), lambda _: None)


def test_there_is_a_section_for_every_code() -> None:
    assert set(explanations()) == {str(kind) for kind in Kind}


@pytest.mark.parametrize("kind", Kind)
def test_an_example_provokes_its_code_and_no_other(
    kind: Kind, studio: Studio, tmp_path: Path
) -> None:
    section = explain(kind)
    script, *overlays = TEXT.findall(section)
    path = tmp_path / "example.md"
    path.write_text(script, encoding="utf-8")
    for overlay in overlays:
        (tmp_path / "example.overlay.md").write_text(overlay, encoding="utf-8")
    command = COMMAND.search(section)
    arguments = shlex.split(command.group(1)) if command else []
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    name, _, value = given.pop("--set", "").partition("=")
    found = check_routine(
        load_with(studio, str(path)), given.pop("--length", None), {name: value} if name else None
    )
    assert not given
    diagnostics = [finding.diagnostic for finding in found]
    expected = {kind} | BESIDES.get(kind, set())
    assert {diagnostic.kind for diagnostic in diagnostics} == expected
    (severity,) = {one.severity for one in diagnostics if one.kind is kind}
    assert section.startswith("Error. " if severity is Severity.ERROR else "Warning. ")


def test_every_section_says_how_to_mend_it() -> None:
    for code, section in explanations().items():
        assert len(section.rpartition("```\n")[2].strip()) > 10, code


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        explain("medical-promises")
    assert caught.value.advice == 'did you mean "medical-promise"?'
