"""The sounds that ship are what their manifest says, and the manifest is read with care."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import pyloudnorm
import pytest
import soundfile
from numpy.typing import NDArray
from scipy import signal

from voicemat.dsp.loudness import motion
from voicemat.errors import FileError
from voicemat.sound.assets import Asset, AssetKind, Purpose, load_manifest
from voicemat.sound.decoding import decode_whole
from voicemat.sound.generators.quality import calm, energies
from voicemat.sound.looper import CROSSFADE, Looper, Region, correlation
from voicemat.units import RATE

FOLDER = Path(__file__).parents[3] / "audio"
ASSETS = load_manifest(FOLDER)
BEDS = [asset for asset in ASSETS if asset.kind is AssetKind.BED]
CUES = [asset for asset in ASSETS if asset.kind is AssetKind.CUE]
MP3_FRAME = 1152
STRUCK = {"dawn", "felt", "glass", "bowls"}


QUICK = frozenset({"brown", "fire", "drone", "bowls", *(cue.id for cue in CUES)})
"""What is decoded and measured each time; CI does the rest too."""


def named(asset: Asset) -> str:
    return asset.id


def quick(assets: Iterable[Asset]) -> list[object]:
    """Those assets as parameters, slow unless they are among `QUICK`."""
    return [
        pytest.param(asset, id=asset.id, marks=() if asset.id in QUICK else pytest.mark.slow)
        for asset in assets
    ]


@cache
def decoded(path: Path) -> NDArray[np.float32]:
    assert soundfile.info(path).channels == 2
    return decode_whole(path)


def test_all_sounds_are_there() -> None:
    assert {bed.id for bed in BEDS} == {
        "rain", "night-rain", "ocean", "wind", "stream", "fire", "night", "brown", "pink",
        "drift", "dawn", "felt", "glass", "drone", "bowls",
    }  # fmt: skip
    assert {cue.id for cue in CUES} == {
        "bowl", "bowl-low", "bowl-high", "rin", "bell", "chime", "gong", "woodblock", "click",
    }  # fmt: skip


def test_the_folder_holds_what_the_manifest_lists_and_stays_small() -> None:
    listed = {asset.path for asset in ASSETS}
    assert set(FOLDER.rglob("*.ogg")) == listed
    everything = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in everything) < 12_000_000


@pytest.mark.parametrize("asset", ASSETS, ids=named)
def test_the_file_is_the_one_that_was_measured(asset: Asset) -> None:
    assert hashlib.sha256(asset.path.read_bytes()).hexdigest() == asset.sha256


@pytest.mark.parametrize("asset", ASSETS, ids=named)
def test_licences(asset: Asset) -> None:
    assert asset.license == "CC0-1.0"
    assert (FOLDER / "LICENSES" / f"{asset.license}.txt").is_file()
    assert asset.id in (FOLDER / "CREDITS.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("asset", quick(ASSETS))
def test_length_loudness_and_peak_by_other_meters(asset: Asset) -> None:
    samples = decoded(asset.path)
    assert len(samples) == asset.frames
    # A block of loudness takes 400 ms; what is shorter lies in silence.
    block = np.zeros((max(2 * RATE // 5 - len(samples), 0), 2))
    whole = np.concatenate([samples.astype(np.float64), block])
    loudness = pyloudnorm.Meter(RATE).integrated_loudness(whole)
    assert asset.lufs == pytest.approx(loudness, abs=0.1)
    loud = np.abs(samples).max(axis=1).argmax()
    near = samples[max(0, loud - 4800) : loud + 4800]
    peak = 20 * np.log10(np.abs(signal.resample_poly(near, 8, 1, axis=0)).max())
    assert asset.true_peak == pytest.approx(peak, abs=0.5)
    assert peak < -1.0


@pytest.mark.parametrize("bed", BEDS, ids=named)
def test_beds_have_the_periods_of_loops(bed: Asset) -> None:
    assert bed.period % MP3_FRAME == 0
    assert bed.period >= 120 * RATE
    assert bed.crossfade == CROSSFADE
    assert bed.frames == bed.period + bed.crossfade


@pytest.mark.parametrize("bed", quick(BEDS))
def test_the_ends_of_a_loop_are_as_alike_as_the_manifest_says(bed: Asset) -> None:
    samples = decoded(bed.path)
    assert bed.correlation == pytest.approx(
        correlation(samples[:CROSSFADE], samples[-CROSSFADE:]), abs=0.001
    )


@pytest.mark.parametrize("bed", BEDS, ids=named)
def test_beds_are_even(bed: Asset) -> None:
    assert bed.lufs == pytest.approx(-23.0, abs=0.1)
    assert bed.lra <= 6.0
    # No moment stands out: nothing wakes anyone.
    assert bed.momentary <= (-19.0 if bed.purpose is Purpose.SLEEP else -15.0)
    # Water, wind and fire stay under what is noticed at once; a note may rise over its pad.
    assert 0 < bed.motion <= (4.5 if bed.id in STRUCK else 3.0)


@pytest.mark.parametrize("bed", quick(BEDS))
def test_no_start_or_end_of_a_bed_fades(bed: Asset) -> None:
    levels = [np.sqrt((part**2).mean()) for part in np.array_split(decoded(bed.path), 20)]
    assert 20 * np.log10(max(levels) / min(levels)) < 9.0


@pytest.mark.parametrize("bed", quick(BEDS))
def test_a_bed_moves_as_the_manifest_says(bed: Asset) -> None:
    assert bed.motion == pytest.approx(motion(energies(decoded(bed.path))), abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("bed", [bed for bed in BEDS if bed.purpose is Purpose.SLEEP], ids=named)
def test_beds_for_sleep_are_fit_for_it(bed: Asset) -> None:
    found = calm(decoded(bed.path))
    assert found.fit_for_sleep, found


def test_every_bed_says_what_it_is_for() -> None:
    assert all(bed.purpose for bed in BEDS)
    assert {bed.id for bed in BEDS if bed.purpose is Purpose.SLEEP} == {
        "night-rain", "brown", "drift", "drone",
    }  # fmt: skip


class InMemory:
    """A decoded bed as a looper's source."""

    def __init__(self, samples: NDArray[np.float32]) -> None:
        self.samples = samples

    def read(self, start: int, frames: int) -> NDArray[np.float32]:
        return self.samples[start : start + frames]


