"""The player where standard output is no terminal: lines, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

EVENING = Path(__file__).with_name("evening.py")
ROOT = Path(__file__).parents[3]


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """The session in a process whose standard streams are pipes."""
    return subprocess.Popen(
        [sys.executable, EVENING, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_line_for_each_chapter_and_sentence():
    process = start("null:inf", "60")
    out, err = process.communicate(timeout=20)
    assert out.decode() == (
        "An evening (1:00)\n"
        "   0:00  Chapter 1: Arriving\n"
        "   0:02  Lie down — slowly.\n"
        "   0:20  Chapter 2: Breathing\n"
        "   0:22  Breathe as you like.\n"
        "   0:40  Chapter 3: Stillness\n"
        "   0:50  Sleep.\n"
        "   1:00  the end\n"
    )
    assert (err, process.returncode) == (b"", 0)


def test_lines_come_when_they_are_heard():
    process = start("null:60", "60")
    assert process.stdout is not None
    times = [time.monotonic() for _ in process.stdout]
    process.communicate(timeout=20)
    gap = times[3] - times[2]  # 18 s at sixty times the speed
    assert 0.2 < gap < 2.0
    assert process.returncode == 0


def test_an_encoding_that_lacks_a_character_does_not_end_the_session():
    process = start("null:inf", "60", PYTHONIOENCODING="ascii")
    out, err = process.communicate(timeout=20)
    assert b"Lie down ? slowly." in out
    assert (err, process.returncode) == (b"", 0)


def test_a_reader_that_goes_away_does_not_end_the_session():
    process = start("null:30", "30")
    assert process.stdout is not None
    assert process.stderr is not None
    began = time.monotonic()
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(20) == 0
    assert time.monotonic() - began > 0.8, "it ended with its reader"
    assert process.stderr.read() == b""
    process.stderr.close()


def begun(process: subprocess.Popen[bytes]) -> None:
    """Waits for the first chapter's line."""
    assert process.stdout is not None
    assert b"evening" in process.stdout.readline()
    assert b"Chapter 1" in process.stdout.readline()


@pytest.mark.skipif(os.name != "posix", reason="signals between processes are POSIX")
@pytest.mark.parametrize(
    ("signals", "least", "most", "code"),
    [
        ((signal.SIGINT,), 1.9, 4.0, 130),
        ((signal.SIGINT, signal.SIGINT), 0.0, 1.5, 130),
        ((signal.SIGTERM,), 0.0, 1.5, -signal.SIGTERM),
    ],
)
def test_a_signal_fades_and_then_ends_it(signals, least, most, code):
    process = start("null", "60")
    begun(process)
    began = time.monotonic()
    for number in signals:
        process.send_signal(number)
        time.sleep(0.05)
    out, err = process.communicate(timeout=20)
    assert least <= time.monotonic() - began <= most
    assert b"stopped" in out
    assert (err, process.returncode) == (b"", code)


@pytest.mark.parametrize("output", ["null:60", "null:inf"])
def test_a_renderer_that_fails_ends_it_with_its_own_error(output):
    process = start(output, "60", str(20 * 48_000))
    out, err = process.communicate(timeout=20)
    assert err == b"rain.ogg: cannot be read\n"
    assert process.returncode == 4
    assert b"Lie down" in out, "what was rendered is played first"
    assert b"the end" not in out
