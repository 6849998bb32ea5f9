"""The music gives way to the voice."""

from __future__ import annotations

import pytest

from voicemat.compiler.duck import AHEAD, BRIDGE, HOLD, RELEASE, ducks
from voicemat.timeline.model import Clip, Duck, Media, MediaKind
from voicemat.units import RATE

HOUR = 3600 * RATE


def speech(*stretches: tuple[int, int]) -> list[Clip]:
    return [
        Clip(start=start, duration=end - start, media=Media(kind=MediaKind.RECORDING, name="x"))
        for start, end in stretches
    ]


def test_the_figures_of_the_design() -> None:
    assert 1 * RATE <= AHEAD <= 2 * RATE
    assert 2 * RATE <= RELEASE <= 4 * RATE


def test_one_sentence() -> None:
    start, end = 10 * RATE, 13 * RATE
    assert ducks(speech((start, end)), 8.0, HOUR) == (
        Duck(start=start - AHEAD, down=start, up=end + HOLD, end=end + HOLD + RELEASE, depth=8.0),
    )


def test_a_short_gap_is_held_and_a_long_one_is_not() -> None:
    back = 13 * RATE + HOLD + RELEASE
    short = back + AHEAD + BRIDGE - 1
    assert len(ducks(speech((10 * RATE, 13 * RATE), (short, short + RATE)), 8.0, HOUR)) == 1
    assert len(ducks(speech((10 * RATE, 13 * RATE), (short + 1, short + RATE)), 8.0, HOUR)) == 2


def test_a_sentence_within_another_does_not_end_it() -> None:
    (duck,) = ducks(speech((10 * RATE, 30 * RATE), (12 * RATE, 13 * RATE)), 8.0, HOUR)
    assert duck.up == 30 * RATE + HOLD


@pytest.mark.parametrize("start", [0, 1, AHEAD - 1])
def test_speech_at_the_very_beginning(start: int) -> None:
    (duck,) = ducks(speech((start, RATE * 3)), 8.0, HOUR)
    assert (duck.start, duck.down) == (0, start)


def test_a_duck_stays_within_the_session() -> None:
    end = 13 * RATE
    (duck,) = ducks(speech((10 * RATE, end)), 8.0, end + RATE)
    assert (duck.up, duck.end) == (end + HOLD, end + RATE)
    (duck,) = ducks(speech((10 * RATE, end)), 8.0, end)
    assert (duck.up, duck.end) == (end, end)


def test_no_speech_no_ducks() -> None:
    assert ducks([], 8.0, HOUR) == ()
