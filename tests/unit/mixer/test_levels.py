"""How loud a session is, measured: what `compiler/levels.py` promises is what is heard."""

from __future__ import annotations

from functools import cache

import pytest

from tests.fakes.compiling import compile_text
from tests.fakes.samples import NoiseSamples
from voicemat.compiler.levels import LEVELS, ROOM_TONE, SOFT
from voicemat.dsp.loudness import Meter, measure, momentary_maximum
from voicemat.mixer import Mixer
from voicemat.script.model import Ending
from voicemat.timeline.model import BusName, Clip, Timeline
from voicemat.units import RATE

ENDINGS = pytest.mark.parametrize("ending", [Ending.QUIET, Ending.SLEEP])

TEXT = """---
ending: {ending}
{music}
---
[pause 30 s]
One long sentence that is spoken for some seconds, so that the music has time to be down.
[pause 20 s]
[bell]
[pause 12 s]
[bell, soft]
[pause 12 s]
[breathe in 5, out 5, 2 times, tones]
[rest]
"""


@cache
def session(ending: Ending, music: str = "music: rain") -> Timeline:
    return compile_text(TEXT.format(ending=ending, music=music), seconds=150).session


@cache
def mixer(ending: Ending, bus: BusName, music: str = "music: rain") -> Mixer:
    return Mixer(session(ending, music), NoiseSamples(), buses=frozenset({bus}))


def loudness(mixed: Mixer, start: int, end: int) -> float:
    return measure(mixed.block(start, end - start))


def the_voice(timeline: Timeline) -> Clip:
    (track,) = timeline.bus(BusName.VOICE).tracks
    (clip,) = track.clips
    return clip


@ENDINGS
def test_the_narration_is_at_its_anchor(ending: Ending) -> None:
    mixed = mixer(ending, BusName.VOICE)
    clip = the_voice(session(ending))
    target = LEVELS[ending].voice
    assert loudness(mixed, clip.start, clip.end) == pytest.approx(target, abs=0.1)
    # Gating blocks that hold the sentence's edges pull the whole bus down a little.
    around = loudness(mixed, clip.start - 5 * RATE, clip.end + 5 * RATE)
    assert around == pytest.approx(target, abs=0.5)


@ENDINGS
@pytest.mark.parametrize("music", ["music: rain", "music: drift", "music: rain + drift"])
def test_the_bed_in_silence_and_under_the_voice(ending: Ending, music: str) -> None:
    levels = LEVELS[ending]
    mixed = mixer(ending, BusName.MUSIC, music)
    clip = the_voice(session(ending, music))
    assert loudness(mixed, clip.start, clip.end) == pytest.approx(
        levels.voice - levels.bed_under_voice, abs=0.3
    )
    assert loudness(mixed, clip.start - 12 * RATE, clip.start - 2 * RATE) == pytest.approx(
        levels.voice - levels.bed_in_silence, abs=0.3
    )
    assert loudness(mixed, clip.end + 6 * RATE, clip.end + 16 * RATE) == pytest.approx(
        levels.voice - levels.bed_in_silence, abs=0.3
    )


@ENDINGS
def test_cues_and_breath_tones(ending: Ending) -> None:
    levels = LEVELS[ending]
    mixed = mixer(ending, BusName.CUES)
    clips = sorted(
        (clip for track in session(ending).bus(BusName.CUES).tracks for clip in track.clips),
        key=lambda clip: clip.start,
    )
    expected = [levels.voice - levels.cue, levels.voice - levels.cue - SOFT]
    for clip, level in zip(clips[:2], expected, strict=True):
        meter = Meter(2)
        meter.feed(mixed.block(clip.start, 2 * RATE))
        # The fake cue has begun to die away within its first moment.
        assert momentary_maximum(meter.energies()) == pytest.approx(level, abs=0.6)
    breath = clips[2:]
    assert loudness(mixed, breath[0].start, breath[-1].end) == pytest.approx(
        levels.voice - levels.breath, abs=0.3
    )


def test_no_silence_is_dead() -> None:
    mixed = mixer(Ending.QUIET, BusName.ROOM, "")
    assert loudness(mixed, 5 * RATE, 25 * RATE) == pytest.approx(ROOM_TONE, abs=0.3)


def test_the_design_s_figures() -> None:
    assert (LEVELS[Ending.QUIET].voice, LEVELS[Ending.SLEEP].voice) == (-18.0, -22.0)
    for levels in LEVELS.values():
        assert (levels.bed_in_silence, levels.bed_under_voice) == (12.0, 20.0)
