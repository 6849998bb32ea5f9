"""Whole scripts against what they became when somebody last looked."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from tests.golden import renew

TELL = f"what a script becomes has changed; if that was meant, {renew.COMMAND}"

CASES = pytest.mark.parametrize("case", renew.CASES)

HEARD = pytest.mark.parametrize("case", [case for case in renew.CASES if case != "mistakes"])

TOLERANCE = 0.05
"""dB of an envelope between machines."""


def differences(was: Any, now: Any, path: str = "$") -> list[str]:
    """Where two documents differ; numbers with a point may differ in their last places."""
    if isinstance(was, dict) and isinstance(now, dict):
        keys = [*was, *(key for key in now if key not in was)]
        found = [differences(was.get(key), now.get(key), f"{path}.{key}") for key in keys]
        return [line for lines in found for line in lines]
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        pairs = enumerate(zip(was, now, strict=True))
        found = [differences(old, new, f"{path}[{index}]") for index, (old, new) in pairs]
        return [line for lines in found for line in lines]
    if isinstance(was, float) and isinstance(now, float) and math.isclose(was, now, abs_tol=1e-9):
        return []
    return [] if was == now and type(was) is type(now) else [f"{path}: {was!r} is now {now!r}"]


@CASES
def test_the_diagnostics(case: str) -> None:
    was = (renew.folder(case) / "diagnostics.txt").read_text("utf-8")
    assert renew.diagnostics_text(renew.compiled(case)) == was, TELL


@HEARD
def test_the_timeline(case: str) -> None:
    was = json.loads((renew.folder(case) / "timeline.json").read_text("utf-8"))
    now = json.loads(renew.timeline_text(renew.compiled(case).session))
    assert differences(was, now) == [], TELL


def numbers(text: str) -> list[list[float]]:
    rows = text.splitlines()[1:]
    return [[renew.SILENT if cell == "-" else float(cell) for cell in row.split()] for row in rows]


@HEARD
def test_the_envelope_of_the_mix(case: str) -> None:
    was = numbers((renew.folder(case) / "envelope.txt").read_text("utf-8"))
    now = numbers(renew.envelope_text(renew.compiled(case).session))
    assert len(now) == len(was), TELL
    for before, after in zip(was, now, strict=True):
        assert after == pytest.approx(before, abs=TOLERANCE), TELL


@pytest.mark.parametrize("name", renew.DOCUMENTED)
def test_the_documents(name: str) -> None:
    path, now = renew.document(name)
    assert now.decode() == path.read_bytes().decode(), TELL


def test_a_case_with_mistakes_has_no_timeline() -> None:
    assert renew.compiled("mistakes").timeline is None


def test_the_comparison_sees_what_changes() -> None:
    document = {"a": [1, 2.0, "x"], "b": None}
    assert differences(document, {"a": [1, 2.0 + 1e-12, "x"], "b": None}) == []
    assert differences(document, {"a": [1, 2.1, "x"], "b": None}) == ["$.a[1]: 2.0 is now 2.1"]
    assert differences(document, {"a": [1, 2.0], "b": None})
    assert differences(document, {"a": [True, 2.0, "x"], "b": None})
    assert differences(document, {"a": [1, 2.0, "x"], "b": None, "c": 0}) == ["$.c: None is now 0"]
