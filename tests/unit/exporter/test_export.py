"""Exports as a whole: errors, interrupts, killed processes, progress."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.cores import usable_cores
from voicemat.errors import FileError, UsageError
from voicemat.exporter import Channels, Mix, Settings, export, try_format
from voicemat.exporter.mix import Render
from voicemat.mixer import CHUNK
from voicemat.timeline.model import Timeline

Samples = NDArray[np.float32]
Session = Callable[..., Timeline]
Sound = Callable[[int], Samples]
Mixed = Callable[..., Mix]

FORMATS = ("flac", "m4a", "mp3", "opus", "wav")

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")

# A real process that exports to its first argument, says so after a while and goes on for ever.
ENDLESS = """
import signal, sys
from pathlib import Path
import numpy as np
from voicemat.exporter import Channels, Mix, Settings, export, try_format
from voicemat.timeline.model import Tags, Timeline

def ended(number, frame):
    raise SystemExit(128 + number)

signal.signal(signal.SIGTERM, ended)
rate = 48_000
timeline = Timeline(
    rate=rate, frames=10**9, tags=Tags(title="Endless"), voice_loudness=-22.0, buses=()
)

noise = np.random.default_rng(3).uniform(-0.1, 0.1, (1 << 16, 2)).astype(np.float32)

def render(start, frames):
    return np.resize(noise, (frames, 2))

said = False

def progress(done):
    global said
    if done > 30 * rate and not said:
        said = True
        print("going", flush=True)

mix = Mix(timeline=timeline, render=lambda _: render)
export(mix, Path(sys.argv[1]), progress=progress)
"""


@pytest.fixture
def endless(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []

    def start(name: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(tmp_path / name)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "going\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("suffix", FORMATS)
def test_progress_is_told_after_each_block(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, suffix: str
) -> None:
    told: list[int] = []
    path = export(
        mixed(session(100_000), sound(100_000)), tmp_path / f"a.{suffix}", progress=told.append
    )
    assert path == tmp_path / f"a.{suffix}"
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] == 100_000


def test_the_format_may_be_named(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed
) -> None:
    path = export(mixed(session(4_800), sound(4_800)), tmp_path / "session", format="wav")
    assert path.read_bytes()[:4] == b"RIFF"
    path = export(mixed(session(4_800), sound(4_800)), tmp_path / "LOUD.MP3")
    assert path.read_bytes()[:3] == b"ID3"


@pytest.mark.parametrize("name", ["a.xyz", "a"])
def test_an_unknown_format_takes_no_block_and_makes_no_file(
    tmp_path: Path, session: Session, name: str
) -> None:
    def never(_: Timeline) -> Render:
        raise AssertionError

    with pytest.raises(UsageError) as caught:
        export(Mix(timeline=session(4_800), render=never), tmp_path / name)
    assert "mp3, opus, wav" in (caught.value.advice or "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_mix_that_fails_midway_leaves_what_was_there(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    suffix: str,
    error: type[BaseException],
) -> None:
    samples = sound(100_000)

    def failing(start: int, frames: int) -> Samples:
        if start > 50_000:
            raise error
        return samples[start : start + frames]

    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(error):
        export(Mix(timeline=session(100_000), render=lambda _: failing), path)
    assert [path.name for path in tmp_path.iterdir()] == [f"a.{suffix}"]
    assert path.read_bytes() == b"old"
    assert [thread.name for thread in threading.enumerate() if "encoder" in thread.name] == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_mix_that_is_too_short_is_refused(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, suffix: str
) -> None:
    with pytest.raises(ValueError, match="the mix has"):
        export(mixed(session(50_000), sound(49_999)), tmp_path / f"a.{suffix}")
    assert list(tmp_path.iterdir()) == []


@needs_posix
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_disk_that_takes_no_more_ends_the_mixing_soon(
    tmp_path: Path, session: Session, suffix: str, capfd: pytest.CaptureFixture[str]
) -> None:
    import resource

    taken = 0
    noise = np.random.default_rng(3).uniform(-0.1, 0.1, (CHUNK, 2)).astype(np.float32)

    def render(start: int, frames: int) -> Samples:
        nonlocal taken
        taken += 1
        return noise[:frames]

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    try:
        with pytest.raises(FileError, match="larger than the disk or a limit allows"):
            export(
                Mix(timeline=session(480_000_000), render=lambda _: render),
                tmp_path / f"a.{suffix}",
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    # Of 14 649 blocks; an MP3 is encoded a minute, or 88 blocks, ahead on each core.
    assert taken < 100 * (usable_cores() + 3)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert [thread.name for thread in threading.enumerate() if "encoder" in thread.name] == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_killed_process_leaves_no_file_and_the_next_run_cleans_up(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    suffix: str,
    endless: Callable[[str], subprocess.Popen[str]],
) -> None:
    path = tmp_path / f"a.{suffix}"
    process = endless(path.name)
    (part,) = tmp_path.iterdir()
    export(mixed(session(25_000), sound(25_000)), path)
    assert part.exists(), "the part file of a living process was removed"
    path.unlink()

    process.kill()
    process.wait()
    (part,) = tmp_path.iterdir()
    assert part.name.endswith(".part")
    assert part.stat().st_size > 0
    os.utime(part, (0, 0))  # on Windows it must be a minute old

    export(mixed(session(25_000), sound(25_000)), path)
    assert [path.name for path in tmp_path.iterdir()] == [path.name]


@needs_posix
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGINT, -signal.SIGINT)]
)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_process_that_is_told_to_end_leaves_nothing(
    tmp_path: Path,
    suffix: str,
    number: signal.Signals,
    code: int,
    endless: Callable[[str], subprocess.Popen[str]],
) -> None:
    process = endless(f"a.{suffix}")
    process.send_signal(number)
    assert process.wait(timeout=10) == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_two_exports_to_one_name_both_end_well(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, suffix: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    expected = []
    for frames in (200_000, 210_000):
        export(mixed(session(frames), sound(frames)), path)
        expected.append(path.read_bytes())
    path.unlink()

    together = threading.Barrier(2)

    def run(frames: int) -> None:
        samples = sound(frames)

        def meeting(start: int, count: int) -> Samples:
            if start == 3 * CHUNK:
                together.wait(30)
            return samples[start : start + count]

        export(Mix(timeline=session(frames), render=lambda _: meeting), path)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, (200_000, 210_000)))
    assert [path.name for path in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() in expected


@pytest.mark.parametrize("suffix", ["mp3", "wav", "flac", "opus", "m4a", "m4b"])
@pytest.mark.parametrize("channels", Channels)
def test_a_format_is_tried_without_a_file(
    suffix: str, channels: Channels, capfd: pytest.CaptureFixture[str]
) -> None:
    try_format(suffix, Settings(channels=channels))
    with pytest.raises(UsageError, match="cannot have 9999 kb/s"):
        try_format(suffix, Settings(quality=9999, channels=channels))
    assert capfd.readouterr() == ("", "")


def test_a_format_that_there_is_not_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match='no file format named "xyz"'):
        try_format("xyz", Settings())
