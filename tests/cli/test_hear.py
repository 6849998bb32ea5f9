from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile


def power(path: Path) -> float:
    samples, _ = soundfile.read(path)
    return float(10 * np.log10((samples[48_000:96_000] ** 2).mean()))


def test_a_mix_of_layers_is_written(run: Any, folder: Path) -> None:
    said = run("hear", "wind+brown@-6", "--seconds", "4", "-o", "mix.wav")
    assert (said.returncode, said.stderr) == (0, "")
    assert "mix.wav" in said.stdout
    assert soundfile.info(folder / "mix.wav").frames == 4 * 48_000


def test_a_level_is_one(run: Any, folder: Path) -> None:
    for name, sounds in (("usual", "brown"), ("softer", "brown@-12")):
        assert run("hear", sounds, "-s", "4", "-o", f"{name}.wav").returncode == 0
    difference = power(folder / "usual.wav") - power(folder / "softer.wav")
    assert difference == pytest.approx(12, abs=0.1)


def test_a_cue_is_as_long_as_it_rings(run: Any, folder: Path) -> None:
    assert run("hear", "woodblock", "-o", "knock.wav").returncode == 0
    assert soundfile.info(folder / "knock.wav").duration < 1


def test_endless_is_as_loud_as_the_loop(run: Any, folder: Path) -> None:
    for name, option in (("loop", []), ("endless", ["--endless"])):
        assert run("hear", "wind", "-s", "5", "-o", f"{name}.wav", *option).returncode == 0
    assert power(folder / "endless.wav") == pytest.approx(power(folder / "loop.wav"), abs=0.5)


def test_a_folder_of_ones_own_plays(run: Any, folder: Path) -> None:
    music = folder / "my + music"
    music.mkdir()
    wave = 0.1 * np.sin(2 * np.pi * 300 * np.arange(12 * 44_100) / 44_100)
    soundfile.write(music / "one.wav", wave, 44_100)
    said = run("hear", "my + music", "-s", "3", "-o", "out.wav")
    assert (said.returncode, said.stderr) == (0, "")
    assert power(folder / "out.wav") > -30


@pytest.mark.parametrize(
    ("sounds", "words"),
    [
        ("ocaen", "ocean"),
        ("rain+", "missing"),
        ("rain@-99", "out of bounds"),
        (".", "no sound file"),
    ],
)
def test_what_cannot_be_heard_is_said(run: Any, sounds: str, words: str) -> None:
    said = run("hear", sounds, "-o", "out.wav")
    assert said.returncode == 2
    assert words in said.stderr
