from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

pytestmark = pytest.mark.slow

SCRIPT = """\
---
title: Noon
length: 1 min
options:
  level: beginner, advanced
  name: friend
---

# Arrive

Good day, {name}. Sit down.
[beginner: Keep your shirt on.]
[advanced: Take it off.]
...
[include part]

# Rest

[breathe in 4, out 6, 1 times]
Rest.
[rest]
"""


def test_the_sheet(run: Any, write: Callable[[str, str], Path]) -> None:
    write("noon.md", SCRIPT)
    write("part.md", "A word of care.\n")
    said = run("read", "noon.md", "--voice", "silent", "--set", "level=advanced")
    assert (said.returncode, said.stderr) == (0, "")
    lines = [line.split() for line in said.stdout.splitlines() if line[:3].isdigit()]
    numbers = [int(line[0]) for line in lines]
    words = [" ".join(line[line.index("s)") + 1 :]) for line in lines]
    assert dict(zip(numbers, words, strict=True)) == {
        1: "Good day, friend.",
        2: "Sit down.",
        4: "Take it off.",
        5: "A word of care.",
        6: "Rest.",
    }
    assert "Arrive" in said.stdout
    assert "Breathe in." not in said.stdout


def test_the_sheet_as_a_file(run: Any, write: Callable[[str, str], Path], folder: Path) -> None:
    write("noon.md", SCRIPT)
    write("part.md", "A word of care.\n")
    assert run("read", "noon.md", "--voice", "silent", "-o", "sheet.md").returncode == 0
    sheet = (folder / "sheet.md").read_text()
    assert "## Rest" in sheet
    assert "| 003 | 0:" in sheet
    again = run("read", "noon.md", "--voice", "silent", "-o", "sheet.md")
    assert again.returncode == 4
    assert (folder / "sheet.md").read_text() == sheet


def test_takes_are_put_in_and_heard(run: Any, environment: Mapping[str, str], folder: Path) -> None:
    takes = folder / "my takes"
    takes.mkdir()
    tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    for name in ("001.wav", "2.wav", "999.wav"):
        soundfile.write(takes / name, tone, 48_000)
    said = run("read", "sleep", "--voice", "silent", "--takes", "my takes")
    assert said.returncode == 0, said.stderr
    assert "2 takes put into" in said.stdout
    assert said.stderr == "999.wav: no sentence of this session has that number\n"
    sheet = run("read", "sleep", "--voice", "silent").stdout
    assert sheet.count("(recorded)") == 2
    assert "Good evening, friend. (recorded)" in sheet
    assert "Let me begin with a word of care. (recorded)" in sheet  # within an included part
    numbers = [line[:3] for line in sheet.splitlines() if line[:3].isdigit()]
    assert numbers[:3] == ["001", "002", "003"]
    again = run("read", "sleep", "--voice", "silent", "--takes", "my takes")
    assert "no take was put in" in again.stdout
    out = run("export", "sleep", "--voice", "silent", "--length", "20m", "-o", "sleep.wav")
    assert out.returncode == 0, out.stderr
    samples, rate = soundfile.read(folder / "sleep.wav", stop=30 * 48_000)
    second = [samples[at : at + rate // 10] for at in range(0, 20 * rate, rate // 10)]
    loud = [at for at, part in enumerate(second) if np.abs(part).max() > 0.05]
    assert loud, "the take is not heard"
    (takes / "2.wav").write_bytes(b"no sound")
    broken = run("export", "sleep", "--voice", "silent", "-o", "broken.wav")
    assert broken.returncode == 1
    assert "sleep.overlay.md:7:6" in broken.stderr
    assert "error[bad-recording]" in broken.stderr
    (takes / "2.wav").unlink()
    gone = run("check", "sleep")
    assert gone.returncode == 1
    assert "unknown-recording" in gone.stdout
    assert Path(environment["VOICEMAT_LIBRARY"], "sleep.overlay.md").is_file()


def test_a_recording_in_a_script(run: Any, write: Callable[[str, str], Path], folder: Path) -> None:
    write("noon.md", "---\noptions:\n  name: Ana\n---\n[recording a.wav: Hello, {name}.]\nWell.\n")
    tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    soundfile.write(folder / "a.wav", tone, 48_000)
    shown = run("show", "noon.md", "--voice", "silent")
    assert shown.returncode == 0, shown.stderr
    assert "Hello, Ana." in shown.stdout
