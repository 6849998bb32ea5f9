from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def library(environment: Mapping[str, str]) -> Path:
    return Path(environment["VOICEMAT_LIBRARY"])


@pytest.fixture
def editor(tmp_path: Path) -> Callable[[str, str], str]:
    """An editor that replaces some words of the file, and tells what it was given."""

    def make(old: str, new: str) -> str:
        script = tmp_path / "an editor.py"
        script.write_text(
            "import pathlib, sys\n"
            "path = pathlib.Path(sys.argv[-1])\n"
            "text = path.read_text(encoding='utf-8')\n"
            f"path.write_text(text.replace({old!r}, {new!r}), encoding='utf-8')\n",
            encoding="utf-8",
        )
        return f'"{sys.executable}" "{script}"'

    return make


def listed(run: Any, name: str) -> str:
    lines = run("list", COLUMNS="300").stdout.splitlines()
    return next(line.rstrip() for line in lines if line.split()[0] == name)


def test_a_copy_is_made_checked_and_wins(run: Any, editor: Any, library: Path) -> None:
    said = run("edit", "sleep", VISUAL=editor("Good evening", "Good night"))
    assert (said.returncode, said.stderr) == (0, "")
    copy = library / "sleep.md"
    assert str(copy) in said.stdout
    assert "voicemat play sleep" in said.stdout
    assert "Good night, {name}." in copy.read_text()
    assert listed(run, "sleep").endswith("(yours, changed from the bundled one)")
    assert listed(run, "calm").endswith("(bundled)")
    assert "Good night, friend." in run("show", "sleep", "--voice", "silent").stdout


def test_the_differences_and_the_way_back(run: Any, editor: Any, library: Path) -> None:
    run("edit", "sleep", EDITOR=editor("Good evening", "Good night"))
    said = run("edit", "--diff", "sleep")
    assert (said.returncode, said.stderr) == (0, "")
    changed = [line for line in said.stdout.splitlines() if line[:1] in "+-"][2:]
    assert changed == ["-Good evening, {name}.", "+Good night, {name}."]
    text = (library / "sleep.md").read_text()
    said = run("edit", "--reset", "sleep")
    assert (said.returncode, said.stderr) == (0, "")
    assert (library / "sleep.md.old").read_text() == text
    assert listed(run, "sleep").endswith("(bundled)")
    assert run("edit", "--diff", "sleep").returncode == 2


def test_nothing_changed_leaves_no_copy(run: Any, editor: Any, library: Path) -> None:
    said = run("edit", "sleep", EDITOR=editor("", ""))
    assert said.returncode == 0
    assert "nothing was changed" in said.stdout
    assert not (library / "sleep.md").exists()


def test_mistakes_are_shown_at_their_line_and_nothing_is_lost(
    run: Any, editor: Any, library: Path
) -> None:
    said = run("edit", "sleep", EDITOR=editor("[music quieter]", "[musik quieter]"))
    assert said.returncode == 1
    assert "sleep.md:" in said.stdout
    assert "[musik quieter]" in said.stdout
    assert 'did you mean "music"?' in said.stdout
    assert "[musik quieter]" in (library / "sleep.md").read_text()
    said = run("edit", "sleep", EDITOR=editor("[musik quieter]", "[music quieter]"))
    assert said.returncode == 0


def test_an_own_routine_is_edited_where_it_is(run: Any, editor: Any, write: Any) -> None:
    path = write("noon.md", "Hello.\n")
    said = run("edit", "noon.md", EDITOR=editor("Hello", "Goodbye"))
    assert said.returncode == 0
    assert path.read_text() == "Goodbye.\n"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these have an editor")
def test_without_an_editor_it_says_what_to_do(run: Any, library: Path) -> None:
    said = run("edit", "sleep")
    assert said.returncode == 3
    assert "EDITOR" in said.stderr
    assert not library.exists()


@pytest.mark.parametrize("program", ["no-such-editor", "false"])
def test_an_editor_that_fails(run: Any, library: Path, program: str) -> None:
    said = run("edit", "sleep", EDITOR=program)
    assert said.returncode == 3
    assert program in said.stderr
    assert not (library / "sleep.md").exists()


def test_small_changes_without_a_copy(run: Any, editor: Any, library: Path) -> None:
    said = run("edit", "--overlay", "sleep", EDITOR=editor("> # Its heading\n", ""))
    assert said.returncode == 0, said.stdout
    overlay = library / "sleep.overlay.md"
    overlay.write_text("instead of: Good evening, friend.\nsay: Good night, {name}.\n")
    shown = run("show", "sleep", "--voice", "silent", "--set", "name=Ana")
    assert "Good night, Ana." in shown.stdout
    assert overlay.name in "".join(shown.stdout.split())  # a long path takes two lines
    assert listed(run, "sleep").endswith("(bundled, with your small changes)")
    overlay.write_text("instead of: It was here once.\nsay: No.\n")
    said = run("show", "sleep", "--voice", "silent")
    assert said.returncode == 0
    assert "sleep.overlay.md:1:13: warning[overlay-sentence-gone]" in said.stderr
    assert "Good evening, friend." in said.stdout
