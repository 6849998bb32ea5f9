"""The command line as a process of its own, in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMP")
"""What a process needs of the machine's own environment; nothing of a person's settings."""


@pytest.fixture(scope="session")
def cache(common: Path) -> Path:
    """A cache that all runs share, so that a bed is decoded and a sentence spoken once."""
    cache = common / "cli-cache"
    cache.mkdir(exist_ok=True)
    return cache


@pytest.fixture
def environment(tmp_path: Path, cache: Path) -> dict[str, str]:
    """An environment without anything of the person who runs the tests."""
    home = tmp_path / "home"
    home.mkdir()
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_RUNTIME_DIR": str(home),
        "VOICEMAT_CACHE": str(cache),
        "VOICEMAT_LIBRARY": str(home / "routines"),
        "VOICEMAT_MODELS": str(home / "voices"),
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
        "TERM": "dumb",
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder in which the command line runs."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def start(environment: Mapping[str, str], folder: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts ``voicemat`` with some arguments and does not wait for it."""

    def start(*arguments: str, **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "voicemat", *arguments],
            cwd=folder,
            env={**environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    return start


@pytest.fixture
def run(start: Callable[..., subprocess.Popen[str]]) -> Run:
    """Runs ``voicemat`` with some arguments. It never shows a traceback."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        with start(*arguments, **variables) as process:
            out, err = process.communicate(timeout=120)
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    return run


@pytest.fixture
def write(folder: Path) -> Callable[[str, str], Path]:
    """Writes a script into the folder."""

    def write(name: str, text: str) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
