"""A private PulseAudio server whose only sink plays to nobody, and a recorder of that sink."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.units import RATE

PROGRAMS = ("pulseaudio", "pactl", "parec")
FORMAT = ("--format=float32le", f"--rate={RATE}", "--channels=2")
FRAME_BYTES = 8
LATENCY = "--latency-msec=50"
"""Asked by the recorder; a sink without it works in steps of two seconds."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A raw file that is being written, or is complete."""

    path: Path

    @property
    def frames(self) -> int:
        """How many frames have arrived."""
        return self.path.stat().st_size // FRAME_BYTES

    @property
    def samples(self) -> NDArray[np.float32]:
        """What has arrived, shape (frames, 2)."""
        return np.fromfile(self.path, "<f4", 2 * self.frames).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `environment` makes every client of this process find it."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    @contextmanager
    def recording(self, path: Path, sink: str = "vm") -> Iterator[Recording]:
        """Records what the sink plays to a raw file, from when the first bytes have arrived
        until half a second after the end of the context, or the end of the server."""
        with path.open("wb") as file:
            recording = Recording(path)
            with listen(file, self.environment, sink) as recorder:
                try:
                    wait_until(lambda: recording.frames > 0, "nothing is recorded")
                    yield recording
                    end = recording.frames + RATE // 2
                    wait_until(
                        lambda: recording.frames >= end or recorder.poll() is not None,
                        "the recording stands still",
                    )
                finally:
                    recorder.kill()


def listen(
    to: int | IO[bytes], environment: dict[str, str], sink: str = "vm"
) -> subprocess.Popen[bytes]:
    """Starts to record a sink."""
    return subprocess.Popen(
        ["parec", "-d", f"{sink}.monitor", *FORMAT, LATENCY],
        stdout=to,
        stderr=subprocess.DEVNULL,
        env=os.environ | environment,
    )


def wait_until(true, failure: str, seconds: float = 10.0) -> None:
    """Waits until `true()`."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, failure
        time.sleep(0.02)


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Runs a server with `folder` as its home and run-time directory."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (Debian: pulseaudio pulseaudio-utils)")
    folder.chmod(0o700)
    environment = {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "PULSE_SERVER": f"unix:{folder}/pulse/native",
    }
    form = f"rate={RATE} channels=2 format=float32le"
    sink = f"module-null-sink sink_name=vm {form}"
    other = f"module-null-sink sink_name=hall sink_properties=device.description=Hall {form}"
    process = subprocess.Popen(
        [
            *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--no-cpu-limit=yes"),
            *("--realtime=no", "--high-priority=no"),
            *("-L", sink, "-L", other, "-L", "module-native-protocol-unix"),
        ],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def answers() -> bool:
        done = subprocess.run(["pactl", "info"], env=os.environ | environment, capture_output=True)
        return done.returncode == 0

    with ExitStack() as held:
        held.enter_context(process)
        held.callback(process.kill)
        wait_until(answers, "the sound server does not start")
        # Nobody's recorder: it makes the sink work in small steps from the beginning.
        held.enter_context(listener := listen(subprocess.DEVNULL, environment))
        held.callback(listener.kill)
        yield Server(process, environment)


@pytest.fixture
def revive() -> Callable[[Path], AbstractContextManager[Server]]:
    """Runs another server in the place of one that died."""
    return serve


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("pulse")) as server:
        yield server


@pytest.fixture
def sound_server(shared_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server of the whole run, where this test's sound goes."""
    for name, value in shared_server.environment.items():
        monkeypatch.setenv(name, value)
    return shared_server


@pytest.fixture
def mortal_server(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """A server of this test's own, which it may kill."""
    with serve(tmp_path_factory.mktemp("pulse")) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server
