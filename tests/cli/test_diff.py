from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

SCRIPT = """\
---
title: Noon
length: 2 min
---

# Arrive

Good day. Sit down.
...

# Rest

Rest.
[rest]
"""


def test_what_changed_and_what_moved(run: Any, write: Callable[[str, str], Path]) -> None:
    write("old.md", SCRIPT)
    write("new.md", SCRIPT.replace("Sit down.", "Sit down for a very long while."))
    said = run("diff", "old.md", "new.md", "--voice", "silent")
    assert (said.returncode, said.stderr) == (0, "")
    lines = said.stdout.splitlines()
    assert lines[0] == "sentences  1 changed, of 3"
    assert lines[1] == "length     2:00, unchanged"
    assert lines[2].startswith("moved      1 of 3, at most by ")
    assert lines[2].split(" by ")[1].split()[2] == "later"
    assert any(line.startswith("- ") and line.endswith("Sit down.") for line in lines)
    assert any(line.startswith("+ ") and line.endswith("long while.") for line in lines)
    assert any(line.startswith("Rest: begins ") for line in lines)


def test_the_same(run: Any, write: Callable[[str, str], Path]) -> None:
    write("old.md", SCRIPT)
    said = run("diff", "old.md", "--voice", "silent")
    assert said.stdout == (
        "sentences  none changed, of 3\nlength     2:00, unchanged\nmoved      nothing\n"
    )


def test_two_lengths(run: Any, write: Callable[[str, str], Path]) -> None:
    write("old.md", SCRIPT)
    said = run("diff", "old.md", "--new-length", "5m", "--voice", "silent", "--sentences")
    lines = said.stdout.splitlines()
    assert lines[:2] == ["sentences  none changed, of 3", "length     2:00 to 5:00 (3 min longer)"]
    assert any("Rest. (" in line and line.endswith(" later)") for line in lines)
