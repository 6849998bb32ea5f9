"""The listener's own balance: each part moves apart from the others."""

from __future__ import annotations

import pytest

from tests.fakes.compiling import compile_text
from voicemat.compiler.levels import LEVELS, Balance, Levels, Preset, balanced
from voicemat.script.model import Ending
from voicemat.timeline.model import BusName, Timeline

ENDINGS = pytest.mark.parametrize("ending", Ending)
PRESETS = pytest.mark.parametrize("preset", Preset)


def absolute(levels: Levels) -> dict[str, float]:
    """Each part's own loudness in LUFS."""
    return {
        "voice": levels.voice,
        "music in silence": levels.voice - levels.bed_in_silence,
        "music under voice": levels.voice - levels.bed_under_voice,
        "tone": levels.voice - levels.tone,
        "cue": levels.voice - levels.cue,
        "breath": levels.voice - levels.breath,
    }


@ENDINGS
def test_without_a_wish_the_levels_are_the_ending_s(ending: Ending) -> None:
    assert balanced(ending, Balance()) == LEVELS[ending]


@ENDINGS
@PRESETS
@pytest.mark.parametrize(
    ("balance", "moved"),
    [
        ({"voice": 3.0}, {"voice"}),
        ({"music": -6.0}, {"music in silence", "music under voice", "tone"}),
        ({"cues": 4.0}, {"cue", "breath"}),
    ],
)
def test_a_part_moves_by_as_much_as_asked_and_alone(
    ending: Ending, preset: Preset, balance: dict[str, float], moved: set[str]
) -> None:
    before = absolute(balanced(ending, Balance(preset=preset)))
    after = absolute(balanced(ending, Balance(preset=preset, **balance)))
    (change,) = balance.values()
    for part, level in before.items():
        expected = level + change if part in moved else level
        assert after[part] == pytest.approx(expected), part


@ENDINGS
@PRESETS
def test_every_preset_lets_the_music_give_way(ending: Ending, preset: Preset) -> None:
    assert balanced(ending, Balance(preset=preset)).duck_depth > 3


def test_a_bell_in_earphones_is_softer_than_the_words() -> None:
    for ending in Ending:
        standard = LEVELS[ending].cue
        assert balanced(ending, Balance(preset=Preset.EARPHONES)).cue >= max(standard, 6.0)


TEXT = """---
music: rain
---
A sentence that is spoken.
[pause 10 s]
[bell]
"""


def gains(timeline: Timeline) -> dict[BusName, float]:
    return {
        bus.name: bus.tracks[0].clips[0].gain
        for bus in timeline.buses
        if bus.tracks and bus.name is not BusName.ROOM
    }


def test_the_wish_reaches_the_clips() -> None:
    plain = gains(compile_text(TEXT).session)
    wish = Balance(voice=2.0, music=-5.0, cues=-7.0)
    wished = gains(compile_text(TEXT, balance=wish).session)
    changes = {name: wished[name] - gain for name, gain in plain.items()}
    assert changes == pytest.approx({BusName.VOICE: 2.0, BusName.MUSIC: -5.0, BusName.CUES: -7.0})
