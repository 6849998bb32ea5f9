"""Every bundled routine passes its proof, as an MP3 and with the real voice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from voicemat.compiler import Fit
from voicemat.config import Config
from voicemat.library import scripts_in, shipped
from voicemat.pipeline import load_with
from voicemat.studio import Studio

ROUTINES = tuple(path.stem for path in scripts_in(shipped("scripts")))


@pytest.fixture(scope="module")
def studio(config: Config) -> Studio:
    return Studio(config, pytest.fail)


@pytest.mark.slow
@pytest.mark.parametrize("name", ROUTINES)
def test_a_routine_passes_its_proof(studio: Studio, name: str, tmp_path: Path) -> None:
    # As short as may be: all that is said, and less of the silences.
    session = load_with(studio, name).compile("1m", fit=Fit.NEAREST)
    proof = session.export_proved(tmp_path / f"{name}.mp3")
    assert proof.held
    assert len(proof.sentences) > 20
    assert max(abs(one.level) for one in proof.sentences) < 0.5
    assert min(one.weakest for one in proof.sentences) > -3
    assert all(one.late == 0 for one in proof.sentences)


@pytest.mark.slow
def test_a_file_of_another_length_or_routine_fails(sleep: Any, exports: Any) -> None:
    proof = sleep("60m").prove(exports(20).path)
    assert not proof.held
    assert {"length", "sentences", "chapters"} <= {
        check.name.value for check in proof.checks if not check.held
    }
