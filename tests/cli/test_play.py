from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import soundfile

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
