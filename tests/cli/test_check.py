from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
author, license, year, tags, cover, options, say
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
      = cues: bowl, bowl-low, bowl-high, rin, bell, chime, gong, woodblock, click; for the other directives see the language reference
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
"""  # noqa: E501


def test_every_bundled_routine_is_free_of_warnings(run: Any) -> None:
    scripts = Path(__file__).parents[2] / "scripts"
    names = sorted(path.name for path in scripts.glob("*.md"))
    said = run("check", "--strict", str(scripts), VOICEMAT_VOICE="silent")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [f"{scripts / name}: fine" for name in names]


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
    said = run("check", "fine.md", "bad.md", VOICEMAT_VOICE="silent")
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
            "settings": {},
            "file": "bad.md",
            "line": 2,
            "column": 8,
            "length": 1,
        },
        {
            "code": "unknown-cue",
            "severity": "error",
            "message": 'nothing is known as "belll"',
            "advice": "cues: bowl, bowl-low, bowl-high, rin, bell, chime, gong, woodblock, click; "
            "for the other directives see the language reference",
            "suggestion": "bell",
            "settings": {},
            "file": "bad.md",
            "line": 3,
            "column": 2,
            "length": 5,
        },
    ]


def test_a_fine_file_as_json(run: Any, write: Write) -> None:
    write("fine.md", "Good evening.\n")
    said = run("check", "fine.md", "--format", "json", VOICEMAT_VOICE="silent")
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


LONG = (
    "---\nlength: 90 s\noptions:\n  level: one, two\n---\nBreathe.\n[pause 5-600 s]\n[two: Go.]\n"
)


def test_time_is_checked_at_the_length_that_is_asked_for(run: Any, write: Write) -> None:
    write("long.md", LONG)
    said = run("check", "long.md", VOICEMAT_VOICE="silent")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("long.md:7:1: warning[unannounced-silence]: 1 min 2")
    assert said.stdout.endswith("1 warning\n")  # though both levels have it
    said = run("check", "long.md", "--length", "40s", VOICEMAT_VOICE="silent")
    assert (said.returncode, said.stdout) == (0, "long.md: fine\n")


def test_strict_takes_warnings_as_errors(run: Any, write: Write) -> None:
    write("long.md", LONG)
    said = run("check", "--strict", "long.md", VOICEMAT_VOICE="silent")
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.startswith("long.md:7:1: error[unannounced-silence]: ")
    assert said.stdout.endswith("1 error\n")
    said = run("check", "--strict", "--format", "json", "long.md", VOICEMAT_VOICE="silent")
    (found,) = json.loads(said.stdout)
    assert (said.returncode, found["severity"], found["line"]) == (1, "error", 7)


LEVELS = "---\noptions:\n  level: one, two\n---\nHello.\n[two: The mat cures you.]\n"


def test_a_finding_says_which_option_it_needs(run: Any, write: Write) -> None:
    write("levels.md", LEVELS)
    said = run("check", "levels.md", VOICEMAT_VOICE="silent")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == (
        'levels.md:6:7: warning[medical-promise]: "cures" promises what a routine cannot keep\n'
        "   6 | [two: The mat cures you.]\n"
        "     |       ^^^^^^^^^^^^^^^^^^\n"
        "     = say what a person may feel instead: warmth, ease, a moment of rest\n"
        "   = with level=two\n"
        "1 warning\n"
    )
    said = run("check", "levels.md", "--format", "json", VOICEMAT_VOICE="silent")
    assert json.loads(said.stdout)[0]["settings"] == {"level": "two"}
    said = run("check", "levels.md", "--set", "level=one", VOICEMAT_VOICE="silent")
    assert said.stdout == "levels.md: fine\n"


def test_what_has_no_place_names_its_script(run: Any, write: Write) -> None:
    write("short.md", "Hello there.\n[pause 20 s]\n")
    said = run("check", "short.md", "--length", "5s", VOICEMAT_VOICE="silent")
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.startswith("short.md: error[fixed-length]: 5 s cannot be met")
    said = run("check", "short.md", "--length", "5s", "--format", "json", VOICEMAT_VOICE="silent")
    (found,) = json.loads(said.stdout)
    assert (found["file"], found["line"]) == ("short.md", None)


def test_a_folder(run: Any, write: Write) -> None:
    write("mine/b.md", "Good evening.\n")
    write("mine/a.txt", "Good evening.\n[pause 5]\n")
    write("mine/notes.csv", "[pause 5]\n")
    write("mine/parts/up.md", "[off the mat]\n")
    said = run("check", "mine", VOICEMAT_VOICE="silent")
    assert (said.returncode, said.stderr) == (1, "")
    first, *_, fine, summary = said.stdout.splitlines()
    assert first.startswith(f"{Path('mine/a.txt')}:2:8: error[missing-unit]")
    assert (fine, summary) == (f"{Path('mine/b.md')}: fine", "1 error")


def test_a_part_is_checked_as_a_part(run: Any, write: Write) -> None:
    write("parts/up.md", "Up, {name}.\n[off the mat]\n")
    write("parts/down.md", "Down.\n[pause 5]\n")
    assert run("check", "parts/up.md").stdout == "parts/up.md: fine\n"
    assert "error[missing-unit]" in run("check", "parts").stdout


def test_a_folder_without_scripts(run: Any, folder: Path) -> None:
    (folder / "evening.md").mkdir()
    said = run("check", "evening.md")
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr == (
        "voicemat: evening.md: there is no script in this folder\n"
        "  a script is a file that ends in .md or .txt\n"
    )


def test_a_code_is_explained(run: Any) -> None:
    said = run("check", "--explain", "fast-breath")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("Warning. A breath takes less than six seconds")
    assert "[breathe in 2, out 2, 10 times]" in said.stdout
    assert "##" not in said.stdout


def test_an_unknown_code(run: Any) -> None:
    said = run("check", "--explain", "fast-breathing")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith('voicemat: there is no finding with the code "fast-breathing"')
    assert 'did you mean "fast-breath"?' in said.stderr


def test_nothing_to_check(run: Any) -> None:
    said = run("check")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == ("voicemat: nothing to check\n  name a routine, a path or a folder\n")
