"""A private PulseAudio server whose sink plays to nobody, for the benchmarks of playing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

RATE = 48_000

FORMAT = ("--format=float32le", f"--rate={RATE}", "--channels=2", "--latency-msec=20")

FRAME_BYTES = 8


@contextmanager
def server(folder: Path) -> Iterator[None]:
    """Runs a sound server that programs started meanwhile play to."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ |= {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "PULSE_SERVER": f"unix:{folder}/pulse/native",
    }
    sink = f"module-null-sink sink_name=vm rate={RATE} channels=2 format=float32le"
    process = subprocess.Popen(
        [
            *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--no-cpu-limit=yes"),
            *("--realtime=no", "--high-priority=no"),
            *("-L", sink, "-L", "module-native-protocol-unix"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while subprocess.run(["pactl", "info"], capture_output=True, check=False).returncode:
            time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def recorder() -> Iterator[subprocess.Popen[bytes]]:
    """Hands out what the sink plays, from the first samples on."""
    process = subprocess.Popen(
        ["parec", "-d", "vm.monitor", *FORMAT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    process.stdout.read(FRAME_BYTES)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def first_sound(arguments: list[str], threshold: float = 0.0) -> float:
    """Seconds from starting a program of voicemat to the first sample over `threshold` that is
    recorded at the sink. The recorder itself adds some 20 ms.
    """
    with recorder() as process:
        assert process.stdout is not None
        begun = time.perf_counter()
        player = subprocess.Popen(
            [sys.executable, "-m", "voicemat", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            while True:
                block = np.frombuffer(process.stdout.read(480 * FRAME_BYTES), "<f4")
                if np.abs(block).max() > threshold:
                    return time.perf_counter() - begun
        finally:
            player.terminate()
            player.wait()
