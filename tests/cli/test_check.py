from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Write = Callable[[str, str], Path]

BAD = """\
---
title: Bad
lenght: 10 min
music: rian
---

# Arrive

Good evening, {nmae}.
[pause 5]
\u5165\u308a [belll]
[pause 60-20 s]
[music harbour]
[
"""

FOUND = """\
bad.md:3:1: error[unknown-key]: the header has no key "lenght"
   3 | lenght: 10 min
     | ^^^^^^ did you mean "length"?
     = the keys are title, summary, language, length, voice, pace, music, ending, mat, dots, \
author, license, tags, cover, options, say
bad.md:4:8: error[unknown-bed]: there is no bed and no music file named "rian"
   4 | music: rian
     |        ^^^^ did you mean "rain"?
     = voicemat list beds
bad.md:9:15: error[unknown-name]: no option is called "nmae"
   9 | Good evening, {nmae}.
     |               ^^^^^^
     = give it in the header under options:, as in name: friend
bad.md:10:8: error[missing-unit]: "5" has no unit
   10 | [pause 5]
      |        ^ seconds or minutes?
      = write 5 s or 5 min
bad.md:11:5: error[unknown-cue]: nothing is known as "belll"
   11 | \u5165\u308a [belll]
      |       ^^^^^ did you mean "bell"?
      = cues: bowl, bell, chime; for the other directives see the language reference
bad.md:12:8: error[backward-range]: this range runs backwards
   12 | [pause 60-20 s]
      |        ^^^^^^^
      = write the smaller number first
bad.md:13:8: error[unknown-bed]: there is no bed and no music file named "harbour"
   13 | [music harbour]
      |        ^^^^^^^
      = voicemat list beds
bad.md:14:1: error[unclosed-bracket]: this bracket is never closed
   14 | [
      | ^ no ] on this line
      = close it with ]; to have it as text, write \\[
8 errors
"""


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "scripts").glob("*.md")))
def test_every_bundled_routine_is_fine(run: Any, path: Path) -> None:
    said = run("check", path.stem)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.endswith(f"{path.name}: fine\n")
    assert len(said.stdout.splitlines()) == 1


def test_all_errors_of_a_file_at_once_in_order(run: Any, write: Write) -> None:
    write("bad.md", BAD)
    said = run("check", "bad.md")
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout == FOUND


def test_a_file_with_errors_is_not_exported_but_shown_the_same(
    run: Any, write: Write, folder: Path
) -> None:
    write("bad.md", BAD)
    said = run("export", "bad.md", "--voice", "silent")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == FOUND
    assert [path.name for path in folder.iterdir()] == ["bad.md"]


def test_several_files(run: Any, write: Write) -> None:
    write("fine.md", "Good evening.\n")
    write("bad.md", "Good evening.\n[pause 5]\n")
    said = run("check", "fine.md", "bad.md")
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout == (
        "fine.md: fine\n"
        'bad.md:2:8: error[missing-unit]: "5" has no unit\n'
        "   2 | [pause 5]\n"
        "     |        ^ seconds or minutes?\n"
        "     = write 5 s or 5 min\n"
        "1 error\n"
    )


def test_findings_as_json(run: Any, write: Write) -> None:
    write("bad.md", "Good evening.\n[pause 5]\n[belll]\n")
    said = run("check", "bad.md", "--format", "json")
    assert (said.returncode, said.stderr) == (1, "")
    assert json.loads(said.stdout) == [
        {
            "code": "missing-unit",
            "severity": "error",
            "message": '"5" has no unit',
            "advice": "write 5 s or 5 min",
            "suggestion": None,
            "file": "bad.md",
            "line": 2,
            "column": 8,
            "length": 1,
        },
        {
            "code": "unknown-cue",
            "severity": "error",
            "message": 'nothing is known as "belll"',
            "advice": "cues: bowl, bell, chime; "
            "for the other directives see the language reference",
            "suggestion": "bell",
            "file": "bad.md",
            "line": 3,
            "column": 2,
            "length": 5,
        },
    ]


def test_a_fine_file_as_json(run: Any, write: Write) -> None:
    write("fine.md", "Good evening.\n")
    said = run("check", "fine.md", "--format", "json")
    assert (said.returncode, said.stdout, said.stderr) == (0, "[]\n", "")


def test_a_file_that_is_not_there(run: Any) -> None:
    said = run("check", "evening.md")
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr == (
        "voicemat: evening.md: there is no such file\n  check the path, or voicemat list\n"
    )


def test_a_file_that_is_not_utf_8(run: Any, folder: Path) -> None:
    (folder / "old.md").write_bytes("Good evening.\nA caf\xe9.\n".encode("latin-1"))
    said = run("check", "old.md")
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr == "voicemat: old.md:2: this is no UTF-8 text\n  save the file as UTF-8\n"


def test_a_folder_instead_of_a_file(run: Any, folder: Path) -> None:
    (folder / "evening.md").mkdir()
    said = run("check", "evening.md")
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr.startswith("voicemat: evening.md: ")


def test_checking_speaks_nothing(run: Any, write: Write, cache: Path) -> None:
    write("fine.md", "A sentence that nobody else says.\n")
    before = set((cache / "recordings").glob("*"))
    assert run("check", "fine.md").returncode == 0
    assert set((cache / "recordings").glob("*")) == before
