"""The same script gives the same file, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SCRIPT = """\
---
title: Twice
music: night-rain
---
# One
Good evening. This is said twice, with the same voice.
[breathe in 4, out 6, 2 times]
# Two
[bowl, soft]
[rest]
"""


@pytest.mark.slow
def test_exports_of_the_same_are_the_same(python: Any, tmp_path: Path) -> None:
    """With an empty cache and another empty one, so that the voice speaks and the music is
    decoded anew, and once more with what is in it then."""
    (tmp_path / "twice.md").write_text(SCRIPT)
    files = []
    for cache in ("one", "another", "one"):
        python(
            "-m", "voicemat", "export", "twice.md", "-l", "60s", "-o", "twice.mp3",
            VOICEMAT_CACHE=str(tmp_path / cache),
        )  # fmt: skip
        files.append((tmp_path / "twice.mp3").read_bytes())
    assert len(files[0]) > 900_000
    assert files[0] == files[1] == files[2]
