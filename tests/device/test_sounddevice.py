"""The output sounddevice through a real sound server: what arrives is what was rendered."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.fakes.listening import place, thrice

pytestmark = pytest.mark.device

ROOT = Path(__file__).parents[2]
ASOUNDRC = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
PROGRAM = """
import sys
import numpy as np
from tests.fakes.stems import as_music
from voicemat.player import play
from voicemat.timeline.model import Tags, Timeline

noise = np.load(sys.argv[1])
timeline = Timeline(
    rate=48000, frames=len(noise), tags=Tags(title="Noise"), voice_loudness=-22.0, buses=()
)
render = as_music(lambda start, frames: noise[start : start + frames])
play(timeline, lambda _: render, output="sounddevice")
"""


@thrice
def test_what_is_heard_is_what_was_rendered(sound_server, tmp_path):
    pytest.importorskip("sounddevice", exc_type=ImportError)
    noise = np.random.default_rng(7).uniform(-0.2, 0.2, (3 * 48_000, 2)).astype(np.float32)
    np.save(tmp_path / "noise.npy", noise)
    (tmp_path / ".asoundrc").write_text(ASOUNDRC)
    with sound_server.recording(tmp_path / "heard.raw") as recording:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, tmp_path / "noise.npy"],
            env=os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
        )
    if "no sound device" in done.stderr:
        pytest.skip("not installed: libasound2-plugins (Debian)")
    assert done.returncode == 0, done.stderr
    heard = recording.samples
    at = place(noise, heard)
    assert np.abs(heard[at : at + len(noise)] - noise).max() < 1e-6
    assert not heard[:at].any()
    assert not heard[at + len(noise) :].any()
