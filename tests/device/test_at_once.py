"""A cold start through the real command line: what is recorded is what an export writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.fakes.listening import place, thrice
from voicemat.units import RATE

pytestmark = [pytest.mark.slow, pytest.mark.device]

ROOT = Path(__file__).parents[2]
ROUTINE = """\
---
title: Noon
length: 24 s
music: rain
ending: quiet
---
[pause 12 s]
Lie down, and close your eyes.
...
Good day.
"""


@pytest.mark.slow
@thrice
def test_with_a_cold_cache_the_export_is_heard(sound_server, tmp_path: Path):
    (tmp_path / "noon.md").write_text(ROUTINE)
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "VOICEMAT_CACHE": str(tmp_path / "cache"),
    }

    def run(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "voicemat", *arguments],
            env=environment,
            cwd=tmp_path,
            timeout=120,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    with sound_server.recording(tmp_path / "heard.raw") as recording:
        run("play", "noon.md", "--output", "miniaudio")
    run("play", "noon.md", "--output", "wav:noon.wav")
    expected, _ = soundfile.read(tmp_path / "noon.wav", dtype="float32")
    heard = recording.samples
    at = place(expected, heard)
    assert len(heard) >= at + 24 * RATE
    assert np.abs(heard[at : at + len(expected)] - expected).max() < 1e-6
    assert not heard[:at].any()
    assert not heard[at + len(expected) :].any()
