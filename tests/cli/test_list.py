from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


def names(table: str) -> list[str]:
    """What stands in the first column."""
    return [line.split()[0] for line in table.splitlines() if not line.startswith(" ")]


def test_list_shows_every_bundled_routine(run: Any) -> None:
    said = run("list")
    assert (said.returncode, said.stderr) == (0, "")
    assert names(said.stdout) == sorted(path.stem for path in SCRIPTS.glob("*.md"))
    assert "sleep 30 min A slow evening on the mat" in " ".join(said.stdout.split())
    assert "(bundled)" in said.stdout


def test_a_routine_of_ones_own_is_listed_and_hides_a_bundled_one(
    run: Any, environment: Mapping[str, str]
) -> None:
    library = Path(environment["VOICEMAT_LIBRARY"])
    library.mkdir()
    (library / "noon.md").write_text("---\nlength: 5 min\n---\nHello.\n[rest]\n")
    (library / "sleep.txt").write_text("---\nsummary: My own night\n---\nSleep.\n")
    (library / "photo.jpg").write_bytes(b"")
    lines = [" ".join(line.split()) for line in run("list").stdout.splitlines()]
    assert "noon 5 min Noon (yours)" in lines
    assert [line for line in lines if line.startswith("sleep ")] == ["sleep My own night (yours)"]
    assert not any("photo" in line for line in lines)


@pytest.mark.parametrize(
    ("what", "some"),
    [
        ("beds", {"rain", "night-rain", "night", "drift"}),
        ("cues", {"bowl", "bell", "chime"}),
        ("voices", {"heart", "silent"}),
        ("outputs", {"miniaudio", "null", "simpleaudio", "sounddevice", "stdout", "wav"}),
    ],
)
def test_beds_cues_and_voices(run: Any, what: str, some: set[str]) -> None:
    said = run("list", what)
    assert (said.returncode, said.stderr) == (0, "")
    assert some <= set(names(said.stdout))


def test_the_first_voice_is_the_one_that_speaks(run: Any) -> None:
    assert names(run("list", "voices").stdout)[0] == "heart"


def test_something_that_cannot_be_listed(run: Any) -> None:
    said = run("list", "bed")
    assert (said.returncode, said.stdout) == (2, "")
    assert "bed" in said.stderr
    assert "beds" in said.stderr
