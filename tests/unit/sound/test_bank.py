"""The sound bank: the right samples for every kind of clip."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicemat.errors import FileError, UsageError
from voicemat.sound import bank as bank_module
from voicemat.sound.assets import Asset, AssetKind, load_manifest
from voicemat.sound.bank import ENDLESS_MOTION, SoundBank
from voicemat.sound.breath import breath_tone
from voicemat.sound.playlist import UNMEASURED
from voicemat.sound.store import Store
from voicemat.timeline.model import Clip, Media, MediaKind
from voicemat.units import RATE

SHIPPED = Path(__file__).parents[3] / "audio"
PERIOD, CROSSFADE = 3 * RATE, RATE


def asset(path: Path, kind: AssetKind, seed: int) -> Asset:
    frames = PERIOD + CROSSFADE
    noise = np.random.default_rng(seed).standard_normal((frames, 2)) * 0.05
    soundfile.write(path, noise, RATE, subtype="PCM_16")
    return Asset(
        id=path.stem, kind=kind, title="", description="", generator="", seed=seed,
        frames=frames, period=PERIOD, crossfade=CROSSFADE, lufs=-23.0, lra=1.0, true_peak=-9.0,
        momentary=-20.0, file=path.name, sha256="", license="CC0-1.0", path=path, motion=1.3,
    )  # fmt: skip


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[SoundBank]:
    assets = [
        *(asset(tmp_path / f"bed{i}.flac", AssetKind.BED, i) for i in range(8)),
        *(asset(tmp_path / f"cue{i}.flac", AssetKind.CUE, 100 + i) for i in range(8)),
    ]
    with SoundBank(assets, Store(folder=tmp_path / "cache", limit=10**9)) as bank:
        yield bank


def clip(kind: MediaKind, name: str, offset: int = 0, duration: int = 3600 * RATE) -> Clip:
    return Clip(start=12_345, duration=duration, media=Media(kind=kind, name=name), offset=offset)


def test_a_bed_has_no_end_and_no_memory(bank: SoundBank, tmp_path: Path) -> None:
    bed = clip(MediaKind.BED, "bed0")
    file, _ = soundfile.read(tmp_path / "bed0.flac", dtype="float32")
    assert np.array_equal(bank.read(bed, 0, PERIOD), file[:PERIOD])
    serial = bank.read(bed, 0, 3 * PERIOD)
    assert np.array_equal(bank.read(bed, 2 * PERIOD - 10, 999), serial[2 * PERIOD - 10 :][:999])
    assert np.array_equal(serial[PERIOD + CROSSFADE : 2 * PERIOD], file[CROSSFADE:PERIOD])


def test_the_offset_of_the_clip_counts(bank: SoundBank) -> None:
    for kind, name in ((MediaKind.BED, "bed0"), (MediaKind.CUE, "cue0")):
        plain, late = clip(kind, name), clip(kind, name, offset=5000)
        assert np.array_equal(bank.read(late, 70, 100), bank.read(plain, 5070, 100))


def test_an_endless_bed_is_read_anywhere(tmp_path: Path) -> None:
    (shipped,) = (one for one in load_manifest(SHIPPED) if one.id == "wind")
    bed = clip(MediaKind.ENDLESS, "wind")
    with SoundBank([shipped], Store(folder=tmp_path, limit=10**9)) as bank:
        bank.prepare(bed.media)
        serial = np.concatenate([bank.read(bed, at, 20_000) for at in range(0, 200_000, 20_000)])
    with SoundBank([shipped], Store(folder=tmp_path, limit=10**9)) as bank:
        assert np.array_equal(bank.read(bed, 123_456, 7000), serial[123_456:130_456])
        assert bank.read(bed, 8 * 3600 * RATE, 1000).any()
    # Nothing is decoded for it.
    assert not list(tmp_path.iterdir())


def test_what_has_no_generator_cannot_be_endless(bank: SoundBank) -> None:
    with pytest.raises(UsageError, match='"bed0" cannot be made'):
        bank.read(clip(MediaKind.ENDLESS, "bed0"), 0, 1)


def test_silence_follows_a_cue(bank: SoundBank, tmp_path: Path) -> None:
    file, _ = soundfile.read(tmp_path / "cue0.flac", dtype="float32")
    cue = clip(MediaKind.CUE, "cue0")
    across = bank.read(cue, len(file) - 100, 300)
    assert np.array_equal(across[:100], file[-100:])
    assert across.shape == (300, 2)
    assert not across[100:].any()
    assert not bank.read(cue, len(file) + 10, 50).any()


def test_a_breath_fills_its_clip(bank: SoundBank) -> None:
    breath = clip(MediaKind.BREATH, "in", duration=4 * RATE)
    whole = np.concatenate(
        [bank.read(breath, start, 10_000) for start in range(0, 192_000, 10_000)]
    )
    assert np.array_equal(whole[: 4 * RATE], breath_tone("in", 4 * RATE))


def test_a_file_of_ones_own_plays_by_its_path(bank: SoundBank, tmp_path: Path) -> None:
    path = tmp_path / "mine.wav"
    wave = 0.1 * np.sin(2 * np.pi * 300 * np.arange(20 * 44_100) / 44_100)
    soundfile.write(path, wave, 44_100)
    mine = clip(MediaKind.BED, str(path))
    heard = bank.read(mine, 60 * RATE, RATE)
    assert np.sqrt((heard**2).mean()) == pytest.approx(0.1 / np.sqrt(2), rel=0.02)


def test_only_a_few_beds_and_cues_are_held(bank: SoundBank) -> None:
    first = bank.read(clip(MediaKind.BED, "bed0"), 0, 100)
    for index in range(8):
        bank.read(clip(MediaKind.BED, f"bed{index}"), 0, 100)
        bank.read(clip(MediaKind.CUE, f"cue{index}"), 0, 100)
    assert len(bank._beds) == bank_module.OPEN_BEDS
    assert len(bank._cues) == bank_module.HELD_CUES
    assert np.array_equal(bank.read(clip(MediaKind.BED, "bed0"), 0, 100), first)


def test_reading_takes_constant_memory(bank: SoundBank) -> None:
    bed = clip(MediaKind.BED, "bed0")
    bank.prepare(bed.media)  # a bed that is played at once is held until it is decoded
    bank.read(bed, 0, 2 * PERIOD)  # the seam is made when it is first heard
    tracemalloc.start()
    try:
        for start in range(0, 20 * PERIOD, 4096):
            bank.read(bed, start, 4096)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


def test_threads_do_not_disturb_each_other(bank: SoundBank) -> None:
    beds = [clip(MediaKind.BED, f"bed{index}") for index in range(6)]
    expected = [bank.read(bed, 0, 2 * PERIOD) for bed in beds]
    places = np.random.default_rng(3).integers(0, 2 * PERIOD - 2000, 300)

    def right(job: tuple[int, int]) -> bool:
        index, place = job
        heard = bank.read(beds[index % 6], place, 2000)
        return np.array_equal(heard, expected[index % 6][place : place + 2000])

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(right, enumerate(places.tolist())))


def test_preparing_decodes_ahead(bank: SoundBank, tmp_path: Path) -> None:
    bank.prepare(Media(kind=MediaKind.BED, name="bed3"))
    bank.prepare(Media(kind=MediaKind.CUE, name="cue3"))
    bank.prepare(Media(kind=MediaKind.BREATH, name="in"))
    assert len(list((tmp_path / "cache").glob("*.pcm"))) == 1
    for file in tmp_path.glob("*3.flac"):
        file.unlink()
    assert bank.read(clip(MediaKind.BED, "bed3"), 0, 100).any()
    assert bank.read(clip(MediaKind.CUE, "cue3"), 0, 100).any()


def test_a_closed_bank_opens_again(bank: SoundBank) -> None:
    bed = clip(MediaKind.BED, "bed0")
    before = bank.read(bed, 0, 100)
    bank.close()
    assert np.array_equal(bank.read(bed, 0, 100), before)


def test_what_is_not_there_is_said_plainly(bank: SoundBank, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='no bed named "cue0"'):
        bank.read(clip(MediaKind.BED, "cue0"), 0, 1)
    with pytest.raises(UsageError, match='no cue named "gong"'):
        bank.read(clip(MediaKind.CUE, "gong"), 0, 1)
    with pytest.raises(FileError, match="no such file"):
        bank.read(clip(MediaKind.BED, str(tmp_path / "gone.mp3")), 0, 1)
    with pytest.raises(ValueError, match="recordings"):
        bank.read(clip(MediaKind.RECORDING, "k"), 0, 1)


def test_motion_of_beds_and_of_nothing_else(bank: SoundBank, tmp_path: Path) -> None:
    own = tmp_path / "own.wav"
    wave = 0.1 * np.sin(2 * np.pi * 500 * np.arange(20 * RATE) / RATE)
    wave[10 * RATE :] *= 0.5
    soundfile.write(own, wave, RATE)
    folder = tmp_path / "folder"
    folder.mkdir()
    soundfile.write(folder / "a.wav", wave, RATE)

    def motion(kind: MediaKind, name: str) -> float:
        return bank.motion(Media(kind=kind, name=name))

    assert motion(MediaKind.BED, "bed3") == 1.3
    assert motion(MediaKind.ENDLESS, "bed3") == 1.3 + ENDLESS_MOTION
    assert motion(MediaKind.BED, str(own)) == pytest.approx(6.0, abs=0.1)
    assert motion(MediaKind.BED, str(folder)) == UNMEASURED
    bank.read(clip(MediaKind.BED, str(folder)), 0, 10)
    assert motion(MediaKind.BED, str(folder)) == pytest.approx(6.0, abs=0.1)
    assert motion(MediaKind.CUE, "cue1") == motion(MediaKind.TONE, "binaural") == 0.0
    for kind in (MediaKind.BED, MediaKind.ENDLESS):
        with pytest.raises(UsageError):
            motion(kind, "unheard of")
