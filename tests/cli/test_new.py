from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("purpose", ["calm", "sleep", "energy"])
def test_a_new_routine_is_there_and_compiles(
    run: Any, environment: Mapping[str, str], purpose: str
) -> None:
    said = run("new", "My evening", "--purpose", purpose)
    assert (said.returncode, said.stderr) == (0, "")
    path = Path(environment["VOICEMAT_LIBRARY"]) / "my-evening.md"
    assert str(path) in said.stdout
    assert "voicemat edit my-evening" in said.stdout
    for length in ("10m", "60m"):
        shown = run("show", "my-evening", "--voice", "silent", "--length", length)
        assert shown.returncode == 0, shown.stderr
        assert shown.stdout.startswith("My evening  ")
    text = path.read_text()
    again = run("new", "my  Evening")
    assert again.returncode == 2
    assert "already" in again.stderr
    assert path.read_text() == text


def test_every_wish_is_heard(run: Any, environment: Mapping[str, str]) -> None:
    wishes = ("--length", "45 min", "--level", "advanced", "--music", "none")
    assert run("new", "Noon", *wishes).returncode == 0
    text = (Path(environment["VOICEMAT_LIBRARY"]) / "noon.md").read_text()
    assert "length: 45 min\n" in text
    assert "level: advanced, beginner\n" in text
    assert "music" not in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("Sleep",),
        ("???",),
        ("Noon", "--music", "rian"),
        ("Noon", "--length", "2m"),
        ("Noon", "--length", "soon"),
        ("Noon", "--purpose", "war"),
    ],
)
def test_what_cannot_be(
    run: Any, environment: Mapping[str, str], arguments: tuple[str, ...]
) -> None:
    said = run("new", *arguments)
    assert (said.returncode, said.stdout) == (2, "")
    assert not Path(environment["VOICEMAT_LIBRARY"]).exists()
