"""The claims of loudness, by a meter that is not ours."""

from __future__ import annotations

from typing import Any

import pytest

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
