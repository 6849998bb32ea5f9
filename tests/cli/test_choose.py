"""``voicemat play`` alone: in a real terminal, and where there is none."""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.tmux import Tmux, python

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or not shutil.which("tmux"), reason="needs tmux and /proc"
    ),
]

QUESTION = "What would you like to hear?"


@pytest.fixture
def tmux(environment: Mapping[str, str], folder: Path) -> Iterator[Callable[..., Tmux]]:
    """Opens terminals in which the command line runs."""
    opened: list[Tmux] = []

    def opener(*arguments: str, **variables: str) -> Tmux:
        here = folder / str(len(opened))
        here.mkdir()
        settings = {
            name: value for name, value in environment.items() if name not in ("TERM", "COLUMNS")
        }
        settings |= {"VOICEMAT_VOICE": "silent", "VOICEMAT_OUTPUT": "null", **variables}
        settings |= {"XDG_STATE_HOME": str(folder / "state")}
        opened.append(Tmux(here, python("-m", "voicemat", *arguments), **settings))
        return opened[-1]

    yield opener
    for terminal in opened:
        terminal.close()


def test_without_a_terminal_it_says_what_to_type(run: Any) -> None:
    said = run("play")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        "voicemat: which routine?\n"
        "  voicemat list shows what there is, as in: voicemat play sleep\n"
    )


def test_choosing_plays_and_is_remembered(tmux: Callable[..., Tmux], folder: Path) -> None:
    terminal = tmux("play")
    terminal.wait_for(QUESTION)
    terminal.press("End", "Up", "Left", "BTab", "Right")  # sleep, 25 min, the first bed
    terminal.wait_for("‹ 25 min ›")
    terminal.press("Enter")
    screen = terminal.wait_for("playing")
    assert "Sleep on the mat" in screen
    terminal.press("Space", "q")
    assert terminal.end() == 0
    kept = json.loads((folder / "state" / "voicemat" / "choices.json").read_text())
    (choice,) = kept["choices"]
    assert (choice["routine"], choice["length"], choice["voice"]) == ("sleep", "25 min", None)
    again = tmux("play")
    assert "‹ 25 min ›" in again.wait_for("▸ Sleep on the mat")
    again.press("q")
    assert again.end() == 0


@pytest.mark.parametrize(("key", "code"), [("Escape", 0), ("C-c", 130)])
def test_leaving_plays_nothing(tmux: Callable[..., Tmux], key: str, code: int) -> None:
    terminal = tmux("play")
    terminal.wait_for(QUESTION)
    terminal.press(key)
    assert terminal.end() == code
    assert "playing" not in terminal.screen()


def test_a_signal_restores_the_terminal(tmux: Callable[..., Tmux]) -> None:
    terminal = tmux("play")
    terminal.wait_for(QUESTION)
    terminal.send(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM
    assert "Traceback" not in terminal.screen()


def test_dim_shows_next_to_nothing(tmux: Callable[..., Tmux]) -> None:
    terminal = tmux("play", "sleep", "-l", "30m", "--dim")
    assert terminal.wait_for("30 min").split()[-2:] == ["30", "min"]
    terminal.press("Space")
    terminal.wait_for("paused")
    terminal.press("q")
    assert terminal.end() == 0


def test_plain_writes_lines_even_in_a_terminal(tmux: Callable[..., Tmux]) -> None:
    terminal = tmux("play", "sleep", "-l", "30m", "--plain")
    terminal.wait_for("Chapter 1: Before you begin")
    terminal.press("n")
    terminal.wait_for("Chapter 2: Make your bed ready")
    terminal.press("Space", "q")
    assert terminal.end() == 0


def test_another_bed_or_none(run: Any) -> None:
    said = run("play", "sleep", "--music", "rian")
    assert (said.returncode, said.stderr) == (
        2,
        'voicemat: there is no bed named "rian"\n  did you mean "rain"?\n',
    )
