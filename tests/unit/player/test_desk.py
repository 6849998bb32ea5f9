"""The mixing desk: at unity what an export writes, bit for bit; otherwise nothing that clicks."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.samples import ArraySamples
from voicemat.dsp.true_peak import true_peak
from voicemat.mixer import CEILING, Mixer
from voicemat.player.desk import GLIDE, Desk
from voicemat.player.faders import HIGHEST, LOWEST, Levels, Part
from voicemat.player.readers import DirectReader
from voicemat.timeline.model import (
    Bus,
    BusName,
    Clip,
    Media,
    MediaKind,
    Tags,
    Timeline,
    Track,
)
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]
FRAMES = 3 * RATE + 1234
NAMES = (BusName.VOICE, BusName.MUSIC, BusName.CUES, BusName.ROOM)


def tone(pitch: float, level: float) -> Samples:
    wave = level * np.sin(2 * np.pi * pitch * np.arange(FRAMES) / RATE)
    return np.stack((wave, wave), axis=1).astype(np.float32)


def mixer(level: float) -> Mixer:
    """Four buses, one tone each."""
    takes = {name: tone(100.0 + 37 * number, level) for number, name in enumerate(NAMES)}

    def bus(name: BusName) -> Bus:
        media = Media(kind=MediaKind.RECORDING, name=name)
        clip = Clip(start=0, duration=FRAMES, media=media)
        return Bus(name=name, tracks=(Track(name=name, clips=(clip,)),))

    timeline = Timeline(
        rate=RATE,
        frames=FRAMES,
        tags=Tags(title="Tones"),
        voice_loudness=-18.0,
        buses=tuple(bus(name) for name in NAMES),
    )
    return Mixer(timeline, ArraySamples(takes))


def desk(of: Mixer) -> Desk:
    return Desk(DirectReader(of.stems, FRAMES))


def read(at: Desk, start: int, until: int, block: int = 2400) -> Samples:
    return np.concatenate(
        [at.read(frame, min(block, until - frame)) for frame in range(start, until, block)]
    )


@pytest.mark.parametrize("level", [0.1, 0.5], ids=["quiet", "limited"])
@pytest.mark.parametrize("start", [0, 700, 40_001])
def test_at_unity_it_is_the_mix_bit_for_bit(level, start):
    made = mixer(level)
    heard = read(desk(made), start, FRAMES, 997)
    assert np.array_equal(heard, made.block(start, FRAMES))


def test_the_same_after_a_fader_went_and_came_back():
    made = mixer(0.5)
    at = desk(made)
    at.read(0, 2400)
    at.put(Levels(music=-12))
    read(at, 2400, RATE)
    at.put(Levels())
    read(at, RATE, 2 * RATE, RATE)
    heard = read(at, 2 * RATE, FRAMES)
    assert np.array_equal(heard, made.block(2 * RATE, FRAMES))


@pytest.mark.parametrize("part", Part)
def test_a_fader_moves_its_part_alone(part):
    made = mixer(0.1)
    at = desk(made)
    at.put(Levels().put(part, -6))
    heard = read(at, 0, RATE + GLIDE)[GLIDE:]
    stems = made.stems(GLIDE, RATE)
    gains = [ratio(-6) if other is part else 1.0 for other in Part]
    expected = sum(stems[:, number] * gain for number, gain in enumerate(gains))
    np.testing.assert_allclose(heard[:RATE], expected, atol=1e-6)


def test_faders_pressed_again_and_again_make_no_step():
    made = mixer(0.1)
    at = desk(made)
    own = np.abs(np.diff(made.block(0, FRAMES), axis=0)).max()
    heard, frame = [], 0
    for number, level in enumerate(itertools.cycle((-2, 4, -40, 12, 0))):
        if frame + 977 > 2 * RATE:
            break
        at.put(Levels().put(list(Part)[number % 3], level))
        heard.append(at.read(frame, 977))
        frame += 977
    steps = np.abs(np.diff(np.concatenate(heard), axis=0)).max()
    # The tones four times as loud, and the steepest the gains can get: pi / 2 over a glide.
    assert steps <= ratio(HIGHEST) * own + 3 * 0.1 * ratio(HIGHEST) * np.pi / 2 / GLIDE


def test_cuts_do_not_change_how_a_fader_moves():
    made = mixer(0.3)
    heard = []
    for block in (480, 2400):
        at = desk(made)
        first = read(at, 0, 4800, 4800)
        at.put(Levels(voice=12, music=-20))
        heard.append(np.concatenate((first, read(at, 4800, RATE, block))))
    assert np.array_equal(*heard)


def test_the_limiter_holds_what_the_faders_raise():
    at = desk(mixer(0.25))
    at.put(Levels(voice=HIGHEST, music=HIGHEST, cues=HIGHEST))
    heard = read(at, 0, FRAMES)
    assert true_peak(heard) <= CEILING + 0.1
    assert np.abs(heard).max() > 0.7


def test_levels_are_held_within_their_bounds():
    levels = Levels().put(Part.MUSIC, -100).put(Part.CUES, 100)
    assert (levels.of(Part.MUSIC), levels.of(Part.CUES)) == (LOWEST, HIGHEST)


def test_a_seek_back_and_forth_reads_the_same():
    made = mixer(0.5)
    at = desk(made)
    for start in (2 * RATE, 0, 5, RATE, FRAMES - 100):
        assert np.array_equal(at.read(start, 100), made.block(start, 100))
