"""The sound device through a real sound server: what arrives is what was rendered."""

from __future__ import annotations

import contextlib
import functools
import signal
import threading
import time

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.stems import as_music
from voicemat.errors import MissingError
from voicemat.player import play
from voicemat.player.desk import Desk
from voicemat.player.outputs import feed, patience
from voicemat.player.outputs.miniaudio_output import MiniaudioOutput
from voicemat.player.readers import AheadReader
from voicemat.player.transport import QUIT_RAMP, RAMP, State, Transport
from voicemat.timeline.model import Tags, Timeline
from voicemat.units import RATE

pytestmark = pytest.mark.device

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


def place(part: Samples, whole: Samples) -> int:
    """Where in `whole` `part` begins: the peak of their cross-correlation, left channel."""
    size = 1 << (len(part) + len(whole)).bit_length()
    spectra = np.fft.rfft(whole[:, 0], size) * np.conj(np.fft.rfft(part[:, 0], size))
    return int(np.fft.irfft(spectra, size)[: len(whole) - len(part) + 1].argmax())


def largest_step(samples: Samples) -> float:
    return float(np.abs(np.diff(samples, axis=0)).max())


def thrice(test):
    """Tries a test up to three times: a machine that is busy with other things starves the sound
    server itself at times, which no player can help."""

    @functools.wraps(test)
    def patient(*arguments, **fixtures):
        for _ in range(2):
            with contextlib.suppress(AssertionError):
                return test(*arguments, **fixtures)
        return test(*arguments, **fixtures)

    return patient


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


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_a_device_that_is_lost_ends_the_session_with_an_error(
    mortal_server, fault, capsys, monkeypatch
):
    monkeypatch.setattr(patience, "PATIENCE", 1.0)
    noise = Noise(30)
    lost_at: list[float] = []

    def lose() -> None:
        mortal_server.process.send_signal(fault)
        lost_at.append(time.monotonic())

    timer = threading.Timer(1.0, lose)
    timer.start()
    with pytest.raises(MissingError, match="stopped answering") as loss:
        play(noise.timeline, lambda _: as_music(noise.render))
    took = time.monotonic() - lost_at[0]
    assert took < feed.LOSS + 3
    assert loss.value.advice
    timer.join()


def test_a_server_that_hangs_is_not_waited_for(mortal_server, monkeypatch):
    monkeypatch.setattr(patience, "PATIENCE", 1.0)
    mortal_server.process.send_signal(signal.SIGSTOP)
    output = MiniaudioOutput("")
    began = time.monotonic()
    with pytest.raises(MissingError, match="does not answer"):
        output.open(RATE, 2, lambda frames: np.zeros((frames, 2), np.float32))
    assert time.monotonic() - began < 3
    output.close()
