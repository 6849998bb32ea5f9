"""Every bundled routine, for every level and three lengths of its range, with the real voice."""

from __future__ import annotations

import pytest

from voicemat import units
from voicemat.checking import check_routine
from voicemat.config import Config
from voicemat.library import scripts_in, shipped
from voicemat.pipeline import load_with
from voicemat.studio import Studio
from voicemat.timeline.model import MarkerKind

ROUTINES = tuple(path.stem for path in scripts_in(shipped("scripts")))

WANTED = {
    "first-time", "sleep", "back", "lower-back", "neck", "calm", "energy", "cellulite", "feet",
    "headache", "unwind",
}  # fmt: skip


@pytest.fixture(scope="module")
def studio(config: Config) -> Studio:
    return Studio(config, pytest.fail)


def test_every_routine_of_the_table_is_there() -> None:
    assert set(ROUTINES) == WANTED


@pytest.mark.slow
@pytest.mark.parametrize("name", ROUTINES)
def test_it_is_good_at_three_lengths_for_every_level(studio: Studio, name: str) -> None:
    routine = load_with(studio, name)
    header = routine.script.header
    assert header.length
    assert header.length.least
    assert header.length.most
    levels = next(option.choices for option in header.options if option.name == "level")
    assert levels == ("beginner", "advanced")
    middle = (header.length.least + header.length.most) / 2
    for seconds in (header.length.least, middle, header.length.most):
        asked = units.frames(seconds)
        # Both levels at once: the check tries every value of every option.
        assert check_routine(routine, f"{seconds} s") == ()
        for level in levels:
            timeline = routine.compile(asked, settings={"level": level}).timeline
            assert timeline.frames == asked
            assert timeline.chapters[-1].end == asked
            if header.mat:
                on_mat = [mark for mark in timeline.markers if mark.kind is MarkerKind.MAT]
                lying = sum(mark.end - mark.start for mark in on_mat)
                assert 0 < lying <= units.frames(header.mat)
