"""The doctor opens the sound device, and nobody hears it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

pytestmark = pytest.mark.slow


def test_the_device_is_opened_and_closed_without_a_sound(sound_server, tmp_path) -> None:
    with sound_server.recording(tmp_path / "heard.raw") as heard:
        said = subprocess.run(
            [sys.executable, "-m", "voicemat", "doctor"], capture_output=True, text=True
        )
    assert said.returncode == 0, said.stdout + said.stderr
    assert "ok  output miniaudio  opens" in said.stdout
    assert not np.any(heard.samples)
