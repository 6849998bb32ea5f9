"""A person's own music: any format and rate, measured once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile
from numpy.typing import NDArray

from voicemat.errors import FileError
from voicemat.sound.looper import CROSSFADE
from voicemat.sound.music import describe_music
from voicemat.sound.store import Store, digest
from voicemat.units import RATE

CD = 44_100


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(folder=tmp_path / "cache", limit=200_000_000)


def sine(seconds: float, rate: int, frequency: float) -> NDArray[np.float64]:
    return np.asarray(0.2 * np.sin(2 * np.pi * frequency * np.arange(int(seconds * rate)) / rate))


def strongest(samples: NDArray[np.float32], rate: int) -> float:
    size = 1 << 20
    windowed = samples * np.hanning(len(samples))
    return float(np.abs(np.fft.rfft(windowed, size)).argmax() * rate / size)


def test_a_mono_file_at_44100(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "mono.wav"
    soundfile.write(path, sine(20.0, CD, 997.0), CD, subtype="PCM_24")
    music = describe_music(path, store)
    assert abs(music.frames - 20 * RATE) <= 2
    with store.open(path) as reader:
        heard = reader.read(0, music.frames)
    assert heard.shape == (music.frames, 2)
    assert np.array_equal(heard[:, 0], heard[:, 1])
    assert strongest(heard[RATE : 6 * RATE, 0], RATE) == pytest.approx(997.0, abs=0.1)
    reference = pyloudnorm.Meter(RATE).integrated_loudness(heard.astype(np.float64))
    assert music.lufs == pytest.approx(reference, abs=0.05)
    assert music.peak == pytest.approx(20 * np.log10(0.2), abs=0.1)


@pytest.mark.parametrize(
    ("suffix", "subtype", "rate"),
    [
        ("wav", "PCM_16", 96_000),
        ("flac", "PCM_24", 48_000),
        ("ogg", "VORBIS", 32_000),
        ("opus", "OPUS", 24_000),
        ("mp3", "MPEG_LAYER_III", 44_100),
        ("aiff", "PCM_16", 22_050),
    ],
)
def test_formats_and_rates(
    store: Store, tmp_path: Path, suffix: str, subtype: str, rate: int
) -> None:
    path = tmp_path / f"music.{suffix}"
    stereo = np.stack([sine(6.0, rate, 440.0), sine(6.0, rate, 660.0)], axis=1)
    container = {"opus": "OGG"}.get(suffix, suffix.upper())
    soundfile.write(path, stereo, rate, format=container, subtype=subtype)
    music = describe_music(path, store)
    # Codecs may pad the end to a whole frame of theirs.
    assert music.frames == pytest.approx(6 * RATE, abs=2400)
    with store.open(path) as reader:
        heard = reader.read(RATE, 4 * RATE)
    assert strongest(heard[:, 0], RATE) == pytest.approx(440.0, abs=0.2)
    assert strongest(heard[:, 1], RATE) == pytest.approx(660.0, abs=0.2)
    assert np.sqrt((heard**2).mean()) == pytest.approx(0.2 / np.sqrt(2), rel=0.03)


def test_the_front_pair_of_many_channels(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "surround.wav"
    channels = np.stack([sine(4.0, RATE, 200.0 * (i + 1)) for i in range(6)], axis=1)
    soundfile.write(path, channels, RATE)
    with store.open(path) as reader:
        heard = reader.read(0, reader.frames)
    assert strongest(heard[:, 0], RATE) == pytest.approx(200.0, abs=0.2)
    assert strongest(heard[:, 1], RATE) == pytest.approx(400.0, abs=0.2)


def test_fades_and_silence_at_the_ends_are_left_out(store: Store, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).standard_normal((80 * RATE, 2)) * 0.05
    noise[: 5 * RATE] = 0
    noise[5 * RATE : 15 * RATE] *= np.linspace(0, 1, 10 * RATE)[:, None]
    noise[60 * RATE :] *= np.logspace(0, -4, 20 * RATE)[:, None]
    path = tmp_path / "faded.flac"
    soundfile.write(path, noise, RATE)
    music = describe_music(path, store)
    assert music.frames == 80 * RATE
    # -8 LU of a straight fade in lies at 40 % of it; of this fade out at 2 s.
    assert music.start == pytest.approx(9 * RATE, abs=1.5 * RATE)
    assert music.end == pytest.approx(62 * RATE, abs=1.5 * RATE)
    middle = pyloudnorm.Meter(RATE).integrated_loudness(noise[music.start : music.end])
    assert music.lufs == pytest.approx(middle, abs=0.1)
    region = music.region
    assert region.crossfade == CROSSFADE
    assert region.start + region.period + region.crossfade == music.end


def test_the_loudness_is_that_of_what_repeats(store: Store, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).standard_normal((40 * RATE, 2)) * 0.05
    noise[20 * RATE :] *= 10 ** (-11 / 20)
    path = tmp_path / "long end.wav"
    soundfile.write(path, noise, RATE)
    music = describe_music(path, store)
    assert music.end == pytest.approx(20 * RATE, abs=2 * RATE)
    loud = pyloudnorm.Meter(RATE).integrated_loudness(noise[: 20 * RATE])
    assert music.lufs == pytest.approx(loud, abs=0.3)
    assert pyloudnorm.Meter(RATE).integrated_loudness(noise) < loud - 2


def test_an_even_file_is_kept_whole(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "even.wav"
    noise = np.random.default_rng(1).standard_normal((10 * RATE + 1234, 2)) * 0.05
    soundfile.write(path, noise, RATE)
    music = describe_music(path, store)
    assert (music.start, music.end) == (0, music.frames)
    assert abs(music.correlation) < 0.02


def test_a_periodic_file_knows_that_its_ends_agree(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "hum.wav"
    soundfile.write(path, sine(20.0, RATE, 100.0), RATE)
    assert describe_music(path, store).correlation == pytest.approx(1.0, abs=0.01)


def test_the_measurement_is_recalled_and_mended(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, sine(4.0, RATE, 300.0), RATE)
    first = describe_music(path, store)
    (note,) = store.folder.glob("*.json")
    (sound,) = store.folder.glob("*.pcm")
    sound.unlink()
    assert describe_music(path, store) == first
    assert not sound.exists()  # recalled, not measured again
    note.write_bytes(note.read_bytes()[:20])
    assert describe_music(path, store) == first


@pytest.mark.parametrize("frames", [1, 100, RATE // 10, RATE])
def test_a_very_short_file(store: Store, tmp_path: Path, frames: int) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, np.full((frames, 2), 0.1), RATE)
    music = describe_music(path, store)
    assert music.frames == music.end == frames
    assert music.region.period > 0


def test_silence_is_minus_seventy(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros((5 * RATE, 2)), RATE)
    music = describe_music(path, store)
    assert music.lufs == -70.0
    assert music.peak == -np.inf
    assert describe_music(path, store) == music


def test_what_is_no_sound_says_which_formats_work(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "track.m4a"
    path.write_bytes(b"\x00\x00\x00\x20ftypM4A " + bytes(5000))
    with pytest.raises(FileError) as caught:
        describe_music(path, store)
    assert caught.value.advice is not None
    assert "WAV, FLAC, OGG, Opus, MP3 and AIFF" in caught.value.advice


def test_motion_is_that_of_the_part_that_repeats(store: Store, tmp_path: Path) -> None:
    steady = sine(30.0, RATE, 500.0)
    steady[: 10 * RATE] *= np.linspace(0, 1, 10 * RATE)  # a fade is trimmed, and no motion
    path = tmp_path / "steady.wav"
    soundfile.write(path, steady, RATE)
    assert describe_music(path, store).motion < 1.5
    lively = steady.copy()
    lively[15 * RATE : 20 * RATE] *= 10 ** (-6 / 20)
    path = tmp_path / "lively.wav"
    soundfile.write(path, lively, RATE)
    assert describe_music(path, store).motion == pytest.approx(6.0, abs=0.1)


def test_a_measurement_without_motion_is_made_anew(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "old.wav"
    soundfile.write(path, sine(10.0, RATE, 500.0), RATE)
    store.keep_note(
        f"{digest(path)}-music-v1.json",
        b'{"frames":1,"lufs":-9.0,"peak":0.0,"start":0,"end":1,"correlation":0.0}',
    )
    assert describe_music(path, store).frames == 10 * RATE
