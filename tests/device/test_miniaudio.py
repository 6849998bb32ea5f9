"""The sound device through a real sound server: what arrives is what was rendered."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.listening import largest_step, place, thrice
from tests.fakes.stems import as_music
from voicemat.errors import MissingError
from voicemat.player import lasting, play
from voicemat.player.desk import GLIDE, Desk
from voicemat.player.faders import Levels
from voicemat.player.outputs import feed, patience
from voicemat.player.outputs.miniaudio_output import MiniaudioOutput
from voicemat.player.readers import AheadReader
from voicemat.player.transport import QUIT_RAMP, RAMP, State, Transport
from voicemat.timeline.model import Tags, Timeline
from voicemat.units import RATE

pytestmark = [pytest.mark.slow, pytest.mark.device]

Samples = NDArray[np.float32]
TINY = 1e-6
"""Of full scale; a sink that converts nothing is exact."""


class Noise:
    """A session of noise, which is like itself at one place only. Softened, so that its own
    steps are small against a click."""

    def __init__(self, seconds: float) -> None:
        white = np.random.default_rng(7).standard_normal((round(seconds * RATE), 2))
        smooth = np.apply_along_axis(np.convolve, 0, white, np.hanning(200), "same")
        smooth[:RAMP] *= np.linspace(0, 1, RAMP)[:, np.newaxis]
        self.samples: Samples = (0.5 * smooth / np.abs(smooth).max()).astype(np.float32)
        self.timeline = Timeline(
            rate=RATE,
            frames=len(self.samples),
            tags=Tags(title="Noise"),
            voice_loudness=-22.0,
            buses=(),
        )

    def render(self, start: int, frames: int) -> Samples:
        return self.samples[start : start + frames]


def wait_until(true, failure: str, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, failure
        time.sleep(0.02)


@thrice
def test_what_is_heard_is_what_was_rendered(sound_server, tmp_path, capsys):
    noise = Noise(2)
    with sound_server.recording(tmp_path / "heard.raw") as recording:
        play(noise.timeline, lambda _: as_music(noise.render))
    heard = recording.samples
    at = place(noise.samples, heard)
    assert np.abs(heard[at : at + len(noise.samples)] - noise.samples).max() < TINY
    assert not heard[:at].any()
    assert not heard[at + len(noise.samples) :].any()


@thrice
def test_pause_seek_and_quit_arrive_without_a_gap_or_a_click(sound_server, tmp_path):
    noise = Noise(20)
    pulled: list[Samples] = []
    with (
        AheadReader(as_music(noise.render), len(noise.samples)) as reader,
        sound_server.recording(tmp_path / "heard.raw") as recording,
    ):
        transport = Transport(Desk(reader))

        def pull(frames: int) -> Samples:
            pulled.append(transport.pull(frames))
            return pulled[-1]

        output = MiniaudioOutput("")
        output.open(RATE, 2, pull)
        output.start()
        time.sleep(0.6)
        transport.pause()
        time.sleep(0.6)
        paused = transport.status
        transport.resume()
        time.sleep(0.6)
        transport.seek(10 * RATE)
        time.sleep(0.6)
        sought = transport.status
        transport.quit()
        while not output.finished():
            time.sleep(0.05)
        output.close()
    assert transport.underruns == 0
    assert (paused.state, sought.state) == (State.PAUSED, State.PLAYING)
    assert transport.status.state is State.ENDED
    heard = recording.samples
    session = np.concatenate(pulled)

    # What arrived is what was handed out, whole and without a gap.
    at = place(session, heard)
    assert np.abs(heard[at : at + len(session)] - session).max() < TINY
    assert not heard[at + len(session) :].any()

    # It is the session up to the pause, goes on at the very next frame, then from elsewhere.
    silent = at + np.flatnonzero(~heard[at + 1 :].any(axis=1))[0] + 1
    before = heard[at : silent - RAMP + 1]
    assert np.abs(before - noise.samples[: len(before)]).max() < TINY
    assert paused.position == silent - at + 1  # the last frame of the fade is at gain zero
    resumed = silent + np.flatnonzero(heard[silent:].any(axis=1))[0]
    second = heard[resumed + RAMP :][: RATE // 4]
    assert place(second, noise.samples) == paused.position + RAMP
    third = heard[at + len(session) - QUIT_RAMP - RATE // 4 :][: RATE // 4]
    assert place(third, noise.samples) > 10 * RATE

    # At none of the seams does it step further than the sound itself.
    steepest = np.abs(noise.samples).max() * np.pi / 2 / RAMP
    assert largest_step(heard) <= largest_step(noise.samples) + steepest


@thrice
def test_a_pause_is_soon_heard(sound_server, tmp_path):
    noise = Noise(5)
    with (
        AheadReader(as_music(noise.render), len(noise.samples)) as reader,
        sound_server.recording(tmp_path / "heard.raw") as recording,
    ):
        transport = Transport(Desk(reader))
        output = MiniaudioOutput("")
        output.open(RATE, 2, transport.pull)
        output.start()
        time.sleep(0.8)
        pressed = recording.frames
        transport.pause()
        time.sleep(1.0)
        output.close()
    sounding = np.flatnonzero(recording.samples.any(axis=1))
    lag = (sounding[-1] - pressed) / RATE  # with the fade, and what the recorder holds back
    assert 0 < lag < 0.6


@thrice
def test_faders_are_heard_without_a_click(sound_server, tmp_path):
    noise = Noise(10)
    with (
        AheadReader(as_music(noise.render), len(noise.samples)) as reader,
        sound_server.recording(tmp_path / "heard.raw") as recording,
    ):
        desk = Desk(reader)
        transport = Transport(desk)
        output = MiniaudioOutput("")
        output.open(RATE, 2, transport.pull)
        output.start()
        for level in (0.0, -12.0, -4.0, -40.0, 0.0):
            desk.put(Levels(music=level))
            time.sleep(0.7)
        transport.quit()
        while not output.finished():
            time.sleep(0.05)
        output.close()
    assert transport.underruns == 0
    heard = recording.samples
    powers = [
        float(np.sqrt(np.mean(part**2))) for part in np.array_split(heard, len(heard) // 4800)
    ]
    assert max(powers) / max(min(powers[5:-25]), 1e-9) > 30, "the faders were not heard"
    steepest = np.abs(noise.samples).max() * np.pi / 2 / min(GLIDE, QUIT_RAMP)
    assert largest_step(heard) <= largest_step(noise.samples) + steepest


@thrice
def test_a_device_is_chosen_by_its_name(sound_server, tmp_path, capsys):
    noise = Noise(1)
    assert [name for name in MiniaudioOutput.devices() if "Hall" in name] == ["Hall"]
    with (
        sound_server.recording(tmp_path / "hall.raw", "hall") as hall,
        sound_server.recording(tmp_path / "usual.raw") as usual,
    ):
        play(noise.timeline, lambda _: as_music(noise.render), output="miniaudio:hall")
    heard = hall.samples
    at = place(noise.samples, heard)
    assert np.abs(heard[at : at + len(noise.samples)] - noise.samples).max() < TINY
    assert not usual.samples.any()


def test_a_device_that_there_is_not_names_those_that_there_are(sound_server):
    output = MiniaudioOutput("kitchen")
    with pytest.raises(MissingError, match='no sound device with "kitchen"') as refusal:
        output.open(RATE, 2, lambda frames: np.zeros((frames, 2), np.float32))
    assert '"Hall"' in refusal.value.advice


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_a_device_that_is_lost_for_good_ends_the_session_with_an_error(
    mortal_server, fault, capsys, monkeypatch
):
    monkeypatch.setattr(patience, "PATIENCE", 1.0)
    monkeypatch.setattr(feed, "LOSS", 2.0)
    monkeypatch.setattr(lasting, "TRIES", 2)
    monkeypatch.setattr(lasting, "PAUSE", 0.1)
    noise = Noise(30)
    timer = threading.Timer(1.0, lambda: mortal_server.process.send_signal(fault))
    timer.start()
    began = time.monotonic()
    with pytest.raises(MissingError) as loss:
        play(noise.timeline, lambda _: as_music(noise.render))
    assert time.monotonic() - began < 15
    assert loss.value.advice
    timer.join()


def test_when_the_sound_server_comes_back_the_session_goes_on_where_it_was(
    mortal_server, revive, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(feed, "LOSS", 1.0)
    monkeypatch.setattr(lasting, "PAUSE", 0.3)
    noise = Noise(6)
    folder = Path(mortal_server.environment["HOME"])
    with mortal_server.recording(tmp_path / "before.raw") as before:
        listener = threading.Thread(
            target=play, args=(noise.timeline, lambda _: as_music(noise.render))
        )
        listener.start()
        wait_until(lambda: before.samples.any(), "nothing is heard")
        time.sleep(2.0)
        heard = before.samples
        mortal_server.process.kill()
        mortal_server.process.wait()
        (folder / "pulse" / "pid").unlink(missing_ok=True)
        with revive(folder) as again, again.recording(tmp_path / "after.raw") as after:
            listener.join(30)
            assert not listener.is_alive()
            rest = after.samples
    sounding = np.flatnonzero(heard.any(axis=1))
    lost = place(heard[sounding[-1] - RATE : sounding[-1] - RATE // 2], noise.samples) + RATE
    again_at = int(np.flatnonzero(rest.any(axis=1))[0])
    resumed = place(rest[again_at + RAMP :][: RATE // 2], noise.samples) - RAMP
    assert lost - RATE < resumed < lost + RATE // 2, "it did not go on where it was"
    end = np.flatnonzero(rest.any(axis=1))[-1]
    # To its very end, and faded in.
    assert (
        place(rest[end - RATE : end - RATE // 2], noise.samples) >= len(noise.samples) - 1.1 * RATE
    )
    assert largest_step(rest[: end - 10]) <= largest_step(noise.samples) * 1.5


def test_a_server_that_hangs_is_not_waited_for(mortal_server, monkeypatch):
    monkeypatch.setattr(patience, "PATIENCE", 1.0)
    mortal_server.process.send_signal(signal.SIGSTOP)
    output = MiniaudioOutput("")
    began = time.monotonic()
    with pytest.raises(MissingError, match="does not answer"):
        output.open(RATE, 2, lambda frames: np.zeros((frames, 2), np.float32))
    assert time.monotonic() - began < 3
    output.close()
