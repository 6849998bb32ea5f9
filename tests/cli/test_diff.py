from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"

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


@pytest.mark.slow
def test_one_word_of_half_an_hour(run: Any, cache: Path, write: Callable[[str, str], Path]) -> None:
    """With the real voice: one sentence is made, the length stays, and what moved is told."""
    script = (SCRIPTS / "back.md").read_text(encoding="utf-8")
    sentence = next(line for line in script.splitlines() if line.startswith("Let "))
    write("back.md", script)
    changed = sentence.replace("Let ", "Allow ", 1)
    assert script.count(sentence) == 1
    write("changed.md", script.replace(sentence, changed))
    made = run("show", "back.md", "--length", "30m")
    assert made.returncode == 0, made.stderr
    before = set((cache / "recordings").glob("*.recording"))
    said = run("diff", "back.md", "changed.md", "--length", "30m")
    assert said.returncode == 0, said.stderr
    assert len(set((cache / "recordings").glob("*.recording")) - before) == 1
    lines = said.stdout.splitlines()
    assert lines[0].startswith("sentences  1 changed, of ")
    assert lines[1] == "length     30:00, unchanged"
    assert lines[2].startswith("moved      ")
    assert " at most by 0." in lines[2]
    assert sum(line.startswith("+ ") and "Allow " in line for line in lines) == 1
