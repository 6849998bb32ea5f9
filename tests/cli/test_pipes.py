"""Standard output that does not take what it is given."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

COMMANDS = [["--help"], ["list"], ["check", "sleep"]]
"""One for each way in which text is written: by typer, as a table, and line by line."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_reader_that_left_is_not_mourned(
    environment: Mapping[str, str], arguments: list[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        said = subprocess.run(
            [sys.executable, "-m", "voicemat", *arguments],
            env=environment,
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert said.stderr == b""
    assert said.returncode in (0, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_the_first_line_alone(environment: Mapping[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "voicemat", "show", "sleep", "--voice", "silent"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b"Sleep on the mat  30:00")
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_behind_standard_output(
    environment: Mapping[str, str], arguments: list[str]
) -> None:
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            [sys.executable, "-m", "voicemat", *arguments],
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )
    assert said.returncode == 4
    assert said.stderr == "voicemat: the output cannot be written: No space left on device\n"
