"""The walk finds what is put into a clean session, at its place, and finds nothing else."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.inspection import Flaw, FlawKind, Walk, walk
from voicemat.inspection.cued import cued
from voicemat.inspection.moving import LIMIT, MARGIN, SPAN, Motion, limits
from voicemat.timeline.model import (
    Bus,
    BusName,
    Clip,
    Duck,
    Fade,
    FadeShape,
    Media,
    MediaKind,
    Point,
    Tags,
    Timeline,
    Track,
)
from voicemat.units import RATE

Samples = NDArray[np.float32]
SECONDS = 24


def timeline(*buses: Bus, seconds: int = SECONDS) -> Timeline:
    return Timeline(
        rate=RATE,
        frames=seconds * RATE,
        tags=Tags(title="A test"),
        voice_loudness=-18.0,
        buses=buses,
    )


@cache
def _noise() -> Samples:
    """Dark noise with some of it common to both sides, as a bed is; from silence to silence."""
    frames = SECONDS * RATE
    noise = np.random.default_rng(7).standard_normal((frames, 3))
    pitch = np.fft.rfftfreq(frames, 1 / RATE)
    dark = (pitch > 20) & (pitch < 3000)
    low = np.fft.irfft(np.fft.rfft(noise, axis=0) * dark[:, None], frames, axis=0)
    sides = low[:, :2] + low[:, 2:]
    edges = np.clip(np.minimum(np.arange(frames), np.arange(frames)[::-1]) / (RATE // 10), 0, 1)
    return (0.02 * edges[:, None] * sides / sides.std()).astype(np.float32)


def bed() -> Samples:
    return _noise().copy()


def found(samples: Samples, *buses: Bus) -> tuple[Flaw, ...]:
    return walk(timeline(*buses, seconds=len(samples) // RATE), [samples]).flaws


def only(samples: Samples, kind: FlawKind, *buses: Bus) -> Flaw:
    flaws = found(samples, *buses)
    assert {flaw.kind for flaw in flaws} == {kind}, [str(flaw) for flaw in flaws]
    return flaws[0]


def test_a_calm_bed_has_no_flaw() -> None:
    assert found(bed()) == ()


@pytest.mark.parametrize("at", [3.2, 17.999, 22.5])
@pytest.mark.parametrize("step", [0.003, -0.01])
def test_a_step_is_a_click(at: float, step: float) -> None:
    samples = bed()
    place = int(at * RATE)
    # Rises at once and is gone slowly: one step only.
    samples[place : place + 4800] += (step * np.linspace(1, 0, 4800))[:, None].astype(np.float32)
    flaw = only(samples, FlawKind.CLICK)
    assert abs(flaw.start - place) <= RATE // 200


def test_a_cut_is_a_click() -> None:
    samples = bed()
    samples[12 * RATE :] = np.roll(samples, 12_345, axis=0)[12 * RATE :]
    flaw = only(samples, FlawKind.CLICK)
    assert abs(flaw.start - 12 * RATE) <= RATE // 200


def test_a_gap_of_some_samples_is_a_click() -> None:
    samples = bed()
    samples[480_000:480_100] = 0.0
    assert only(samples, FlawKind.CLICK).start == pytest.approx(480_000, abs=300)


def test_bright_sound_that_was_always_there_is_none() -> None:
    """Every twentieth of a second a tick: this bed is like that."""
    samples = bed()
    samples[:: RATE // 20] += 0.01
    assert FlawKind.CLICK not in {flaw.kind for flaw in found(samples)}


def steps(samples: Samples, at: int, db: float) -> Samples:
    """`samples`, louder by `db` from frame `at` on, over 50 ms."""
    ramp = np.clip((np.arange(len(samples)) - at) / 2400, 0, 1)
    return (samples * 10 ** (db * ramp / 20)[:, None]).astype(np.float32)


@pytest.mark.parametrize("db", [4.5, -4.5])
def test_a_jump_in_loudness(db: float) -> None:
    flaw = only(steps(bed(), 12 * RATE, db), FlawKind.JUMP)
    assert flaw.start <= 12 * RATE <= flaw.end
    assert flaw.value == pytest.approx(db, abs=1.5)


def test_a_slow_change_is_no_jump() -> None:
    samples = bed()
    ramp = np.linspace(0, 12, len(samples))[:, None]
    assert found((samples * 10 ** (ramp / 20)).astype(np.float32)) == ()


def clip(start: float, seconds: float, **more: object) -> Clip:
    media = Media(kind=MediaKind.BED, name="rain")
    made: dict[str, object] = {
        "start": int(start * RATE), "duration": int(seconds * RATE), "media": media
    }  # fmt: skip
    return Clip(**{**made, **more})  # type: ignore[arg-type]  # a clip's fields


def bus(name: BusName, *clips: Clip, **more: object) -> Bus:
    return Bus(name=name, tracks=(Track(name="a", clips=clips),), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "excuse",
    [
        bus(BusName.VOICE, clip(11, 4)),
        bus(BusName.CUES, clip(12, 10)),
        bus(BusName.MUSIC, clip(12, 10, fade_in=Fade(frames=RATE, shape=FadeShape.DECIBEL))),
        bus(
            BusName.MUSIC,
            ducks=(Duck(start=11 * RATE, down=13 * RATE, up=20 * RATE, end=22 * RATE, depth=8.0),),
        ),
        bus(
            BusName.MUSIC,
            automation=(
                Point(frame=11 * RATE, gain=0.0),
                Point(frame=13 * RATE, gain=5.0),
            ),
        ),
    ],
    ids=["voice", "cue", "fade", "duck", "automation"],
)
def test_what_the_timeline_asks_for_is_no_jump(excuse: Bus) -> None:
    louder = steps(bed(), 12 * RATE, 5.0)
    assert found(louder, excuse) == ()
    assert found(louder) != ()


def test_a_cue_that_stops_ringing_at_once_is_a_jump() -> None:
    """Its onset is excused, its end is not."""
    samples = bed()
    tone = 0.2 * np.sin(2 * np.pi * 300 * np.arange(8 * RATE) / RATE)
    fade = np.clip(np.minimum(np.arange(8 * RATE), np.arange(8 * RATE)[::-1]) / 480, 0, 1)
    samples[10 * RATE : 18 * RATE] += (tone * fade)[:, None].astype(np.float32)
    flaw = only(samples, FlawKind.JUMP, bus(BusName.CUES, clip(10, 8)))
    assert flaw.start <= 18 * RATE <= flaw.end


def moving(**figures: float) -> Motion:
    """Beds by their names, and by how many LU they move of themselves."""
    return lambda media: figures[media.name]


def playing(name: str, start: float, seconds: float, kind: MediaKind = MediaKind.BED) -> Bus:
    return bus(BusName.MUSIC, clip(start, seconds, media=Media(kind=kind, name=name)))


def jumps_of(samples: Samples, music: Bus, motion: Motion) -> tuple[Flaw, ...]:
    return walk(timeline(music, seconds=len(samples) // RATE), [samples], motion).flaws


@pytest.mark.parametrize("kind", [MediaKind.BED, MediaKind.ENDLESS])
@pytest.mark.parametrize("db", [4.5, -4.5])
def test_a_bed_may_move_as_it_does_by_nature(kind: MediaKind, db: float) -> None:
    lively = steps(bed(), 12 * RATE, db)
    music = playing("felt", 0, 24, kind)
    assert jumps_of(lively, music, moving(felt=4.5)) == ()
    assert [flaw.kind for flaw in jumps_of(lively, music, moving(felt=0.5))] == [FlawKind.JUMP]


def test_a_bed_that_moves_further_than_it_does_by_nature_jumps() -> None:
    (flaw,) = jumps_of(steps(bed(), 12 * RATE, 7.0), playing("felt", 0, 24), moving(felt=4.0))
    assert flaw.limit == 4.0 + MARGIN
    assert flaw.value > flaw.limit


def test_a_still_bed_may_move_as_everything_may() -> None:
    music = playing("pink", 0, 24)
    assert jumps_of(steps(bed(), 12 * RATE, 2.5), music, moving(pink=0.1)) == ()
    (flaw,) = jumps_of(steps(bed(), 12 * RATE, 4.5), music, moving(pink=0.1))
    assert flaw.limit == LIMIT


def test_of_no_bed_is_known_that_it_moves() -> None:
    assert [flaw.kind for flaw in found(steps(bed(), 12 * RATE, 4.5), playing("felt", 0, 24))] == [
        FlawKind.JUMP
    ]


def test_a_lively_bed_excuses_nothing_where_it_does_not_sound() -> None:
    lively = steps(steps(bed(), 8 * RATE, 4.5), 16 * RATE, -4.5)
    (flaw,) = jumps_of(lively, playing("felt", 0, 12), moving(felt=5.0))
    assert flaw.start <= 16 * RATE <= flaw.end
    (flaw,) = jumps_of(lively, playing("felt", 12, 12), moving(felt=5.0))
    assert flaw.start <= 8 * RATE <= flaw.end


def test_limits_reach_over_every_moment_that_holds_some_of_the_bed() -> None:
    allowed = limits(timeline(playing("felt", 10, 2)), moving(felt=5.0), 240 - SPAN + 1)
    lively = np.flatnonzero(allowed == 6.0)
    assert (lively[0], lively[-1]) == (100 - SPAN + 1, 119)
    assert set(allowed[: lively[0]]) == set(allowed[lively[-1] + 1 :]) == {LIMIT}
    assert len(lively) == lively[-1] - lively[0] + 1


def test_of_two_beds_the_livelier_one_counts_and_each_is_asked_for_once() -> None:
    asked: list[str] = []

    def motion(media: Media) -> float:
        asked.append(media.name)
        return {"rain": 2.5, "felt": 4.0}[media.name]

    tracks = tuple(
        Track(name=name, clips=tuple(clip(start, 8, media=media) for start in starts))
        for name, starts in (("rain", (0, 8)), ("felt", (4, 12)))
        for media in [Media(kind=MediaKind.BED, name=name)]
    )
    both = timeline(Bus(name=BusName.MUSIC, tracks=tracks))
    assert limits(both, motion, 200)[[10, 50, 190]].tolist() == [3.5, 5.0, 5.0]
    assert sorted(asked) == ["felt", "rain"]


@pytest.mark.parametrize(
    "kind", [MediaKind.RECORDING, MediaKind.CUE, MediaKind.TONE, MediaKind.BREATH]
)
def test_only_beds_move_of_themselves(kind: MediaKind) -> None:
    other = timeline(playing("hum", 0, 24, kind))
    assert set(limits(other, moving(hum=20.0), 200)) == {LIMIT}


def test_a_long_fade_excuses_nothing() -> None:
    fade = Fade(frames=30 * RATE, shape=FadeShape.DECIBEL)
    music = bus(BusName.MUSIC, clip(0, 60, fade_in=fade, fade_out=fade))
    assert cued(timeline(music, seconds=60)) == ()


def faded(samples: Samples, at: int, end: int) -> Samples:
    """Silent between two frames, softly on both sides."""
    gain = np.ones(len(samples))
    gain[at:end] = 0.0
    slope = np.clip(
        np.minimum(np.abs(np.arange(len(samples)) - at), np.abs(np.arange(len(samples)) - end))
        / (2 * RATE),
        0,
        1,
    )
    outside = (np.arange(len(samples)) < at) | (np.arange(len(samples)) >= end)
    return (samples * (gain * np.where(outside, slope, 0.0))[:, None]).astype(np.float32)


def test_digital_silence_in_the_middle() -> None:
    samples = faded(bed(), 12 * RATE, 14 * RATE)
    (flaw,) = (one for one in found(samples) if one.kind is FlawKind.DEAD_SILENCE)
    assert flaw.value == pytest.approx(2.0, abs=0.1)
    short = faded(bed(), 12 * RATE, 12 * RATE + RATE // 4)
    assert FlawKind.DEAD_SILENCE not in {one.kind for one in found(short)}


def test_the_last_two_seconds_may_be_silent() -> None:
    end = SECONDS * RATE
    assert FlawKind.DEAD_SILENCE not in {one.kind for one in found(faded(bed(), end - RATE, end))}
    assert FlawKind.DEAD_SILENCE in {one.kind for one in found(faded(bed(), end - 4 * RATE, end))}


def hum(amplitude: float, frequency: float, phase: float = 0.0) -> Samples:
    """A sine of some seconds that comes and goes softly."""
    at = np.arange(8 * RATE)
    edges = np.clip(np.minimum(at, at[::-1]) / RATE, 0, 1) ** 2
    wave = edges * amplitude * np.sin(2 * np.pi * frequency * at / RATE + phase)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def kinds(samples: Samples) -> set[FlawKind]:
    return {flaw.kind for flaw in found(samples)}


def test_clipping_and_true_peaks() -> None:
    assert FlawKind.CLIPPING in kinds(hum(1.01, 997))
    assert FlawKind.CLIPPING not in kinds(hum(0.8, 997))
    # At a quarter of the rate and 45 degrees the true peaks are 3 dB over the samples.
    quarter, between = RATE / 4, np.pi / 4
    assert FlawKind.TRUE_PEAK in kinds(hum(0.95, quarter, between))
    assert FlawKind.CLIPPING not in kinds(hum(0.95, quarter, between))
    assert FlawKind.TRUE_PEAK not in kinds(hum(0.85, quarter, between))


def test_one_side_louder() -> None:
    samples = bed()
    samples[:, 0] *= 0.4
    only(samples, FlawKind.IMBALANCE)
    samples[:, 1] *= 0.6
    assert found(samples) == ()


def lifted(samples: Samples, offset: float) -> Samples:
    """`samples` with an offset that comes and goes softly."""
    edges = np.clip(np.minimum(np.arange(len(samples)), np.arange(len(samples))[::-1]) / RATE, 0, 1)
    return (samples + offset * edges[:, None]).astype(np.float32)


def test_a_constant_offset() -> None:
    flaw = only(lifted(bed(), 0.001), FlawKind.DC)
    assert flaw.value == pytest.approx(-60, abs=1)
    assert found(lifted(bed(), 0.0002)) == ()


def test_what_vanishes_in_mono() -> None:
    samples = bed()
    samples[:, 1] = -0.9 * samples[:, 0]
    only(samples, FlawKind.MONO_LOSS)
    samples[:, 1] = np.roll(samples[:, 0], 5 * RATE)
    assert FlawKind.MONO_LOSS not in kinds(samples)


@pytest.mark.parametrize("size", [997, RATE, 3 * RATE + 1])
def test_the_cutting_into_blocks_changes_nothing(size: int) -> None:
    samples = steps(bed(), 12 * RATE, 5.0)
    samples[10 * RATE + 77] += 0.01
    whole = walk(timeline(), [samples])
    cut = Walk(timeline())
    for at in range(0, len(samples), size):
        cut.feed(samples[at : at + size])
    assert cut.report() == whole
    assert {flaw.kind for flaw in whole.flaws} == {FlawKind.CLICK, FlawKind.JUMP}


def test_a_flaw_says_where_and_what() -> None:
    flaw = found(lifted(bed(), 0.002))[0]
    assert str(flaw).startswith("0:00: a constant offset (-54")
