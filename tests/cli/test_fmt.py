"""``voicemat fmt``: files rewritten whole, or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
Write = Callable[[str, str], Path]


def test_a_script_gets_its_calm_form(run: Run, write: Write) -> None:
    path = write("evening.md", "Rest.  \n[PAUSE 5sec]")
    done = run("fmt", "evening.md")
    assert done.returncode == 0
    assert done.stdout == "evening.md: formatted\n"
    assert path.read_bytes() == b"Rest.\n[pause 5 s]\n"
    assert run("fmt", "evening.md").stdout == ""


def test_check_changes_nothing_and_says_what_would_change(run: Run, write: Write) -> None:
    path = write("evening.md", "Rest.  ")
    write("calm.md", "Rest.\n")
    done = run("fmt", "--check", "evening.md", "calm.md")
    assert done.returncode == 1
    assert done.stdout == "evening.md: would change\n"
    assert path.read_text() == "Rest.  "
    assert run("fmt", "--check", "calm.md").returncode == 0


def test_a_script_with_errors_is_refused_and_the_others_are_not(run: Run, write: Write) -> None:
    bad = write("bad.md", "Rest.  \n[puase 5s]")
    good = write("good.md", "Rest.  ")
    done = run("fmt", "bad.md", "good.md")
    assert done.returncode == 1
    assert 'did you mean "pause"?' in done.stderr
    assert bad.read_text() == "Rest.  \n[puase 5s]"
    assert good.read_text() == "Rest.\n"


def test_marks_and_line_ends_of_windows_are_taken_off(run: Run, folder: Path) -> None:
    path = folder / "evening.md"
    path.write_bytes(b"\xef\xbb\xbfRest.\r\nWell.\r\n")
    assert run("fmt", "evening.md").returncode == 0
    assert path.read_bytes() == b"Rest.\nWell.\n"


def test_one_s_own_routine_goes_by_its_name(run: Run, environment: dict[str, str]) -> None:
    path = Path(environment["VOICEMAT_LIBRARY"]) / "my-evening.md"
    path.parent.mkdir(parents=True)
    path.write_text("Rest.  ")
    assert run("fmt", "my evening").returncode == 0
    assert path.read_text() == "Rest.\n"


def test_what_ships_is_looked_at_and_never_changed(run: Run) -> None:
    assert run("fmt", "--check", "sleep").returncode == 0
    done = run("fmt", "sleep")
    assert done.returncode == 2
    assert "voicemat edit sleep" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")
def test_permissions_and_links_stay(run: Run, write: Write) -> None:
    path = write("evening.md", "Rest.  ")
    path.chmod(0o640)
    link = path.with_name("link.md")
    link.symlink_to("evening.md")
    assert run("fmt", "link.md").returncode == 0
    assert link.is_symlink()
    assert path.read_text() == "Rest.\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(file.name for file in path.parent.iterdir()) == ["evening.md", "link.md"]
