"""That a long file takes no more memory than a short one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX's resource usage"),
]

# Exports so many minutes of noise to its first argument, and tells how much memory it took.
MEASURED = """
import resource, sys
from pathlib import Path
import numpy as np
from voicemat.exporter import Mix, export
from voicemat.timeline.model import Tags, Timeline

noise = np.random.default_rng(3).uniform(-0.02, 0.02, (1 << 15, 2)).astype(np.float32)
timeline = Timeline(
    rate=48_000,
    frames=int(sys.argv[2]) * 60 * 48_000,
    tags=Tags(title="Noise"),
    voice_loudness=-22.0,
    buses=(),
)
mix = Mix(timeline=timeline, render=lambda _: lambda start, frames: noise[:frames])
export(mix, Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(path: Path, minutes: int) -> float:
    """The most memory of an export, in MB."""
    command = [sys.executable, "-c", MEASURED, str(path), str(minutes)]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    path.unlink()
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return int(said.stdout) / unit


# libopus takes a minute for half an hour of noise.
@pytest.mark.parametrize(("suffix", "minutes"), [("flac", 60), ("m4a", 60), ("opus", 25)])
def test_a_long_file_takes_no_more_memory_than_a_short_one(
    tmp_path: Path, suffix: str, minutes: int
) -> None:
    path = tmp_path / f"a.{suffix}"
    assert peak(path, minutes) - peak(path, 5) < 4
