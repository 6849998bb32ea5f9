"""What a run leaves behind that was stopped in the middle of an export."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import soundfile

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to one process"),
]

SCRIPT = "Good night.\n[rest]\n"

NAME = "night.mp3"
BEFORE = b"what was there before"


@pytest.fixture
def folder(folder: Path) -> Path:
    """The folder in which the command line runs, with a script and nothing else."""
    (folder / "night.md").write_text(SCRIPT)
    return folder


def others(folder: Path) -> list[str]:
    """What is in the folder besides the script."""
    return [path.name for path in folder.iterdir() if path.name != "night.md"]


def stop_in_the_middle(start: Any, folder: Path, number: int) -> tuple[int, str, str]:
    """The exit code and the output of an export that `number` hit while it wrote its file."""
    process: subprocess.Popen[str] = start(
        "export", "night.md", "--length", "2h", "--voice", "silent", "-o", NAME, "--overwrite"
    )
    deadline = time.monotonic() + 60
    while sum(path.stat().st_size for path in folder.glob(".voicemat-*.part")) < 1 << 18:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_an_interrupt_leaves_nothing(start: Any, folder: Path, number: int, code: int) -> None:
    assert stop_in_the_middle(start, folder, number) == (code, "", "")
    assert others(folder) == []


def test_an_interrupt_leaves_what_was_there(start: Any, folder: Path) -> None:
    (folder / NAME).write_bytes(BEFORE)
    stop_in_the_middle(start, folder, signal.SIGINT)
    assert others(folder) == [NAME]
    assert (folder / NAME).read_bytes() == BEFORE


def test_a_kill_leaves_no_file_under_the_name_and_the_next_run_is_fine(
    start: Any, run: Any, folder: Path
) -> None:
    code, out, err = stop_in_the_middle(start, folder, signal.SIGKILL)
    assert (code, out, err) == (-signal.SIGKILL, "", "")
    assert not (folder / NAME).exists()
    (left,) = others(folder)
    assert left.startswith(".")
    # The next run writes the file and clears away what the killed one left.
    said = run("export", "night.md", "--length", "30s", "--voice", "silent", "-o", NAME)
    assert said.returncode == 0
    assert others(folder) == [NAME]
    assert soundfile.info(folder / NAME).frames == 30 * 48_000


def test_a_kill_leaves_what_was_there(start: Any, folder: Path) -> None:
    (folder / NAME).write_bytes(BEFORE)
    stop_in_the_middle(start, folder, signal.SIGKILL)
    assert (folder / NAME).read_bytes() == BEFORE


def test_a_kill_while_the_voice_is_at_work(start: Any, run: Any, folder: Path) -> None:
    """With the real voice: the sentences that were kept are whole, and the others are made."""
    sentences = [f"Here is a sentence with the number {number}." for number in range(30)]
    (folder / "long.md").write_text("\n".join([*sentences, "[rest]", ""]))
    cache = folder / "fresh"
    process: subprocess.Popen[str] = start(
        "export", "long.md", "-l", "3m", "-o", NAME, VOICEMAT_CACHE=str(cache)
    )
    deadline = time.monotonic() + 60
    while len(list(cache.glob("recordings/*.recording"))) < 3:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=30)
    kept = {path: path.read_bytes() for path in cache.glob("recordings/*.recording")}
    assert 3 <= len(kept) < len(sentences)
    assert not (folder / NAME).exists()
    said = run("export", "long.md", "-l", "3m", "-o", NAME, VOICEMAT_CACHE=str(cache))
    assert (said.returncode, said.stderr) == (0, "")
    assert soundfile.info(folder / NAME).frames == 3 * 60 * 48_000
    assert {path: path.read_bytes() for path in kept} == kept


def test_an_ignored_interrupt_stays_ignored(environment: Any, folder: Path) -> None:
    """As under nohup, and for a job that a script put into the background."""
    program = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'voicemat', *sys.argv[1:]])\n"
    )
    arguments = ["export", "night.md", "-l", "1m", "--voice", "silent", "-o", NAME]
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
    ) as process:
        while not list(folder.glob(".voicemat-*.part")) and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert (folder / NAME).exists()
