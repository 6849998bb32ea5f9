"""The store: decoded once, whole or not at all, bounded, safe for two processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

import voicemat.sound.store as store_module
from voicemat.cachefolder import ABANDONED_AFTER
from voicemat.errors import FileError
from voicemat.sound.store import Store, digest
from voicemat.units import RATE

MEGABYTE = 1_000_000


def tone(path: Path, seconds: float, frequency: float = 440.0) -> Path:
    time_axis = np.arange(int(seconds * RATE)) / RATE
    wave = 0.25 * np.sin(2 * np.pi * frequency * time_axis)
    soundfile.write(path, np.stack([wave, -wave], axis=1), RATE, subtype="PCM_16")
    return path


def entries(store: Store) -> list[Path]:
    return sorted(store.folder.iterdir())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(folder=tmp_path / "cache", limit=100 * MEGABYTE)


def test_an_entry_holds_the_sound_of_its_source(store: Store, tmp_path: Path) -> None:
    source = tone(tmp_path / "a.flac", 1.0)
    expected, _ = soundfile.read(source, dtype="float32")
    with store.open(source) as reader:
        assert (reader.rate, reader.channels, reader.frames) == (RATE, 2, RATE)
        assert np.array_equal(reader.read(0, RATE), expected)
        assert np.array_equal(reader.read(1234, 99), expected[1234:1333])
        assert len(reader.read(RATE - 5, 100)) == 5


def test_a_second_opening_does_not_decode_again(store: Store, tmp_path: Path) -> None:
    source = tone(tmp_path / "a.flac", 1.0)
    store.open(source).close()
    (entry,) = entries(store)
    born = entry.stat().st_ino
    copy = tmp_path / "the same content elsewhere.flac"
    copy.write_bytes(source.read_bytes())
    store.open(copy).close()
    assert [path.stat().st_ino for path in entries(store)] == [born]


def _truncate(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0x10]) + content[middle + 1 :]


def _empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("harm", [_truncate, _flip, _empty])
def test_a_damaged_entry_is_made_again(store: Store, tmp_path: Path, harm: object) -> None:
    assert callable(harm)
    source = tone(tmp_path / "a.flac", 1.0)
    with store.open(source) as reader:
        whole = reader.read(0, RATE)
    (entry,) = entries(store)
    content = entry.read_bytes()
    entry.write_bytes(harm(content))
    with store.open(source) as reader:
        assert np.array_equal(reader.read(0, RATE), whole)
    assert [path.read_bytes() for path in entries(store)] == [content]


def test_long_sounds_are_kept_compressed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "COMPRESSED_FROM", 2 * RATE)
    short, long = tone(tmp_path / "short.wav", 2.0), tone(tmp_path / "long.wav", 2.5)
    store.open(short).close()
    with store.open(long) as reader:
        expected, _ = soundfile.read(long, dtype="float32")
        assert np.array_equal(reader.read(50_000, 4096), expected[50_000:54_096])
    assert sorted(path.suffix for path in entries(store)) == [".flac", ".pcm"]


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    # One entry of 1 s takes 192 kB; three fit.
    store = Store(folder=tmp_path / "cache", limit=600_000)
    sources = [tone(tmp_path / f"{pitch}.wav", 1.0, pitch) for pitch in (200, 300, 400, 500)]
    for source in sources[:3]:
        store.open(source).close()
        time.sleep(0.01)
    store.open(sources[0]).close()
    store.open(sources[3]).close()
    held = {path.name.split("-")[0] for path in entries(store)}
    assert held == {digest(sources[i]) for i in (0, 2, 3)}
    assert sum(path.stat().st_size for path in entries(store)) <= store.limit


def test_what_is_about_to_play_stays_even_over_the_limit(tmp_path: Path) -> None:
    store = Store(folder=tmp_path / "cache", limit=1000)
    for pitch in (200, 300):
        with store.open(tone(tmp_path / f"{pitch}.wav", 1.0, pitch)) as reader:
            assert len(reader.read(0, RATE)) == RATE
    assert len(entries(store)) == 1


def test_the_remains_of_a_killed_process_are_swept_up(store: Store, tmp_path: Path) -> None:
    store.folder.mkdir()
    fresh, old = store.folder / "fresh.part", store.folder / "old.part"
    for part in (fresh, old):
        part.write_bytes(b"half")
    os.utime(old, (0, time.time() - ABANDONED_AFTER - 60))
    store.open(tone(tmp_path / "a.wav", 0.5)).close()
    assert fresh.exists()
    assert not old.exists()


WORKER = """
import sys, zlib
from pathlib import Path
from voicemat.sound.store import Store
store = Store(folder=Path(sys.argv[1]), limit=10**9)
for source in sys.argv[2:]:
    with store.open(Path(source)) as reader:
        print(zlib.crc32(reader.read(0, reader.frames).tobytes()))
"""


def test_two_processes_at_once(store: Store, tmp_path: Path) -> None:
    sources = [str(tone(tmp_path / f"{pitch}.flac", 5.0, pitch)) for pitch in (200, 300, 400)]
    command = [sys.executable, "-c", WORKER, str(store.folder), *sources]
    root = str(Path(store_module.__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": root}
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert answers[0] == answers[1]
    assert len(answers[0].split()) == 3
    assert [path.suffix for path in entries(store)] == [".pcm"] * 3


def test_a_failed_decoding_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    bad = tmp_path / "letter.mp3"
    bad.write_text("Dear listener, this is no music at all. " * 50)
    with pytest.raises(FileError) as caught:
        store.open(bad)
    assert "letter.mp3" in caught.value.message
    assert caught.value.advice is not None
    assert "FLAC" in caught.value.advice
    assert "MP3" in caught.value.advice
    assert not store.folder.exists() or entries(store) == []


def test_a_missing_or_empty_file_is_said_plainly(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        store.open(tmp_path / "gone.flac")
    soundfile.write(tmp_path / "empty.wav", np.zeros((0, 2)), RATE)
    with pytest.raises(FileError, match="holds no sound"):
        store.open(tmp_path / "empty.wav")
    assert entries(store) == []


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(folder=tmp_path / "file" / "cache", limit=MEGABYTE)
    with pytest.raises(FileError, match="could not be kept"):
        store.open(tone(tmp_path / "a.wav", 0.5))


def test_loud_and_broken_samples_are_clipped_not_wrapped(store: Store, tmp_path: Path) -> None:
    samples = np.array([[1.5, -1.5], [np.nan, np.inf], [0.5, -np.inf]] * 100, np.float32)
    soundfile.write(tmp_path / "hot.wav", samples, RATE, subtype="FLOAT")
    with store.open(tmp_path / "hot.wav") as reader:
        heard = reader.read(0, 3)
    top = 32767 / 32768
    assert np.array_equal(heard, np.array([[top, -1], [0, top], [0.5, -1]], np.float32))
