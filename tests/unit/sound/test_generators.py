"""How the sounds that ship are made: deterministic, in any cutting, and still what ships."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from voicemat.dsp.loudness import Meter, integrated
from voicemat.sound.assets import load_manifest
from voicemat.sound.codec import SoundReader
from voicemat.sound.decoding import decoded
from voicemat.sound.endless import EndlessBed
from voicemat.sound.generators.bed import BLOCK
from voicemat.sound.generators.drift import Drift
from voicemat.sound.generators.grains import Grain, PowerLaw, Scatter, pan
from voicemat.sound.generators.modal import Mode, ringing, strike
from voicemat.sound.generators.music.harmony import pitch
from voicemat.sound.generators.noise import NoisePainter, Spectrum, bins, bump, narrowing, slope
from voicemat.sound.generators.pads import PadNote, Pads, Timbre
from voicemat.sound.generators.quality import calm, clear, loudness_range, onset, roughness
from voicemat.sound.generators.recipe import BedRecipe, CueRecipe
from voicemat.sound.generators.registry import BEDS, CUES, RECIPES
from voicemat.sound.generators.reverb import Reverb, Room, impulse_response
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE

Samples = NDArray[np.float32]

FOLDER = Path(__file__).parents[3] / "audio"
SHIPPED = {asset.id: asset for asset in load_manifest(FOLDER)}


QUICK = frozenset({"brown", "fire", "drone", "glass", "bowl-high", "rin", "woodblock", "click"})
"""One of each kind: painted noise, grains in a room, pads, a piece; and the short cues. CI makes
the rest too."""


def named(recipe: BedRecipe | CueRecipe) -> str:
    return recipe.id


def quick(recipes: Iterable[BedRecipe | CueRecipe]) -> list[object]:
    """Those recipes as parameters, slow unless they are among `QUICK`."""
    return [
        pytest.param(recipe, id=recipe.id, marks=() if recipe.id in QUICK else pytest.mark.slow)
        for recipe in recipes
    ]


@pytest.mark.parametrize("recipe", quick(BEDS))
def test_any_cutting_and_any_order_give_the_same_samples(recipe: BedRecipe) -> None:
    start = 2 * BLOCK - 1000
    sizes = [1, 7, 4096, BLOCK, 333]
    whole = recipe.make(recipe.seed).read(start, sum(sizes))
    again = recipe.make(recipe.seed)
    places = [start + sum(sizes[:index]) for index in range(len(sizes))]
    parts = [again.read(place, size) for place, size in zip(places, sizes, strict=True)][::-1]
    backwards = recipe.make(recipe.seed)
    late = [
        backwards.read(place, size)
        for place, size in reversed(list(zip(places, sizes, strict=True)))
    ]
    assert np.array_equal(np.concatenate(parts[::-1]), whole)
    assert np.array_equal(np.concatenate(late[::-1]), whole)
    assert whole.dtype == np.float32
    assert whole.any()


@pytest.mark.parametrize("recipe", quick(BEDS))
def test_another_seed_is_another_sound(recipe: BedRecipe) -> None:
    one, other = (recipe.make(seed).read(0, BLOCK)[:, 0] for seed in (recipe.seed, 99))
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("recipe", quick(BEDS))
def test_a_far_place_is_reached_at_once_and_in_full_stride(recipe: BedRecipe) -> None:
    bed = recipe.make(recipe.seed)
    powers = [float((bed.read(at * RATE, 2 * RATE) ** 2).mean()) for at in (0, 8 * 3600)]
    assert abs(10 * np.log10(powers[1] / powers[0])) < 9.0


@pytest.mark.parametrize("recipe", quick(BEDS))
def test_no_chunk_meets_the_next_with_a_kink(recipe: BedRecipe) -> None:
    samples = recipe.make(recipe.seed).read(0, 5 * BLOCK)
    bend = np.abs(np.diff(samples, 2, axis=0)).max(axis=1)
    usual = np.sqrt((bend**2).mean())
    elsewhere = np.partition(bend, -200)[-200]
    for edge in range(BLOCK, 5 * BLOCK, BLOCK):
        assert bend[edge - 3 : edge + 2].max() < max(3.7 * usual, elsewhere)


def spectrum(samples: Samples) -> NDArray[np.float64]:
    """Decibels in octaves from 63 Hz to 8 kHz."""
    power = (np.abs(np.fft.rfft(samples, axis=0)) ** 2).mean(axis=1)
    frequency = np.fft.rfftfreq(len(samples), 1 / RATE)
    octave = np.round(np.log2(np.maximum(frequency, 1) / 1000))
    return np.array([10 * np.log10(power[octave == k].sum() + 1e-12) for k in range(-4, 4)])


def loudness(samples: Samples) -> NDArray[np.float64]:
    """The momentary course: LUFS of each second."""
    meter = Meter(2)
    meter.feed(samples)
    energies = meter.energies()
    whole = energies[: len(energies) // 10 * 10].reshape(-1, 10)
    return np.array([integrated(second) for second in whole])


def compare(made: Samples, shipped: Samples, floor: float) -> None:
    """The same course and colour, but for one constant gain and what the encoder took."""
    difference = loudness(made) - loudness(shipped)
    assert np.ptp(difference) < 0.6
    ours, theirs = spectrum(made), spectrum(shipped)
    heard = ours > ours.max() - floor
    assert heard.sum() >= 2
    assert np.ptp((ours - theirs)[heard]) < 2.0


@pytest.mark.parametrize("recipe", quick(BEDS))
def test_a_bed_made_again_is_the_one_that_ships(recipe: BedRecipe) -> None:
    asset = SHIPPED[recipe.id]
    frames = 8 * RATE
    shipped = decode_start(asset.path, frames)
    made = EndlessBed(asset).read(0, frames)
    compare(made, shipped, floor=25.0)
    # What is made while it plays is as loud as the loop.
    assert np.abs(loudness(made) - loudness(shipped)).max() < 0.8


def decode_start(path: Path, frames: int) -> Samples:
    """The first `frames` frames of a file, at `RATE`."""
    with SoundReader(path) as reader:
        blocks = [np.zeros((0, 2), np.float32)]
        for block in decoded(reader):
            blocks.append(block)
            if sum(map(len, blocks)) >= frames:
                break
    return np.concatenate(blocks)[:frames]


@pytest.mark.parametrize("recipe", quick(CUES))
def test_a_cue_made_again_is_the_one_that_ships(recipe: CueRecipe) -> None:
    made = recipe.make(recipe.seed)
    shipped, _ = soundfile.read(SHIPPED[recipe.id].path, dtype="float32")
    assert len(made) == len(shipped)
    if len(made) > RATE:
        compare(made[: 6 * RATE], shipped[: 6 * RATE], floor=30.0)
    assert np.corrcoef(made[:, 0], shipped[:, 0])[0, 1] > 0.998


@pytest.mark.parametrize("recipe", RECIPES, ids=named)
def test_the_manifest_is_of_these_recipes(recipe: BedRecipe | CueRecipe) -> None:
    asset = SHIPPED[recipe.id]
    assert (asset.title, asset.seed) == (recipe.title, recipe.seed)
    assert asset.description == recipe.description
    assert asset.purpose == getattr(recipe, "purpose", None)
    if isinstance(recipe, BedRecipe):
        assert asset.period == recipe.period


def test_a_painter_paints_what_it_is_given_at_constant_power() -> None:
    size = 4096

    def flat(seconds: NDArray[np.float64]) -> Spectrum:
        return np.ones((len(seconds), size // 2 + 1))

    painter = NoisePainter(
        1, "test", size=size, spectrum=flat, correlation=narrowing(0.4, 0, 100.0)
    )
    noise = np.concatenate([painter.chunk(index) for index in range(30)])
    assert noise.std() == pytest.approx(1.0, abs=0.01)
    assert np.corrcoef(noise[:, 0], noise[:, 1])[0, 1] == pytest.approx(0.4, abs=0.01)
    # Power by place within a hop: no ripple at the overlaps.
    hops = noise.reshape(-1, 8, size // 16, 2)
    assert np.ptp((hops**2).mean(axis=(0, 2, 3))) < 0.05


def test_a_painter_asks_for_the_times_of_its_blocks() -> None:
    asked: list[float] = []

    def noting(seconds: NDArray[np.float64]) -> Spectrum:
        asked.extend(seconds)
        return np.ones((len(seconds), BLOCK // 2 + 1))

    NoisePainter(1, "t", size=BLOCK, spectrum=noting, correlation=narrowing(0, 0, 1.0)).chunk(2)
    hop = BLOCK // 2 / RATE
    assert sorted(asked) == pytest.approx([hop * place for place in (3, 4, 5, 6)])


def test_spectra_are_what_they_say() -> None:
    frequency = bins(RATE)
    tilted = slope(frequency, -6.0206, pivot=200.0, high_pass=(5.0, 4), low_pass=(20_000.0, 4))
    assert tilted[200] == pytest.approx(1.0, abs=0.01)
    assert tilted[800] == pytest.approx(0.25, abs=0.01)
    assert bump(frequency, 1000.0, 0.5)[2000] == pytest.approx(np.exp(-2), abs=0.001)


def test_drifts_have_unit_variance_and_no_jumps() -> None:
    drift = Drift(1, "test", tau=0.5)
    assert drift.at(np.arange(40_000) / 20).std() == pytest.approx(1.0, abs=0.06)
    time = np.arange(200_000) / RATE
    smooth = drift.at(time)
    assert np.abs(np.diff(smooth)).max() < 0.001
    parts = [Drift(1, "test", tau=0.5).at(part) for part in np.array_split(time, 7)]
    assert np.array_equal(np.concatenate(parts), smooth)
    assert drift.at(np.array([-3.0, -2.999]))[1] == pytest.approx(drift.at(np.array([-2.999]))[0])


def test_grains_land_where_they_are_put_and_reach_over_chunks() -> None:
    long = np.ones(1000, np.float32)

    def events(index: int) -> list[Grain]:
        if index != 3:
            return []
        return [
            Grain(start=10, sound=long[:100], gains=pan(0.0)),
            Grain(start=BLOCK - 50, sound=long, gains=pan(-1.0)),
        ]

    scatter = Scatter(events)
    three, four = scatter.chunk(3), scatter.chunk(4)
    assert np.allclose(three[10:110], 1.0)
    assert np.allclose(three[BLOCK - 50 :, 0], np.sqrt(2))
    assert np.allclose(four[:950, 0], np.sqrt(2))
    assert not four[950:].any()
    assert not scatter.chunk(2).any()


def test_amplitudes_follow_their_power_law() -> None:
    drawn = PowerLaw(tail=2.0, least=-20.0, most=20.0).draw(stream(1, "test"), 100_000)
    assert drawn.min() >= 0.0999
    assert drawn.max() <= 10.001
    # Ten times as strong, a hundred times as rare.
    assert (drawn > 1).mean() == pytest.approx(0.01, abs=0.002)


def test_a_room_decays_as_told_and_convolves_as_numpy_does() -> None:
    room = Room(decay=(1.0, 1.0, 1.0), length=1.0, delay=0.01, rise=0.005, low_pass=20_000.0)
    response = impulse_response(1, "test", room)
    assert np.allclose((response**2).sum(axis=0), 1.0, atol=1e-4)
    assert not response[:480].any()
    level = [np.log10((response[k : k + 4800] ** 2).sum()) * 10 for k in (9600, 28_800)]
    # Above 3 kHz air takes its share, hence somewhat more than 24 dB in 0.4 s.
    assert 22 < level[0] - level[1] < 32
    dry = np.random.default_rng(1).standard_normal((4 * BLOCK, 2)).astype(np.float32)

    def chunk(index: int) -> Samples:
        inside = dry[index * BLOCK : (index + 1) * BLOCK] if 0 <= index < 4 else dry[:0]
        return inside if len(inside) else np.zeros((BLOCK, 2), np.float32)

    reverb = Reverb(response, chunk)
    last = reverb.chunk(3)  # out of order
    wet = np.concatenate([*(reverb.chunk(index) for index in range(3)), last])
    fed = dry[:, 0] * 0.65 + dry[:, 1] * 0.35
    size = 1 << 18
    direct = np.fft.irfft(np.fft.rfft(fed, size) * np.fft.rfft(response[:, 0], size), size)
    assert np.allclose(wet[:, 0], direct[: len(wet)], atol=2e-3)


def test_a_strike_rings_for_its_t60_and_ends_in_silence() -> None:
    mode = Mode(frequency=440.0, left=1.0, right=0.5, decay=2.0, phase=0.0, attack=0.005)
    ring = strike((mode,), 3.0)
    early, later = (np.abs(ring[k : k + 4800, 0]).max() for k in (24_000, 72_000))
    assert 20 * np.log10(early / later) == pytest.approx(30.0, abs=0.2)
    assert np.allclose(ring[:, 1], ring[:, 0] / 2)
    assert np.abs(ring[-10:]).max() < 1e-5


def test_a_strike_is_the_same_in_pieces() -> None:
    modes = tuple(
        Mode(frequency=f, left=1.0, right=0.5, decay=1.0, phase=0.3, attack=0.01)
        for f in (220.0, 607.0)
    )
    whole = ringing(modes, 0, RATE)
    assert np.allclose(ringing(modes, 10_000, 5000), whole[10_000:15_000], atol=1e-5)
    assert np.allclose(ringing(modes, 100, 1000), whole[100:1100], atol=1e-5)
    time = np.arange(2000, 3000) / RATE
    decay = np.exp(-np.log(1000) * time)
    plain = sum(decay * np.sin(2 * np.pi * mode.frequency * time + mode.phase) for mode in modes)
    assert np.allclose(whole[2000:3000, 0], plain, atol=1e-4)


def pad(note: int, steadiness: float) -> PadNote:
    timbre = Timbre(
        partials=1, fall=1.0, colour=1e9, spread=0.0, narrowest=0.15, fundamental=1.0, even=1.0,
        steadiness=steadiness,
    )  # fmt: skip
    return PadNote(
        name=f"test {note}", note=note, start=0, end=20 * RATE, attack=RATE, release=2 * RATE,
        level=0.5, timbre=timbre,
    )  # fmt: skip


def test_a_steady_pad_is_a_sine_with_soft_edges() -> None:
    pads = Pads(1, lambda _: [pad(69, 1.0)])
    sound = np.concatenate([pads.chunk(index) for index in range(-1, 35)])[BLOCK:]
    time = np.arange(len(sound)) / RATE
    inside = slice(2 * RATE, 18 * RATE)
    steady = 0.5 * np.cos(2 * np.pi * pitch(69) * time)
    assert np.abs(sound[inside, 0] - steady[inside]).max() < 0.01
    assert np.abs(sound[:480]).max() < 0.02
    assert not sound[23 * RATE :].any()
    levels = np.abs(sound[:RATE, 0]).reshape(10, -1).max(axis=1)
    assert np.all(np.diff(levels) > 0)


def test_a_wandering_pad_keeps_its_power_and_its_pitch() -> None:
    pads = Pads(1, lambda _: [pad(note, 0.0) for note in range(45, 70, 2)])
    sound = np.concatenate([pads.chunk(index) for index in range(3, 28)])
    assert (sound**2).mean() == pytest.approx(13 * 0.5**2 / 2, rel=0.25)
    power = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound)))) ** 2
    frequency = np.fft.rfftfreq(len(sound), 1 / RATE)
    near = np.zeros(len(power), bool)
    for note in range(45, 70, 2):
        near |= np.abs(frequency - pitch(note)) < 2
    assert power[near].sum() > 0.98 * power.sum()


def test_quality_measures_what_it_says() -> None:
    time = np.arange(20 * RATE) / RATE
    tone = (0.1 * np.sin(2 * np.pi * 1000 * time))[:, None].repeat(2, axis=1).astype(np.float32)
    steady = calm(tone)
    assert steady.centroid == pytest.approx(1000, abs=5)
    assert steady.correlation == pytest.approx(1.0)
    assert steady.presence < -60
    assert steady.rise < 0.1
    stepped = tone.copy()
    stepped[: 10 * RATE] *= 0.5
    assert calm(stepped).rise == pytest.approx(6.0, abs=0.5)
    meter = Meter(2)
    meter.feed(stepped)
    assert loudness_range(meter.energies()) == pytest.approx(6.0, abs=0.3)


@pytest.mark.parametrize(("t60", "expected"), [(0.5, 2.0), (15.0, 4.1), (100.0, 7.0)])
def test_a_voice_may_begin_when_a_cue_has_died_away(t60: float, expected: float) -> None:
    mode = Mode(frequency=440.0, left=1.0, right=1.0, decay=t60, phase=0.0, attack=0.005)
    cue = np.concatenate([np.zeros((480, 2)), strike((mode,), 20.0)]).astype(np.float32)
    meter = Meter(2)
    meter.feed(cue)
    assert clear(meter.energies()) / RATE == pytest.approx(expected, abs=0.2)
    assert onset(cue) == pytest.approx(480, abs=60)


def test_a_minor_second_is_rougher_than_a_fifth() -> None:
    time = np.arange(3 * RATE) / RATE

    def both(ratio: float) -> Samples:
        tones = [
            np.sin(2 * np.pi * 220 * part * n * time) / n for part in (1, ratio) for n in (1, 2)
        ]
        return np.stack([sum(tones)] * 2, axis=1).astype(np.float32)

    assert roughness(both(16 / 15)) > 3 * roughness(both(1.5))


def test_an_endless_bed_needs_no_scipy() -> None:
    code = (
        "import sys, voicemat.sound.generators.registry as r; r.BEDS[0].make(1).read(0, 10); "
        "sys.exit('scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
