"""The sound device through ALSA: what arrives is what was rendered, without a server between."""

from __future__ import annotations

import ctypes.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.device,
    pytest.mark.skipif(
        ctypes.util.find_library("asound") is None, reason="not installed: libasound2"
    ),
]

ROOT = Path(__file__).parents[2]
ASOUNDRC = 'pcm.!default {{ type file slave.pcm null file "{}" format raw }}\n'
PROGRAM = """
import sys, time
import numpy as np
from voicemat.player.outputs.miniaudio_output import MiniaudioOutput
from voicemat.player.readers import DirectReader
from voicemat.player.transport import Transport

noise = np.load(sys.argv[1])
reader = DirectReader(lambda start, frames: noise[start : start + frames], len(noise))
output = MiniaudioOutput("")
output.open(48000, 2, Transport(reader).pull)
output.start()
while not output.finished():
    time.sleep(0.01)
output.close()
"""


def test_what_reaches_the_device_is_what_was_rendered(tmp_path):
    noise = np.random.default_rng(7).uniform(-0.5, 0.5, (5 * 48_000, 2)).astype(np.float32)
    np.save(tmp_path / "noise.npy", noise)
    (tmp_path / ".asoundrc").write_text(ASOUNDRC.format(tmp_path / "heard.raw"))
    nowhere = {
        "HOME": str(tmp_path),
        "PULSE_SERVER": f"unix:{tmp_path}/none",
        "PYTHONPATH": str(ROOT),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path / "noise.npy"],
        env=os.environ | nowhere,
        timeout=30,
        check=True,
    )
    heard = np.fromfile(tmp_path / "heard.raw", "<f4").reshape(-1, 2)
    first = int(np.flatnonzero(heard.any(axis=1))[0])
    assert np.array_equal(heard[first : first + len(noise)], noise)
    assert not heard[first + len(noise) :].any()
