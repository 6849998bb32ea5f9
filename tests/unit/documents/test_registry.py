from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pytest

from voicemat.cli import export
from voicemat.documents import DOCUMENTS, Subject, find_document, make
from voicemat.errors import MissingError, UsageError
from voicemat.timeline.model import Timeline
from voicemat.timeline.serialisation import from_json


def test_no_two_documents_would_be_one_file() -> None:
    suffixes = [document.suffix for document in DOCUMENTS.values()]
    assert len(set(suffixes)) == len(suffixes)


def test_an_unknown_name_is_told_all_names() -> None:
    with pytest.raises(UsageError, match='no document named "ass"') as raised:
        find_document("ass")
    assert raised.value.advice == f"choose from: {', '.join(DOCUMENTS)}"


def test_the_help_names_every_document_and_no_other() -> None:
    option = inspect.get_annotations(export.export, eval_str=True)["with_"].__metadata__[0]
    named = re.findall(r"[a-z]+(?:-[a-z]+)?", " ".join(re.findall(r"\((.*?)\)", option.help)))
    assert sorted(named) == sorted(DOCUMENTS)


def test_the_documentation_tells_of_every_document_and_its_file() -> None:
    text = (Path(__file__).parents[3] / "docs" / "files.md").read_text("utf-8")
    found: dict[str, str] = {}
    for names, files in re.findall(r"^\| (`[a-z`, -]+`) \| (`Sleep\.[^|]+`) \|", text, re.M):
        found |= zip(re.findall("`(.+?)`", names), re.findall("`Sleep(.+?)`", files), strict=True)
    assert found == {name: document.suffix for name, document in DOCUMENTS.items()}


def test_json_is_the_timeline(timeline: Timeline) -> None:
    assert from_json(make("json", Subject(timeline=timeline))) == timeline


def test_what_is_not_installed_is_told_with_the_remedy(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opentimelineio", None)
    with pytest.raises(MissingError) as raised:
        make("otio", Subject(timeline=timeline))
    assert raised.value.advice == 'pip install "voicemat[otio]"'
