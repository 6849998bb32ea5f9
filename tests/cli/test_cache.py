"""``voicemat cache``: shown, checked, emptied."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

SCRIPT = "---\nvoice: silent\n---\nGood evening.\n[pause 2 s]\nGood night.\n"


def test_it_is_shown_checked_and_emptied(run: Any, folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "a cache of its own"  # the other tests share one

    def said(*arguments: str) -> str:
        done = run(*arguments, VOICEMAT_CACHE=str(own))
        assert (done.returncode, done.stderr) == (0, "")
        output: str = done.stdout
        return output

    def recordings() -> list[Path]:
        return sorted(own.rglob("*.recording"))

    (folder / "short.md").write_text(SCRIPT)
    said("show", "short.md")
    held = recordings()
    assert len(held) == 2
    assert re.search(r"speech  2 files, 0\.\d MB", said("cache"))

    content = bytearray(held[0].read_bytes())
    content[-1] ^= 0x40
    held[0].write_bytes(content)
    assert said("cache", "check") == "2 recordings read, 1 damaged and removed\n"
    assert recordings() == held[1:]
    # It is made again, and nothing else is.
    said("show", "short.md")
    assert recordings() == held

    assert "removed speech (2 files" in said("cache", "clear")
    assert recordings() == []
    assert "speech  0 files, 0.0 MB" in said("cache", "show")
