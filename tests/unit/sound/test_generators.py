"""How the sounds that ship are made: deterministic, in any cutting, and still what ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from voicemat.dsp.loudness import Meter, integrated
from voicemat.sound.assets import load_manifest
from voicemat.sound.generators.bed import BLOCK
from voicemat.sound.generators.drift import Drift, SmoothDrift
from voicemat.sound.generators.grains import Grains, pan
from voicemat.sound.generators.harmony import CHORDS, FOLLOWERS, pitch
from voicemat.sound.generators.leveller import Leveller
from voicemat.sound.generators.modal import Mode, strike
from voicemat.sound.generators.noise import NoisePainter, Spectrum, bins, bump, narrowing, slope
from voicemat.sound.generators.pads import Partial, pad_cloud
from voicemat.sound.generators.quality import calm, clear, loudness_range, onset
from voicemat.sound.generators.recipe import BedRecipe, CueRecipe
from voicemat.sound.generators.registry import RECIPES
from voicemat.sound.generators.reverb import Convolver, Room, impulse_response
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE

Samples = NDArray[np.float32]

FOLDER = Path(__file__).parents[3] / "audio"
SHIPPED = {asset.id: asset for asset in load_manifest(FOLDER)}
BEDS = [recipe for recipe in RECIPES if isinstance(recipe, BedRecipe)]
CUES = [recipe for recipe in RECIPES if isinstance(recipe, CueRecipe)]


def named(recipe: BedRecipe | CueRecipe) -> str:
    return recipe.id


@pytest.mark.parametrize("recipe", BEDS, ids=named)
def test_the_sizes_asked_for_change_nothing(recipe: BedRecipe) -> None:
    whole = recipe.make(recipe.seed).render(3 * RATE)
    again = recipe.make(recipe.seed)
    sizes = [1, 7, BLOCK, 4096, BLOCK + 1, 333, 40_000]
    sizes.append(3 * RATE - sum(sizes))
    parts = [again.render(size) for size in sizes]
    assert [len(part) for part in parts] == sizes
    assert np.array_equal(np.concatenate(parts), whole)
    assert whole.dtype == np.float32


@pytest.mark.parametrize("recipe", BEDS, ids=named)
def test_another_seed_is_another_sound(recipe: BedRecipe) -> None:
    one, other = (recipe.make(seed).render(RATE)[:, 0] for seed in (recipe.seed, 99))
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.5


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
    assert np.ptp((ours - theirs)[heard]) < 1.5


@pytest.mark.parametrize("recipe", BEDS, ids=named)
def test_a_bed_made_again_is_the_one_that_ships(recipe: BedRecipe) -> None:
    seconds = 8
    bed = recipe.make(recipe.seed)
    bed.render(recipe.preroll * RATE)
    shipped, _ = soundfile.read(SHIPPED[recipe.id].path, frames=seconds * RATE, dtype="float32")
    compare(bed.render(seconds * RATE), shipped, floor=30.0)


@pytest.mark.parametrize("recipe", CUES, ids=named)
def test_a_cue_made_again_is_the_one_that_ships(recipe: CueRecipe) -> None:
    made = recipe.make(recipe.seed)
    shipped, _ = soundfile.read(SHIPPED[recipe.id].path, dtype="float32")
    assert len(made) == len(shipped)
    compare(made[: 6 * RATE], shipped[: 6 * RATE], floor=30.0)
    assert np.corrcoef(made[:, 0], shipped[:, 0])[0, 1] > 0.998


@pytest.mark.parametrize("recipe", RECIPES, ids=named)
def test_the_manifest_is_of_these_recipes(recipe: BedRecipe | CueRecipe) -> None:
    asset = SHIPPED[recipe.id]
    assert (asset.title, asset.seed) == (recipe.title, recipe.seed)
    assert asset.description == recipe.description
    if isinstance(recipe, BedRecipe):
        assert asset.period == recipe.period


def test_a_painter_paints_what_it_is_given_at_constant_power() -> None:
    size = 4096

    def flat() -> Spectrum:
        return np.ones(size // 2 + 1)

    painter = NoisePainter(
        stream(1, "test"), size=size, spectrum=flat, correlation=narrowing(0.4, 0.0, 100.0)
    )
    noise = painter.render(20 * RATE)
    assert noise.std() == pytest.approx(1.0, abs=0.01)
    assert np.corrcoef(noise[:, 0], noise[:, 1])[0, 1] == pytest.approx(0.4, abs=0.01)
    # Power by place within a hop: no ripple at the overlaps.
    hops = noise[: len(noise) // (size // 2) * (size // 2)].reshape(-1, 8, size // 16, 2)
    assert np.ptp((hops**2).mean(axis=(0, 2, 3))) < 0.05


def test_spectra_are_what_they_say() -> None:
    frequency = bins(RATE)
    tilted = slope(frequency, -6.0206, pivot=200.0, high_pass=(5.0, 4), low_pass=(20_000.0, 4))
    assert tilted[200] == pytest.approx(1.0, abs=0.01)
    assert tilted[800] == pytest.approx(0.25, abs=0.01)
    assert bump(frequency, 1000.0, 0.5)[2000] == pytest.approx(np.exp(-2), abs=0.001)


def test_drifts_have_unit_variance_and_no_jumps() -> None:
    drift = Drift(stream(1, "test"), tau=0.5, rate=20.0)
    values = np.array([drift.step() for _ in range(40_000)])
    assert values.std() == pytest.approx(1.0, abs=0.06)
    smooth = SmoothDrift(stream(1, "test"), tau=0.5)
    blocks = np.concatenate([smooth.render(size) for size in (1, 479, 480, 481, 5000, 100_000)])
    assert np.abs(np.diff(blocks)).max() < 0.001
    assert np.array_equal(SmoothDrift(stream(1, "test"), tau=0.5).render(len(blocks)), blocks)


def test_grains_land_where_they_are_put() -> None:
    grains = Grains()
    grains.add(1000, np.ones(100), pan(0.0))
    grains.add(1050, np.ones(100), pan(-1.0))
    first, second = grains.render(1040), grains.render(RATE * 3)
    both = np.concatenate([first, second])
    assert grains.position == len(both)
    assert np.allclose(both[1000:1050], 1.0)
    assert np.allclose(both[1050:1100, 0], 1 + np.sqrt(2))
    assert np.allclose(both[1100:1150, 1], 0.0, atol=1e-6)
    assert not both[1150:].any()


def test_a_room_decays_as_told_and_convolves_as_numpy_does() -> None:
    room = Room(decay=(1.0, 1.0, 1.0), length=1.0, delay=0.01, rise=0.005, low_pass=20_000.0)
    response = impulse_response(stream(1, "test"), room)
    assert np.allclose((response**2).sum(axis=0), 1.0, atol=1e-4)
    assert not response[:480].any()
    level = [np.log10((response[k : k + 4800] ** 2).sum()) * 10 for k in (9600, 28_800)]
    # Above 3 kHz air takes its share, hence somewhat more than 24 dB in 0.4 s.
    assert 22 < level[0] - level[1] < 32
    dry = np.random.default_rng(1).standard_normal((4 * 8192, 2)).astype(np.float32)
    convolver = Convolver(response, block=8192)
    wet = np.concatenate([convolver(block) for block in np.split(dry, 4)])
    fed = dry[:, 0] * 0.65 + dry[:, 1] * 0.35
    size = 1 << 17
    direct = np.fft.irfft(np.fft.rfft(fed, size) * np.fft.rfft(response[:, 0], size), size)
    assert np.allclose(wet[:, 0], direct[: len(wet)], atol=1e-3)


def test_a_strike_rings_for_its_t60_and_ends_in_silence() -> None:
    mode = Mode(frequency=440.0, left=1.0, right=0.5, decay=2.0, phase=0.0, attack=0.005)
    ring = strike([mode], 3.0)
    early, later = (np.abs(ring[k : k + 4800, 0]).max() for k in (24_000, 72_000))
    assert 20 * np.log10(early / later) == pytest.approx(30.0, abs=0.2)
    assert np.allclose(ring[:, 1], ring[:, 0] / 2)
    assert np.abs(ring[-10:]).max() < 1e-5


def test_a_cloud_lies_about_its_partials() -> None:
    partial = Partial(frequency=300.0, amplitude=1.0, bandwidth=0.5, steadiness=0.5)
    cloud = pad_cloud(stream(1, "test"), [partial], 10 * RATE)
    assert (cloud**2).mean() == pytest.approx(1.0, abs=0.01)
    power = np.abs(np.fft.rfft(cloud[:, 0])) ** 2
    frequency = np.fft.rfftfreq(len(cloud), 1 / RATE)
    assert power[np.abs(frequency - 300) < 2].sum() > 0.999 * power.sum()


def test_chords_are_just_and_lead_somewhere() -> None:
    assert pitch(69) == pytest.approx(440.0, abs=2.0)
    assert pitch(69) / pitch(62) == pytest.approx(1.5)
    assert pitch(66) / pitch(62) == pytest.approx(1.25)
    for name, notes in CHORDS.items():
        assert set(FOLLOWERS[name]) <= set(CHORDS) - {name}
        assert not {b - a for a in notes for b in notes} & {1, 11, 13}, f"a semitone in {name}"


def test_a_leveller_takes_back_its_share() -> None:
    leveller = Leveller(target=0.01, share=0.5, tau=0.2)
    loud = np.full((20 * BLOCK, 2), 0.4, np.float32)  # 12 dB over the target
    out = np.concatenate([leveller(block) for block in np.split(loud, 20)])
    assert 20 * np.log10(out[-1, 0] / 0.1) == pytest.approx(6.0, abs=0.1)
    assert np.abs(np.diff(out[:, 0])).max() < 0.001


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
    cue = np.concatenate([np.zeros((480, 2)), strike([mode], 20.0)]).astype(np.float32)
    meter = Meter(2)
    meter.feed(cue)
    assert clear(meter.energies()) / RATE == pytest.approx(expected, abs=0.2)
    assert onset(cue) == pytest.approx(480, abs=60)
