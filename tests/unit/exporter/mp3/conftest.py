"""A strict reader of MP3 streams."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

Samples = NDArray[np.float32]


NO_HEADER = (
    "No supported tags in the file",
    "VBR detected, but no VBR header is present. Seeking may not work properly.",
)


@pytest.fixture
def checked(
    tmp_path: Path, ffmpeg: Callable[..., bytes]
) -> Callable[[Sequence[bytes] | Path], Samples]:
    """Decodes a stream, or a file, strictly by FFmpeg and by mpg123 (in libsndfile), and has it
    examined by mp3val where that is installed. Returns the samples.
    """

    def check(stream: Sequence[bytes] | Path) -> Samples:
        if isinstance(stream, Path):
            path = stream
        else:
            path = tmp_path / "stream.mp3"
            path.write_bytes(b"".join(stream))
        pcm = ffmpeg("-xerror", "-err_detect", "explode", "-i", path, "-f", "f32le", "-")
        by_mpg123, _ = soundfile.read(path, dtype="float32", always_2d=True)
        decoded = np.frombuffer(pcm, np.float32).reshape(-1, by_mpg123.shape[1])
        assert by_mpg123.shape == decoded.shape
        assert np.abs(by_mpg123 - decoded).max(initial=0.0) < 1e-3
        if shutil.which("mp3val"):
            command = ["mp3val", path]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            complaints = [line for line in said.splitlines() if re.match("WARNING|ERROR", line)]
            if not isinstance(stream, Path):  # a stream alone has no header, and should not
                complaints = [line for line in complaints if not line.endswith(NO_HEADER)]
            assert complaints == []
        return decoded

    return check
