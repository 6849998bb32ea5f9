"""A library of one's own for plans, and a studio over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicemat import config
from voicemat.studio import Studio


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A person's own routines: one with options, and its translation."""
    folder = tmp_path / "routines"
    folder.mkdir()
    (folder / "noon.md").write_text(
        "---\ntitle: Noon\nlength: 10 min\noptions:\n  level: beginner, advanced\n  name: friend\n"
        "---\nGood day, {name}.\n[rest]\n"
    )
    (folder / "noon.de.md").write_text(
        "---\ntitle: Mittag\nlanguage: de\noptions:\n  level: beginner, advanced\n"
        "---\nGuten Tag.\n[rest]\n"
    )
    (folder / "my-noon.md").write_text("---\ntitle: Noon\n---\nHello.\n[rest]\n")
    return folder


@pytest.fixture
def studio(library: Path, tmp_path: Path) -> Studio:
    """A studio over that library."""
    flags = {"library": str(library), "cache": str(tmp_path / "cache")}
    return Studio(config.load(flags, environment={}, folder=tmp_path), lambda _: None)
