"""Every case of the corpus of foreign notations gives what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicemat.diagnostics import error_count
from voicemat.script import parse
from voicemat.script.importers import Notation, convert
from voicemat.source import Source

CORPUS = Path(__file__).parents[3] / "corpus" / "foreign"

CASES = [
    pytest.param(*case.removesuffix("\n").split("\n=>\n"), id=f"{path.stem}-{number}")
    for path in sorted(CORPUS.glob("*.txt"))
    for number, case in enumerate(path.read_text("utf-8").split("%%\n")[1:], 1)
]


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(("given", "expected"), CASES)
def test_a_case(given: str, expected: str) -> None:
    imported = convert(Source(name="case", text=given))
    assert imported.text.removesuffix("\n") == expected
    _, findings = parse(Source(name="case.md", text=imported.text))
    assert error_count(findings) == 0


@pytest.mark.parametrize(("given", "expected"), CASES)
def test_nothing_in_brackets_is_spoken(given: str, expected: str) -> None:
    if convert(Source(name="case", text=given)).notation is Notation.SPEECH_MARKDOWN:
        given = re.sub(r"\[[^\]]*\]", "", given)
    body = re.sub(r"\A---\n.*?\n---\n", "", expected, flags=re.DOTALL)
    spoken = "\n".join(
        re.sub(r"<!--.*?-->", "", line)
        for line in body.splitlines()
        if not re.match(r"\[.*\]$|>|#", line)
    )
    assert not re.search(r"(?<!\\)[\[\]{}]", spoken)
    for inside in re.findall(r"\[([^\[\]]*[^\W\d_]{2}[^\[\]]*)\]", given):
        assert inside not in spoken
