"""The outputs that are extras, through a real sound server: what arrives is what was rendered."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import util
from pathlib import Path

import numpy as np
import pytest

from tests.fakes.listening import largest_step, place, thrice

pytestmark = [pytest.mark.slow, pytest.mark.device]

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
play(timeline, lambda _: render, output=sys.argv[2])
"""


@pytest.mark.parametrize("output", ["sounddevice", "simpleaudio"])
@thrice
def test_what_is_heard_is_what_was_rendered(sound_server, tmp_path, output):
    if util.find_spec(output) is None:
        pytest.skip(f"not installed: {output}")
    noise = np.random.default_rng(7).uniform(-0.2, 0.2, (3 * 48_000, 2)).astype(np.float32)
    np.save(tmp_path / "noise.npy", noise)
    (tmp_path / ".asoundrc").write_text(ASOUNDRC)
    with sound_server.recording(tmp_path / "heard.raw") as recording:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, tmp_path / "noise.npy", output],
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


SEAMS = """
from voicemat.player.outputs import simpleaudio_output

simpleaudio_output.SEGMENT = 1
"""


@thrice
def test_where_simpleaudio_changes_its_buffer_there_is_no_gap_and_no_click(sound_server, tmp_path):
    if util.find_spec("simpleaudio") is None:
        pytest.skip("not installed: simpleaudio")
    white = np.random.default_rng(7).standard_normal((4 * 48_000, 2))
    smooth = np.apply_along_axis(np.convolve, 0, white, np.hanning(200), "same")
    noise = (0.3 * smooth / np.abs(smooth).max()).astype(np.float32)
    np.save(tmp_path / "noise.npy", noise)
    (tmp_path / ".asoundrc").write_text(ASOUNDRC)
    with sound_server.recording(tmp_path / "heard.raw") as recording:
        subprocess.run(
            [sys.executable, "-c", SEAMS + PROGRAM, tmp_path / "noise.npy", "simpleaudio"],
            env=os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            timeout=60,
            check=True,
        )
    heard = recording.samples
    sounding = np.flatnonzero(heard.any(axis=1))
    heard = heard[sounding[0] + 10 : sounding[-1] - 10]
    assert abs(len(heard) - len(noise)) < 0.2 * 48_000
    assert np.diff(sounding).max() < 48, "a gap"
    assert largest_step(heard) <= 1.3 * largest_step(noise), "a click"
