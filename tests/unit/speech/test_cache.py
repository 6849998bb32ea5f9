from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.cachefolder import ABANDONED_AFTER
from voicemat.speech.cache import HEADER, RecordingCache, RecordingInfo

Open = Callable[..., RecordingCache]


def key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def noise(number: int, frames: int = 4800) -> NDArray[np.float32]:
    """Samples of 16 bits, which come back as they are."""
    steps = np.random.default_rng(number).integers(-(2**14), 2**14, frames)
    return (steps / 2**15).astype(np.float32)


def info(frames: int = 4800) -> RecordingInfo:
    return RecordingInfo(
        frames=frames, lufs=-23.0, true_peak=float("-inf"), engine="tone 1", text="Ruhe, мир, 静."
    )


def put(cache: RecordingCache, number: int, frames: int = 4800) -> None:
    cache.put(key(number), info(frames), noise(number, frames))


def file(folder: Path, number: int) -> Path:
    return folder / f"{key(number)}.recording"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


def test_a_recording_comes_back_as_it_was(open_cache: Open) -> None:
    put(open_cache(), 1)
    later = open_cache()
    assert later.info(key(1)) == info()
    samples = later.samples(key(1))
    assert samples is not None
    assert samples.dtype == np.float32
    np.testing.assert_array_equal(samples, noise(1))
    assert later.info(key(2)) is None
    assert later.samples(key(2)) is None


def test_a_recording_is_kept_to_sixteen_bits(open_cache: Open) -> None:
    between = np.linspace(-0.99, 0.99, 4801, dtype=np.float32)
    open_cache().put(key(1), info(len(between)), between)
    samples = open_cache().samples(key(1))
    assert samples is not None
    assert np.abs(samples - between).max() <= 0.5 / 2**15 + 1e-7


def test_silence_takes_no_room(open_cache: Open, folder: Path) -> None:
    open_cache().put(key(1), info(480_000), np.zeros(480_000, np.float32))
    samples = open_cache().samples(key(1))
    assert samples is not None
    assert len(samples) == 480_000
    assert not samples.any()
    assert file(folder, 1).stat().st_size < 1000


def test_an_entry_of_an_earlier_form_is_made_again(open_cache: Open, folder: Path) -> None:
    put(open_cache(), 1)
    entry = bytearray(file(folder, 1).read_bytes())
    entry[7] -= 1
    file(folder, 1).write_bytes(entry)
    assert open_cache().info(key(1)) is None
    assert not file(folder, 1).exists()


def test_particulars_of_any_length_come_back(open_cache: Open) -> None:
    long = RecordingInfo(frames=10, lufs=-23.0, true_peak=-3.0, engine="tone", text="om " * 5000)
    open_cache().put(key(1), long, noise(1, 10))
    assert open_cache().info(key(1)) == long


@pytest.mark.parametrize("kept", [0, 1, HEADER.size - 1, HEADER.size, HEADER.size + 50, -1])
def test_a_truncated_entry_is_noticed_from_its_head(
    open_cache: Open, folder: Path, kept: int
) -> None:
    put(open_cache(), 1)
    whole = file(folder, 1).read_bytes()
    file(folder, 1).write_bytes(whole[:kept])
    assert open_cache().info(key(1)) is None
    assert not file(folder, 1).exists()
    file(folder, 1).write_bytes(whole[:kept])
    assert open_cache().samples(key(1)) is None
    assert not file(folder, 1).exists()


def test_one_flipped_byte_anywhere_is_noticed(open_cache: Open, folder: Path) -> None:
    put(open_cache(), 1, frames=480)
    whole = file(folder, 1).read_bytes()
    places = [*range(HEADER.size + 150), *range(HEADER.size + 150, len(whole), 37), len(whole) - 1]
    cache = open_cache()
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 0x10
        file(folder, 1).write_bytes(damaged)
        assert cache.samples(key(1)) is None, place
        assert not file(folder, 1).exists(), place
    file(folder, 1).write_bytes(whole)
    assert cache.samples(key(1)) is not None


