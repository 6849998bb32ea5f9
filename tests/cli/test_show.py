from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

SCRIPT = """\
---
title: Noon
summary: A short rest
length: 1 min
music: rain
options:
  name: friend
---

# Arrive

Good day, {name}.
[bell]
...

# Rest

[pause 5 s]
[rest]
"""


def test_show_says_when_what_happens(run: Any, write: Callable[[str, str], Path]) -> None:
    write("noon.md", SCRIPT)
    said = run("show", "noon.md", "--voice", "silent", "--set", "name=Ana")
    assert (said.returncode, said.stderr) == (0, "")
    lines = [line.rstrip() for line in said.stdout.splitlines()]
    assert lines[0] == "Noon  1:00  voice silent"
    assert lines[1] == "A short rest"
    for bus in ("voice", "music", "cues"):
        assert any(line.startswith(bus) for line in lines)
    text = "\n".join(lines)
    assert "Arrive  0:00 to " in text
    assert "Rest  " in text
    assert " to 1:00" in text
    assert "Good day, Ana." in text
    assert "[music rain]" in text
    assert "[bell]" in text
    assert "silence 5.0 s" in text


def test_what_happens_is_in_order_of_time(run: Any) -> None:
    said = run("show", "sleep", "--length", "20m", "--voice", "silent")
    times = [
        line.split()[0]
        for line in said.stdout.splitlines()
        if line.startswith(" ") and line.split() and line.split()[0][-3:-2] == ":"
    ]
    seconds = [int(time.split(":")[0]) * 60 + int(time.split(":")[1]) for time in times[2:]]
    assert len(seconds) > 100
    assert seconds == sorted(seconds)
    assert seconds[-1] < 20 * 60


def test_a_narrow_terminal_is_not_overrun(run: Any) -> None:
    said = run("show", "sleep", "--voice", "silent", COLUMNS="60")
    assert said.returncode == 0
    assert max(map(len, said.stdout.splitlines())) <= 60


def test_the_options_and_what_is_chosen(run: Any, write: Callable[[str, str], Path]) -> None:
    choices = "options:\n  level: beginner, advanced\n"
    text = SCRIPT.replace("options:\n", choices).replace("[bell]", "[bell]\n[beginner: Sit.]")
    write("noon.md", text)
    said = run("show", "noon.md", "--voice", "silent", "--set", "level=advanced")
    lines = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert "level beginner, advanced (chosen) --set level=..." in lines
    assert "name friend any text --set name=..." in lines
    assert "Sit." not in said.stdout
