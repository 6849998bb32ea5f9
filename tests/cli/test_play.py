from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

pytestmark = pytest.mark.slow

Write = Callable[[str, str], Path]

NO_SOUND = {
    "PULSE_SERVER": "unix:/nowhere",
    "PIPEWIRE_REMOTE": "nowhere",
    "ALSA_CONFIG_PATH": "/dev/null",
    "JACK_NO_START_SERVER": "1",
}
"""Nothing that a Linux program could play on."""


@pytest.mark.skipif(sys.platform != "linux", reason="devices can be hidden on Linux only")
def test_without_a_device_it_says_so_and_what_to_do(run: Any) -> None:
    said = run("play", "sleep", "--voice", "silent", **NO_SOUND)
    assert (said.returncode, said.stdout) == (3, "")
    assert said.stderr == (
        "voicemat: there is no sound device\n"
        "  check that an output is connected and that other programs can be heard; "
        "without a device, voicemat export makes a file\n"
    )


def test_play_into_a_file_says_what_is_heard(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", "# Arrive\nGood day.\n# Leave\nGood bye.\n[rest]\n")
    said = run("play", "noon.md", "-l", "20s", "--voice", "silent", "--output", "wav:noon.wav")
    assert (said.returncode, said.stderr) == (0, "")
    lines = [line.split(maxsplit=1) for line in said.stdout.splitlines()]
    assert said.stdout.startswith("Noon (0:20)\n")
    assert [text for _, text in lines[1:]] == [
        "Chapter 1: Arrive",
        "Good day.",
        "Chapter 2: Leave",
        "Good bye.",
        "the end",
    ]
    assert lines[-1][0] == "0:20"
    assert soundfile.info(folder / "noon.wav").frames == 20 * 48_000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to one process")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_a_play_to_nobody_softly(start: Any, number: int, code: int) -> None:
    process: subprocess.Popen[str] = start("play", "sleep", "--voice", "silent", "--output", "null")
    assert process.stdout
    while "Chapter 1" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (code, "")
    assert out.endswith("  stopped\n")


def test_a_file_that_cannot_be_written(run: Any, write: Write) -> None:
    write("noon.md", "Good day.\n")
    said = run("play", "noon.md", "--voice", "silent", "--output", "wav:nowhere/noon.wav")
    assert said.returncode == 4
    assert said.stderr.startswith("voicemat: nowhere/noon.wav: cannot be written")


def test_raw_samples_on_standard_output_are_what_a_file_holds(
    environment: Mapping[str, str], run: Any, write: Write, folder: Path
) -> None:
    write("noon.md", "---\nmusic: rain\n---\nGood day.\n[rest]\n")
    common = ("play", "noon.md", "-l", "20s", "--voice", "silent", "--output")
    run(*common, "wav:noon.wav")
    expected, _ = soundfile.read(folder / "noon.wav", dtype="float32")
    for output, form in (("-", "<i2"), ("stdout:f32le", "<f4")):
        done = subprocess.run(
            [sys.executable, "-m", "voicemat", *common, output],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=True,
        )
        samples = np.frombuffer(done.stdout, form).reshape(-1, 2)
        if form == "<i2":
            assert np.abs(samples / 32_767 - expected).max() <= 0.5 / 32_767 + 1e-7
        else:
            assert np.array_equal(samples, expected)
        assert b"Good day." in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to one process")
def test_a_stopped_session_goes_on_where_it_was(run: Any, start: Any, write: Write) -> None:
    write("noon.md", "# Arrive\nGood day.\n[pause 60 s]\n# Leave\nGood bye.\n[rest]\n")
    nothing = run("play", "--resume", "--output", "null")
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "no session to go on with" in nothing.stderr

    process = start("play", "noon.md", "-l", "3m", "--voice", "silent", "--output", "null:30")
    while "Chapter 2" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    stopped = out.splitlines()[-1].split()[0]

    said = run("play", "--resume", "--output", "null:60")
    assert (said.returncode, said.stderr) == (0, "")
    lines = [line.split(maxsplit=1) for line in said.stdout.splitlines()]
    assert lines[1] == [stopped, "Chapter 2: Leave"]
    assert lines[-1] == ["3:00", "the end"]
    assert run("play", "--resume", "--output", "null").returncode == 2, "it was heard to its end"


def test_resume_goes_on_as_it_was(run: Any) -> None:
    said = run("play", "--resume", "--length", "20m")
    assert said.returncode == 2
    assert "goes on with the session as it was" in said.stderr


def test_the_night_makes_a_session_longer(run: Any, write: Write) -> None:
    write("noon.md", "---\nmusic: rain\n---\nGood day.\n[rest]\n")
    common = ("play", "noon.md", "-l", "1m", "--voice", "silent", "--output", "null:inf")
    for flags, length in (
        (("--then", "music", "10m"), "11:00"),
        (("--timer", "5m"), "8:00"),
        (("--delay", "2m"), "3:00"),
        (("--delay", "2m", "--timer", "30s"), "3:30"),
    ):
        said = run(*common, *flags)
        assert (said.returncode, said.stderr) == (0, "")
        assert said.stdout.splitlines()[0] == f"Noon ({length})"
    wrong = run(*common, "--then", "words", "10m")
    assert wrong.returncode == 2
    assert "only music can follow" in wrong.stderr