def test_the_head_is_checked_without_the_samples(open_cache: Open, folder: Path) -> None:
    put(open_cache(), 1)
    damaged = bytearray(file(folder, 1).read_bytes())
    damaged[-100] ^= 1
    file(folder, 1).write_bytes(damaged)
    assert open_cache().info(key(1)) == info()
    assert open_cache().samples(key(1)) is None


def test_an_entry_under_another_s_name_is_not_it(open_cache: Open, folder: Path) -> None:
    put(open_cache(), 1)
    shutil.copy(file(folder, 1), file(folder, 2))
    assert open_cache().info(key(2)) is None
    assert open_cache().samples(key(1)) is not None


# -- the bound -------------------------------------------------------------------------------


def age(folder: Path, number: int, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(file(folder, number), (then, then))


def test_what_was_used_least_recently_goes_first(open_cache: Open, folder: Path) -> None:
    for number in range(10):
        put(open_cache(), number)
        age(folder, number, 1000 - number)
    size = file(folder, 0).stat().st_size
    assert open_cache().info(key(0)) is not None  # used, so the youngest now
    put(open_cache(limit=6 * size + 1000), 10)
    left = [number for number in range(11) if file(folder, number).exists()]
    assert left == [0, 6, 7, 8, 9, 10]


def test_the_bound_holds_while_recordings_are_made(open_cache: Open, folder: Path) -> None:
    put(open_cache(), 0)
    size = file(folder, 0).stat().st_size
    for number in range(1, 30):
        put(open_cache(limit=5 * size), number)  # each time as a new process
        assert sum(path.stat().st_size for path in folder.iterdir()) <= 5 * size + 100


def test_what_this_run_has_used_never_goes(open_cache: Open, folder: Path) -> None:
    put(open_cache(), 0)
    put(open_cache(), 1)
    cache = open_cache(limit=1)
    cache.info(key(0))
    for number in range(2, 6):
        put(cache, number)
    left = [number for number in range(6) if file(folder, number).exists()]
    assert left == [0, 2, 3, 4, 5]


def test_what_killed_processes_left_is_cleared_away(open_cache: Open, folder: Path) -> None:
    put(open_cache(), 1)
    old, young = folder / "old.part", folder / "young.part"
    for part in (old, young):
        part.write_bytes(b"half")
    then = time.time() - ABANDONED_AFTER - 10
    os.utime(old, (then, then))
    put(open_cache(), 2)
    assert not old.exists()
    assert young.exists()


# -- folders that cannot be used -------------------------------------------------------------


def check_works_without(cache: RecordingCache, notices: list[str]) -> None:
    for number in range(3):
        put(cache, number)
        assert cache.info(key(number)) == info()
        samples = cache.samples(key(number))
        assert samples is not None
        np.testing.assert_array_equal(samples, noise(number))
    assert len(notices) == 1
    assert "recordings cannot be kept there" in notices[0]


def test_a_file_in_the_folder_s_place(open_cache: Open, folder: Path, notices: list[str]) -> None:
    folder.write_text("not a folder")
    check_works_without(open_cache(), notices)
    assert str(folder) in notices[0]


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder that can be read and not written, also where the tests run as root."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions work in another way here")
    folder = Path(tempfile.mkdtemp())
    mine = os.geteuid()
    try:
        if mine == 0:
            folder.chmod(0o755)
            os.seteuid(65534)
        else:
            folder.chmod(0o555)
        yield folder
    finally:
        os.seteuid(mine)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written(
    open_cache: Open, unprivileged: Path, notices: list[str]
) -> None:
    check_works_without(open_cache(folder=unprivileged), notices)
    assert list(unprivileged.iterdir()) == []


def test_a_read_only_folder_is_read(open_cache: Open, unprivileged: Path) -> None:
    mine = os.geteuid()
    if mine == 65534 and os.getuid() == 0:
        os.seteuid(0)
        put(open_cache(folder=unprivileged), 1)
        os.seteuid(mine)
    else:
        unprivileged.chmod(0o755)
        put(open_cache(folder=unprivileged), 1)
        unprivileged.chmod(0o555)
    samples = open_cache(folder=unprivileged).samples(key(1))
    assert samples is not None
    np.testing.assert_array_equal(samples, noise(1))


