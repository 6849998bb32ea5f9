"""Half an hour of every bundled routine, walked from beginning to end: nothing startles.

Beds are judged by their own motion, so music may have notes.
"""

from __future__ import annotations

import pytest

from voicemat.compiler import Fit
from voicemat.config import Config
from voicemat.inspection import walk
from voicemat.library import scripts_in, shipped
from voicemat.pipeline import load_with
from voicemat.studio import Studio

ROUTINES = tuple(path.stem for path in scripts_in(shipped("scripts")))


@pytest.fixture(scope="module")
def studio(config: Config) -> Studio:
    return Studio(config, pytest.fail)


@pytest.mark.slow
@pytest.mark.parametrize("name", ROUTINES)
def test_the_walk_finds_nothing(studio: Studio, name: str) -> None:
    # Those that cannot last half an hour last as long as they can.
    session = load_with(studio, name).compile("30m", fit=Fit.NEAREST)
    report = walk(session.timeline, session.blocks(), studio.motion)
    assert [str(flaw) for flaw in report.flaws] == []
    assert -30 < report.loudness < -18
