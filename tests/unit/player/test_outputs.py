"""The outputs that need no device, and the registry."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.fakes.stems import as_music
from voicemat.errors import FileError, MissingError, UsageError
from voicemat.player import play
from voicemat.player.outputs import registry
from voicemat.player.outputs.adapter import Output, Pace
from voicemat.player.outputs.wav_output import header
from voicemat.units import RATE

ROOT = Path(__file__).parents[3]


def finish(output: Output, seconds: float = 5.0) -> float:
    """Starts an open output; how long it took to finish."""
    began = time.monotonic()
    output.start()
    while not output.finished():
        assert time.monotonic() - began < seconds
        time.sleep(0.005)
    took = time.monotonic() - began
    output.close()
    return took


class Source:
    """A pull from a session."""

    def __init__(self, session) -> None:
        self.at = 0
        self._session = session

    def __call__(self, frames: int):
        samples = self._session.render(self.at, frames)
        self.at += len(samples)
        return samples


@pytest.mark.parametrize(
    ("specification", "pace", "seconds", "least", "most"),
    [
        ("null", Pace.LIVE, 0.5, 0.45, 3.0),
        ("null:4", Pace.LIVE, 4.0, 0.9, 3.5),
        ("null:inf", Pace.FREE, 30.0, 0.0, 5.0),
    ],
)
def test_null_keeps_its_pace(make_session, specification, pace, seconds, least, most):
    session = make_session(seconds)
    output = registry.find(specification)
    source = Source(session)
    assert output.pace is pace
    output.open(RATE, 2, source)
    assert least <= finish(output) <= most
    assert source.at == session.frames


def test_null_stops_when_told(make_session):
    source = Source(make_session(60))
    output = registry.find("null")
    output.open(RATE, 2, source)
    output.start()
    time.sleep(0.1)
    output.stop()
    stopped = source.at
    time.sleep(0.1)
    assert 0 < source.at == stopped < RATE


def test_wav_holds_the_render_bit_for_bit(make_session, tmp_path, capsys):
    session = make_session(21.7)
    play(
        session.timeline, lambda _: as_music(session.render), output=f"wav:{tmp_path / 'heard.wav'}"
    )
    samples, rate = soundfile.read(tmp_path / "heard.wav", dtype="float32")
    assert rate == RATE
    assert np.array_equal(samples, session.samples)


def test_wav_from_a_start_fades_in_and_is_then_exact(make_session, tmp_path, capsys):
    session = make_session(3)
    play(
        session.timeline,
        lambda _: as_music(session.render),
        output=f"wav:{tmp_path / 'heard.wav'}",
        start=RATE,
    )
    samples, _ = soundfile.read(tmp_path / "heard.wav", dtype="float32")
    assert len(samples) == 2 * RATE
    assert np.array_equal(samples[RATE // 10 :], session.samples[RATE + RATE // 10 :])
    assert np.abs(samples[0]).max() < 1e-5


def test_wav_that_was_stopped_is_a_whole_file(make_session, tmp_path):
    output = registry.find(f"wav:{tmp_path / 'part.wav'}")
    source = Source(make_session(3600))
    output.open(RATE, 2, source)
    output.start()
    time.sleep(0.05)
    output.stop()
    output.close()
    assert soundfile.info(tmp_path / "part.wav").frames == source.at > 0


def test_wav_over_4_gib_is_an_rf64(tmp_path):
    frames = 8 * 3600 * RATE
    path = tmp_path / "night.wav"
    with path.open("wb") as file:
        file.write(header(RATE, 2, frames))
        file.truncate(len(header(RATE, 2, frames)) + frames * 8)  # a hole: takes no space
    info = soundfile.info(path)
    assert (info.format, info.frames, info.samplerate) == ("RF64", frames, RATE)
    assert len(header(RATE, 2, 1)) == len(header(RATE, 2, frames))


def test_wav_into_nowhere_says_so(tmp_path):
    output = registry.find(f"wav:{tmp_path / 'none' / 'x.wav'}")
    with pytest.raises(FileError, match="cannot be written: No such file"):
        output.open(RATE, 2, lambda frames: np.zeros((frames, 2), np.float32))
    output.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_wav_on_a_full_disk_says_so(make_session, capsys):
    session = make_session(1)
    with pytest.raises(FileError, match="No space left"):
        play(session.timeline, lambda _: as_music(session.render), output="wav:/dev/full")


@pytest.mark.parametrize(
    ("specification", "message"),
    [
        ("speaker", 'no output named "speaker"'),
        ("wav", "needs a file"),
        ("null:fast", 'speed "fast"'),
        ("null:-1", 'speed "-1"'),
        ("null:0", 'speed "0"'),
        ("stdout:mp3", 'no form "mp3"'),
    ],
)
def test_a_specification_without_sense_is_refused(specification, message):
    with pytest.raises(UsageError, match=message) as refusal:
        registry.find(specification)
    assert refusal.value.advice


def test_the_bundled_outputs_are_the_declared_ones():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"][registry.GROUP] == registry._BUNDLED
    assert set(registry.names()) >= set(registry._BUNDLED)


def install(folder: Path, module: str) -> None:
    """What pip leaves behind of a package that offers the output `far`."""
    info = folder / "far-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: far\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[{registry.GROUP}]\nfar = {module}:FarOutput\n")


def test_another_package_s_output_is_found(tmp_path, monkeypatch):
    (tmp_path / "far.py").write_text("class FarOutput(str): pass\n")
    install(tmp_path, "far")
    monkeypatch.syspath_prepend(tmp_path)
    assert registry.find("far:away") == "away"
    assert "far" in registry.names()


def test_an_output_that_lacks_something_says_what(tmp_path, monkeypatch):
    install(tmp_path, "far_and_missing")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingError, match="far cannot be loaded") as refusal:
        registry.find("far")
    assert refusal.value.advice == "install what it needs: pip install far_and_missing"


@pytest.mark.skipif(sys.platform != "linux", reason="hides the sound system as Linux has it")
def test_without_a_sound_device_it_says_so_and_nothing_else(tmp_path):
    program = (
        "from voicemat.errors import MissingError\n"
        "from voicemat.player.outputs import registry\n"
        "output = registry.find('miniaudio')\n"
        "try:\n"
        "    output.open(48000, 2, lambda frames: None)\n"
        "except MissingError as error:\n"
        "    print(error.message, error.advice, sep='\\n')\n"
        "output.close()\n"
    )
    nowhere = {
        "ALSA_CONFIG_PATH": os.devnull,
        "HOME": str(tmp_path),
        "JACK_NO_START_SERVER": "1",
        "PULSE_SERVER": f"unix:{tmp_path}/none",
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | nowhere | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    message, advice = done.stdout.splitlines()
    assert message == "there is no sound device"
    assert "voicemat export" in advice
    assert done.stderr == ""
