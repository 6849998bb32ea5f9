"""Mistakes on the command line: what is said, and exit code 2."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_mistyped_command(run: Any) -> None:
    said = run("exprot", "sleep")
    assert (said.returncode, said.stdout) == (2, "")
    assert "exprot" in said.stderr
    assert "export" in said.stderr


def test_a_mistyped_routine(run: Any) -> None:
    said = run("export", "slep", "--voice", "silent")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        'voicemat: there is no routine named "slep"\n'
        '  did you mean "sleep"? voicemat list shows what there is\n'
    )


def test_a_routine_like_no_other(run: Any) -> None:
    said = run("show", "marathon")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        'voicemat: there is no routine named "marathon"\n  voicemat list shows what there is\n'
    )


def test_an_unknown_voice(run: Any) -> None:
    said = run("export", "sleep", "--voice", "silnt")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == ('voicemat: there is no voice named "silnt"\n  did you mean "silent"?\n')


def test_an_unknown_output(run: Any) -> None:
    said = run("play", "sleep", "--voice", "silent", "--output", "speaker")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        'voicemat: there is no output named "speaker"\n'
        "  outputs: miniaudio, null, simpleaudio, sounddevice, stdout, wav\n"
    )


@pytest.mark.parametrize("length", ["5x", "-5m", "twenty"])
def test_a_length_that_is_none(run: Any, length: str) -> None:
    said = run("export", "sleep", "--voice", "silent", f"--length={length}")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("voicemat: the length ")
    assert said.stderr.endswith("  write it as 20m, 45 min, 1 h 30 min or 1:30:00\n")


@pytest.mark.parametrize("pace", ["fast", "9", "nan"])
def test_a_pace_that_is_none(run: Any, pace: str) -> None:
    said = run("show", "sleep", "--voice", "silent", "--pace", pace)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        f'voicemat: --pace: "{pace}" does not fit "pace": expected a number from 0.5 to 1.5\n'
    )


def test_a_choice_without_a_value(run: Any) -> None:
    said = run("show", "sleep", "--voice", "silent", "--set", "Ana")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == ('voicemat: --set "Ana" is no choice\n  write it as --set name=Ana\n')
