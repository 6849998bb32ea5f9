"""The real sleep routine with the real voice, narrated once for all the tests here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache as remembered
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from numpy.typing import NDArray

import voicemat
from voicemat import Session
from voicemat import config as configuration
from voicemat.config import Config

Samples = NDArray[np.float32]

RATE = 48_000

LENGTHS = (20, 60)
"""Minutes of the real exports: the least and the most that the routine is written for."""

LAUNCH = """\
import resource, subprocess, sys
code = subprocess.run([sys.executable, *sys.argv[1:]]).returncode
unit = 1 if sys.platform == "darwin" else 1024
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit, file=sys.stderr)
sys.exit(code)
"""
"""A program that runs Python with some arguments and says the peak memory in bytes. It is small
itself: Linux counts what a process held before it became another program."""

KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A program that has run well: what it wrote and its peak memory in bytes."""

    out: str
    err: str
    peak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file that a process of its own has exported, and that process's peak memory in bytes."""

    path: Path
    peak: int


@pytest.fixture(scope="session")
def home(common: Path) -> Iterator[Path]:
    """A folder for everything that is shared, by all processes of the run too. Who leaves it last
    takes it away, for it is large.
    """
    home, user = common / "session", common / f"session-{os.getpid()}.user"
    lock = FileLock(common / "session.lock")
    with lock:
        user.touch()
        home.mkdir(exist_ok=True)
    yield home
    with lock:
        user.unlink()
        if not any(common.glob("session-*.user")):
            shutil.rmtree(home)


@pytest.fixture(scope="session")
def environment(home: Path) -> dict[str, str]:
    """An environment without anything of the person who runs the tests."""
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "VOICEMAT_CACHE": str(home / "cache"),
        "VOICEMAT_LIBRARY": str(home / "routines"),
        "VOICEMAT_MODELS": str(home / "voices"),
        "PYTHONUTF8": "1",
    }


@pytest.fixture(scope="session")
def config(environment: dict[str, str], home: Path) -> Config:
    """The same settings for what runs in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", environment["XDG_CONFIG_HOME"])
        patch.setenv("HOME", environment["HOME"])
        return configuration.load(environment=environment, folder=home)


@pytest.fixture
def python(environment: dict[str, str], tmp_path: Path) -> Callable[..., Done]:
    """Runs Python with some arguments in a process and a folder of its own."""
    return lambda *arguments, **variables: run_python(
        arguments, {**environment, **variables}, tmp_path
    )


def run_python(arguments: Iterable[str], environment: dict[str, str], folder: Path) -> Done:
    said = subprocess.run(
        [sys.executable, "-c", LAUNCH, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert said.returncode == 0, said.stderr
    err, _, peak = said.stderr.rpartition("peak ")
    return Done(out=said.stdout, err=err, peak=int(peak))


@pytest.fixture(scope="session")
def sleep(config: Config) -> Callable[[str], Session]:
    """The sleep routine, compiled for a length."""
    routine = voicemat.load("sleep", config=config)
    return remembered(routine.compile)


@pytest.fixture(scope="session")
def exports(
    sleep: Callable[[str], Session], environment: dict[str, str], home: Path
) -> Iterator[Callable[[int], Exported]]:
    """The sleep routine exported for each of `LENGTHS`, by the command line, with the narration
    in the cache; by whichever process of the run asks first.
    """
    with FileLock(home / "narration.lock"):
        for minutes in LENGTHS:  # a longer session says more
            sleep(f"{minutes}m")
    folder = home / "exports"
    folder.mkdir(exist_ok=True)

    def export(minutes: int) -> Exported:
        path, peak = folder / f"{minutes}.mp3", folder / f"{minutes}.peak"
        with FileLock(folder / f"{minutes}.lock"):
            if not peak.exists():
                done = run_python(
                    ["-m", "voicemat", "export", "sleep", "-l", f"{minutes}m", "-o", str(path)],
                    environment,
                    folder,
                )
                assert done.err == ""
                peak.write_text(str(done.peak))
        return Exported(path=path, peak=int(peak.read_text()))

    with ThreadPoolExecutor(len(LENGTHS)) as pool:
        running: dict[int, Future[Exported]] = {
            minutes: pool.submit(export, minutes) for minutes in LENGTHS
        }
        yield lambda minutes: running[minutes].result()


@pytest.fixture(scope="session")
def ffmpeg() -> str:
    """FFmpeg, a decoder and a meter that are not ours."""
    imageio_ffmpeg = pytest.importorskip("imageio_ffmpeg")
    return str(imageio_ffmpeg.get_ffmpeg_exe())


@pytest.fixture(scope="session")
def loudness(ffmpeg: str) -> Callable[[Iterable[Samples]], float]:
    """The integrated loudness of stereo blocks at 48 kHz in LUFS, by ffmpeg's ebur128."""

    def measure(blocks: Iterable[Samples]) -> float:
        source = ["-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0"]
        with subprocess.Popen(
            [ffmpeg, "-nostats", *source, "-af", "ebur128=framelog=quiet", "-f", "null", "-"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdin
            assert process.stderr
            for block in blocks:
                process.stdin.write(block.astype("<f4").tobytes())
            process.stdin.close()
            told = process.stderr.read().decode()
        return float(re.findall(r"I: +(\S+) LUFS", told)[-1])

    return measure


@pytest.fixture(scope="session")
def true_peak(ffmpeg: str) -> Callable[[Path], float]:
    """The true peak of a file in dBTP, by ffmpeg's ebur128."""

    def measure(path: Path) -> float:
        meter = "ebur128=peak=true:framelog=quiet"
        told = subprocess.run(
            [ffmpeg, "-nostats", "-i", str(path), "-af", meter, "-f", "null", "-"],
            capture_output=True,
            check=True,
        ).stderr.decode()
        return float(re.findall(r"Peak: +(\S+) dBFS", told)[-1])

    return measure


@pytest.fixture(scope="session")
def decode(ffmpeg: str) -> Callable[[Path, int, int], Samples]:
    """The frames of a file from one to another, decoded, shape (frames, 2)."""

    def decode(path: Path, first: int, last: int) -> Samples:
        trim = f"atrim=start_sample={first}:end_sample={last}"
        raw = subprocess.run(
            [ffmpeg, "-v", "error", "-i", str(path), "-af", trim, "-f", "f32le", "-"],
            capture_output=True,
            check=True,
        ).stdout
        return np.frombuffer(raw, "<f4").reshape(-1, 2)

    return decode


@pytest.fixture(scope="session")
def stretch() -> Callable[..., Samples]:
    """The frames of a session, or of one of its buses, from one to another, shape (frames, 2)."""

    def stretch(session: Session, first: int, last: int, *, bus: str | None = None) -> Samples:
        blocks, at = [], first
        for block in session.blocks(start=first, bus=bus):
            blocks.append(block)
            at += len(block)
            if at >= last:
                break
        return np.concatenate(blocks)[: last - first]

    return stretch