CHILD = """
import hashlib, os, random, sys
from pathlib import Path
import numpy as np
from voicemat.speech.cache import RecordingCache, RecordingInfo

def key(number):
    return hashlib.sha256(str(number).encode()).hexdigest()

def noise(number, frames):
    steps = np.random.default_rng(number).integers(-(2**14), 2**14, frames)
    return (steps / 2**15).astype(np.float32)

def put(cache, number, frames):
    info = RecordingInfo(frames=frames, lufs=-23.0, true_peak=-3.0, engine="tone", text="Rest.")
    cache.put(key(number), info, noise(number, frames))

folder = Path(sys.argv[1])
"""


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD + code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_costs_time_and_no_session(folder: Path) -> None:
    child = run(
        """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
notices = []
cache = RecordingCache(folder, limit=1 << 30, notice=notices.append)
for number in range(3):
    put(cache, number, 48_000)
    assert np.array_equal(cache.samples(key(number)), noise(number, 48_000))
assert len(notices) == 1, notices
assert not list(folder.iterdir()), list(folder.iterdir())
print(notices[0])
""",
        folder,
    )
    out, error = child.communicate(timeout=30)
    assert child.returncode == 0, error
    assert "File too large" in out


def test_two_processes_at_once_never_see_half_an_entry(folder: Path) -> None:
    code = """
notices = []
dice = random.Random(int(sys.argv[2]))
cache = RecordingCache(folder, limit=1 << 30, notice=notices.append)
for turn in range(30):
    for number in dice.sample(range(6), 6):
        there = (folder / f"{key(number)}.recording").exists()
        samples = cache.samples(key(number))
        assert samples is not None or not there
        assert samples is None or np.array_equal(samples, noise(number, 48_000))
        if samples is None or dice.random() < 0.5:
            put(cache, number, 48_000)
assert not notices, notices
"""
    finish([run(code, folder, number) for number in range(2)])
    assert len(list(folder.iterdir())) == 6


def test_two_processes_in_a_folder_too_small_for_both_get_what_they_need(folder: Path) -> None:
    code = """
notices = []
dice = random.Random(int(sys.argv[2]))
for turn in range(12):
    cache = RecordingCache(folder, limit=150_000, notice=notices.append)
    for number in dice.sample(range(12), 12):
        samples = cache.samples(key(number))
        if samples is None:
            put(cache, number, 9600)
        else:
            assert np.array_equal(samples, noise(number, 9600))
assert not notices, notices
"""
    finish([run(code, folder, number) for number in range(2)])
    assert not list(folder.glob("*.part"))


def finish(children: list[subprocess.Popen[str]]) -> None:
    for child in children:
        _, error = child.communicate(timeout=60)
        assert child.returncode == 0, error


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_process_killed_while_it_writes_leaves_no_half_entry(
    open_cache: Open, folder: Path
) -> None:
    child = run(
        """
big = RecordingInfo(frames=10, lufs=-23.0, true_peak=-3.0, engine="tone", text="om" * 10_000_000)
cache = RecordingCache(folder, limit=1 << 40, notice=print)
print("ready", flush=True)
for number in range(1000):
    cache.put(key(number), big, noise(number, 10))
""",
        folder,
    )
    assert child.stdout is not None
    try:
        child.stdout.readline()
        deadline = time.monotonic() + 30
        half = None
        while half is None and time.monotonic() < deadline:
            half = next((part for part in folder.glob("*.part") if part.stat().st_size), None)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    finally:
        child.kill()
        child.communicate()
    assert half is not None
    if half.exists():  # killed in the middle of the writing, not after it
        assert half.stat().st_size <= 20_001_000
    cache = open_cache()
    for number in range(1000):
        if file(folder, number).exists():
            assert cache.samples(key(number)) is not None
    put(cache, 2000)
    assert cache.samples(key(2000)) is not None