@pytest.mark.parametrize("bed", quick(BEDS))
def test_no_wrap_of_a_bed_is_heard(bed: Asset) -> None:
    region = Region(
        start=0, period=bed.period, crossfade=bed.crossfade, correlation=bed.correlation
    )
    looper = Looper(InMemory(decoded(bed.path)), region)
    for lap in (1, 2):
        for place in (lap * bed.period, lap * bed.period + bed.crossfade):
            around = looper.read(place - RATE, 2 * RATE)
            bend = np.abs(np.diff(around, 2, axis=0)).max(axis=1)
            at_seam = bend[RATE - 4 : RATE + 2].max()
            assert at_seam < 3.7 * np.sqrt((bend**2).mean())
    # The level through the seam stays within what it does anywhere else.
    seam = looper.read(bed.period - 4 * RATE, 16 * RATE)
    levels = [np.sqrt((part**2).mean()) for part in np.split(seam, 16)]
    assert 20 * np.log10(max(levels) / min(levels)) < 9.0


@pytest.mark.parametrize("cue", CUES, ids=named)
def test_cues_begin_at_once_and_end_in_silence(cue: Asset) -> None:
    samples = decoded(cue.path)
    peak = np.abs(samples).max()
    assert cue.onset < RATE // 50
    assert 2 * RATE <= cue.clear <= 7 * RATE
    assert np.abs(samples[0]).max() < 0.01 * peak
    assert np.abs(samples[-480:]).max() < 0.001 * peak
    assert cue.momentary >= cue.lufs
    left, right = (samples.astype(np.float64) ** 2).sum(axis=0)
    assert abs(10 * np.log10(left / right)) < 0.5  # it stands in the middle


def entry(**changes: object) -> dict[str, object]:
    return {
        "id": "hum", "kind": "bed", "title": "Hum", "description": "", "generator": "", "seed": 1,
        "frames": 100, "period": 80, "crossfade": 20, "lufs": -23.0, "lra": 1.0,
        "true_peak": -9.0, "momentary": -20.0, "file": "beds/hum.ogg", "sha256": "", "license": "",
    } | changes  # fmt: skip


def write(folder: Path, content: object) -> Path:
    (folder / "manifest.json").write_bytes(msgspec.json.encode(content))
    return folder


def test_paths_are_absolute(tmp_path: Path) -> None:
    (asset,) = load_manifest(write(tmp_path, {"version": 1, "assets": [entry()]}))
    assert asset.path == tmp_path.resolve() / "beds" / "hum.ogg"
    assert asset.kind is AssetKind.BED


@pytest.mark.parametrize(
    "content",
    [
        {"version": 2, "assets": []},
        {"assets": []},
        {"version": 1, "assets": [entry(kind="song")]},
        {"version": 1, "assets": [entry(frames="long")]},
        {"version": 1, "assets": [entry(unheard_of=1)]},
        {"version": 1, "assets": [entry(period=0)]},
        {"version": 1, "assets": [entry(crossfade=21)]},
        {"version": 1, "assets": [entry(), entry()]},
        [],
    ],
)
def test_a_broken_manifest_is_a_file_error(tmp_path: Path, content: object) -> None:
    with pytest.raises(FileError, match=r"manifest\.json"):
        load_manifest(write(tmp_path, content))


def test_a_missing_or_garbled_manifest_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"manifest\.json"):
        load_manifest(tmp_path)
    (tmp_path / "manifest.json").write_bytes(b'{"version": 1, "ass')
    with pytest.raises(FileError, match=r"manifest\.json"):
        load_manifest(tmp_path)
