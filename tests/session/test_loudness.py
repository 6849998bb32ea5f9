"""The claims of loudness, by a meter that is not ours."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from mutagen.id3 import ID3

from tests.fakes.samples import NoiseSamples
from voicemat.dsp.loudness import measure
from voicemat.mixer import Mixer
from voicemat.timeline.model import BusName

pytestmark = pytest.mark.slow

RATE = 48_000

TARGET = -22.0
"""LUFS of the narration of a routine with `ending: sleep`."""


def test_the_narration_is_as_loud_as_meant(sleep: Any, loudness: Any) -> None:
    session = sleep("20m")
    assert session.timeline.voice_loudness == TARGET
    voice = session.blocks(bus="voice")
    assert loudness(voice) == pytest.approx(TARGET, abs=0.5)  # measured: -22.2


def test_no_true_peak_of_the_decoded_mp3_is_over_the_limit(exports: Any, true_peak: Any) -> None:
    assert true_peak(exports(20).path) <= -1.0  # measured: -2.9


@pytest.mark.slow
def test_the_file_says_how_loud_it_is(exports: Any, sleep: Any, loudness: Any) -> None:
    """An hour, much of it of repeated frames, of which one lap alone was measured."""
    told = ID3(exports(60).path)["TXXX:REPLAYGAIN_TRACK_GAIN"].text[0]
    gain = float(told.removesuffix(" dB"))
    assert -18.0 - gain == pytest.approx(loudness(sleep("60m").blocks()), abs=0.1)


def test_the_music_of_a_silence_is_twelve_lu_below_the_narration(
    sleep: Any, loudness: Any, stretch: Any
) -> None:
    session = sleep("30m")
    longest = max(
        (mark for mark in session.timeline.markers if mark.end < session.frames // 2),
        key=lambda mark: mark.end - mark.start,
    )
    heard = stretch(session, longest.start + 5 * RATE, longest.end - 5 * RATE)
    assert len(heard) > 30 * RATE
    assert loudness([heard]) == pytest.approx(TARGET - 12.0, abs=1.0)


def test_the_music_never_gets_louder_once_the_last_chapter_has_begun(sleep: Any) -> None:
    """Played with noise in place of the bed, which moves a little by itself, and without ducks."""
    timeline = sleep("30m").timeline
    buses = tuple(replace(bus, ducks=()) for bus in timeline.buses)
    mixer = Mixer(replace(timeline, buses=buses), NoiseSamples(), buses=frozenset({BusName.MUSIC}))
    last, step = timeline.chapters[-1].start, 3 * RATE
    levels = [measure(mixer.block(at, step)) for at in range(last, timeline.frames - step, step)]
    assert len(levels) > 50
    assert max(after - before for before, after in pairwise(levels)) < 0.3  # the noise itself
    assert levels[-1] < levels[0] - 20
