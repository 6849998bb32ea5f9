"""A folder of music: in order, at one loudness, without a gap or a step, for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from voicemat.dsp.loudness import measure
from voicemat.errors import FileError
from voicemat.sound.playlist import LOUDNESS, UNMEASURED, Playlist, music_files
from voicemat.sound.store import Store
from voicemat.units import RATE

Samples = NDArray[np.float32]

SECONDS = 12
CROSSFADE = 3
"""A quarter of a file."""

STEP = (SECONDS - CROSSFADE) * RATE
TONES = {"1 first.wav": (300.0, 0.3), "2 second.flac": (450.0, 0.02), "10 last.wav": (675.0, 0.1)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    for name, (frequency, amplitude) in TONES.items():
        wave = amplitude * np.sin(2 * np.pi * frequency * np.arange(SECONDS * RATE) / RATE)
        soundfile.write(folder / name, wave, RATE)
    (folder / "cover.jpg").write_bytes(b"a picture")
    (folder / ".hidden.wav").write_bytes(b"")
    return folder


@pytest.fixture
def playlist(folder: Path, tmp_path: Path) -> Iterator[Playlist]:
    playlist = Playlist(folder, Store(folder=tmp_path / "cache", limit=10**9))
    yield playlist
    playlist.close()


def strongest(samples: Samples) -> float:
    power = np.abs(np.fft.rfft(samples[:, 0] * np.hanning(len(samples))))
    return float(power.argmax() * RATE / len(samples))


def test_files_are_found_in_the_order_of_their_names(folder: Path) -> None:
    below = folder / "3 more"
    below.mkdir()
    soundfile.write(below / "a.ogg", np.zeros(100), RATE)
    names = [path.relative_to(folder).as_posix() for path in music_files(folder)]
    assert names == ["1 first.wav", "2 second.flac", "3 more/a.ogg", "10 last.wav"]


def test_they_follow_one_another_and_begin_again(playlist: Playlist) -> None:
    for number in range(7):
        middle = number * STEP + (CROSSFADE + 1) * RATE
        heard = playlist.read(middle, 2 * RATE)
        frequency = list(TONES.values())[number % 3][0]
        assert strongest(heard) == pytest.approx(frequency, abs=1)


def test_all_are_as_loud_and_melt_into_one_another(playlist: Playlist) -> None:
    for place in (4 * RATE, STEP + 4 * RATE, 2 * STEP + 4 * RATE):
        assert measure(playlist.read(place, 3 * RATE)) == pytest.approx(LOUDNESS, abs=0.2)
    heard = playlist.read(0, 4 * STEP)
    powers = (heard.reshape(-1, RATE // 2, 2).astype(np.float64) ** 2).mean(axis=(1, 2))
    assert np.ptp(10 * np.log10(powers[1:])) < 2.0
    bend = np.abs(np.diff(heard[RATE:], 2, axis=0)).max()
    assert bend < 3 * (2 * np.pi * 675 / RATE) ** 2 * 0.11


@pytest.mark.parametrize("size", [997, 40_000])
def test_any_place_is_that_of_the_serial_play(
    folder: Path, playlist: Playlist, tmp_path: Path, size: int
) -> None:
    whole = playlist.read(0, 4 * STEP)
    again = Playlist(folder, Store(folder=tmp_path / "cache", limit=10**9))
    for start in (3 * STEP + 100, STEP - size // 2, STEP + CROSSFADE * RATE - 5, 0):
        assert np.array_equal(again.read(start, size), whole[start : start + size])
    again.close()


def test_a_file_is_decoded_when_its_turn_comes(playlist: Playlist, tmp_path: Path) -> None:
    playlist.read(0, RATE)
    playlist.close()
    assert len(list((tmp_path / "cache").glob("*.wav"))) <= 2


def test_a_folder_of_one_file_goes_on(folder: Path, tmp_path: Path) -> None:
    for name in list(TONES)[1:]:
        (folder / name).unlink()
    one = Playlist(folder, Store(folder=tmp_path / "cache", limit=10**9))
    heard = one.read(0, 3 * STEP)
    assert strongest(heard[-RATE:]) == pytest.approx(300, abs=1)
    one.close()


def test_a_folder_without_music_and_a_broken_file(folder: Path, tmp_path: Path) -> None:
    store = Store(folder=tmp_path / "cache", limit=10**9)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(FileError, match="no sound file"):
        Playlist(empty, store)
    (folder / "1 first.wav").write_bytes(b"not music")
    broken = Playlist(folder, store)
    with pytest.raises(FileError, match="1 first"):
        broken.read(0, 100)
    broken.close()


def test_motion_is_the_largest_of_what_was_measured(tmp_path: Path) -> None:
    folder = tmp_path / "steps"
    folder.mkdir()
    for name, decibels in (("1.wav", 2.0), ("2.wav", 5.0)):
        wave = 0.1 * np.sin(2 * np.pi * 500 * np.arange(SECONDS * RATE) / RATE)
        wave[6 * RATE :] *= 10 ** (-decibels / 20)
        soundfile.write(folder / name, wave, RATE)
    playlist = Playlist(folder, Store(folder=tmp_path / "cache", limit=10**9))
    assert playlist.motion == UNMEASURED
    playlist.read(0, 30 * RATE)
    assert playlist.motion == pytest.approx(5.0, abs=0.1)
    playlist.close()
