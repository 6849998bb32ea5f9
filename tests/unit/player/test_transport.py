"""The transport, driven frame by frame: what is heard, exactly, and that nothing clicks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicemat.player.marks import CHAPTER_GRACE, Marks
from voicemat.player.readers import DirectReader
from voicemat.player.transport import (
    QUIT_RAMP,
    RAMP,
    REFILL,
    State,
    Transport,
)
from voicemat.units import RATE

Samples = NDArray[np.float32]
Command = Callable[[Transport], None]
FADE_IN = 0.5 - 0.5 * np.cos(np.pi * np.arange(1, RAMP + 1) / RAMP)
FADE_OUT = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, RAMP + 1) / RAMP)
STEEPEST = np.pi / 2 / RAMP
"""Largest change of gain in one frame of a ramp."""


@pytest.fixture
def transport(session) -> Transport:
    return Transport(DirectReader(session.render, session.frames), Marks.of(session.timeline))


def heard(samples: Samples) -> NDArray[np.int64]:
    """The frames of the session that `samples`, at full gain, are."""
    return np.rint(samples[:, 1] * np.float64(2**24)).astype(np.int64)


def play(
    transport: Transport, commands: Iterable[tuple[int, Command]], until: int, block: int = 997
) -> Samples:
    """What is heard up to frame `until` when each command is given at its frame."""
    pulled: list[Samples] = [np.zeros((0, 2), np.float32)]
    at = 0
    for frame, command in (*commands, (until, lambda transport: None)):
        while at < frame:
            samples = transport.pull(min(block, frame - at))
            if not len(samples):
                return np.concatenate(pulled)
            pulled.append(samples)
            at += len(samples)
        command(transport)
    return np.concatenate(pulled)


def assert_smooth(samples: Samples, session) -> None:
    """No step of the sine is larger than its own, but for what the gain's slope adds; no jump of
    the frame number at all."""
    steps = np.abs(np.diff(samples, axis=0)).max(axis=0, initial=0.0)
    own = np.abs(np.diff(session.samples[:RATE, 0])).max()
    assert steps[0] <= own + 0.5 * STEEPEST
    assert steps[1] <= session.frames / 2**24 * STEEPEST * 1.01 + 2**-22


def test_without_commands_the_session_is_heard_bit_for_bit(transport, session):
    out = play(transport, (), session.frames + 5000)
    assert np.array_equal(out, session.samples)
    assert transport.status.state is State.ENDED
    assert len(transport.pull(100)) == 0


def test_a_start_in_the_middle_fades_in(session):
    start = 20 * RATE + 7
    transport = Transport(DirectReader(session.render, session.frames), start=start)
    out = play(transport, (), 2 * RAMP)
    expected = session.samples[start : start + 2 * RAMP].astype(np.float64)
    expected[:RAMP] *= FADE_IN[:, None]
    np.testing.assert_allclose(out, expected, atol=1e-7)
    assert np.array_equal(heard(out[RAMP:]), np.arange(start + RAMP, start + 2 * RAMP))


def test_a_pause_resumes_at_the_very_next_frame(transport, session):
    at, held = 5 * RATE + 3, 3 * RATE
    out = play(transport, [(at, Transport.pause), (at + held, Transport.resume)], at + held + RATE)
    assert np.array_equal(out[:at], session.samples[:at])
    # The sound that goes on underneath is faded, and its last frame is the last one used.
    faded = session.samples[at : at + RAMP] * FADE_OUT[:, None]
    np.testing.assert_allclose(out[at : at + RAMP], faded, atol=1e-7)
    assert not out[at + RAMP : at + held].any()
    following = session.samples[at + RAMP : at + RATE + RAMP].astype(np.float64)
    following[:RAMP] *= FADE_IN[:, None]
    np.testing.assert_allclose(out[at + held :], following, atol=1e-7)
    assert np.array_equal(heard(out[at + held + RAMP :])[:9], at + 2 * RAMP + np.arange(9))
    assert_smooth(out, session)


def test_status_tells_state_and_position(transport):
    play(transport, (), RATE)
    assert (transport.status.state, transport.status.position) == (State.PLAYING, RATE)
    transport.toggle()
    transport.pull(RAMP + 10)
    assert (transport.status.state, transport.status.position) == (State.PAUSED, RATE + RAMP)
    transport.toggle()
    transport.pull(10)
    assert transport.status.state is State.PLAYING
    transport.quit()
    transport.pull(10)
    assert transport.status.state is State.FADING


def test_a_change_of_mind_within_a_ramp_makes_no_step(transport, session):
    at = RATE
    turns = [(at + 300 * n + n * n, Transport.toggle) for n in range(41)]
    out = play(transport, turns, 3 * RATE)
    assert transport.status.state is State.PAUSED
    assert_smooth(out, session)
    # Nothing was skipped: an even number of turns later it goes on with the next frame.
    position = transport.status.position
    transport.resume()
    assert heard(transport.pull(RAMP + 1)[RAMP:])[0] == position + RAMP


@pytest.mark.parametrize("paused", [False, True])
def test_a_seek_lands_on_the_frame(transport, session, paused):
    at = 10 * RATE
    commands: list[tuple[int, Command]] = [(at, lambda transport: transport.seek(15 * RATE + 5))]
    if paused:
        commands.insert(0, (at - RATE, Transport.pause))
        commands.append((at + RATE, Transport.resume))
    out = play(transport, commands, at + 3 * RATE)
    sounding = out[at + (RATE if paused else RAMP) :]
    # Paused, the sound stood still a ramp after the pause; playing, it is counted from `at`.
    target = (at - RATE + RAMP if paused else at) + 15 * RATE + 5
    assert np.array_equal(
        heard(sounding[RAMP : RAMP + 1000]), np.arange(target + RAMP, target + RAMP + 1000)
    )
    assert_smooth(out, session)


def test_seeks_given_together_add_up(transport):
    def thrice(transport: Transport) -> None:
        for _ in range(3):
            transport.seek(5 * RATE)

    out = play(transport, [(RATE, thrice)], RATE + 2 * RAMP + 1)
    assert heard(out[-1:])[0] == 16 * RATE + RAMP


def test_seeks_stay_within_the_session(transport, session):
    play(transport, [(5 * RATE, lambda transport: transport.seek(-15 * RATE))], 6 * RATE)
    assert transport.status.position == RATE - RAMP
    play(transport, [(0, lambda transport: transport.seek(1000 * RATE))], 1)
    assert transport.status.position == session.frames
    assert len(transport.pull(RATE)) < RATE
    assert transport.status.state is State.ENDED


def test_back_at_the_very_start_begins_bit_for_bit(transport, session):
    out = play(transport, [(RATE, lambda transport: transport.seek(-2 * RATE))], 2 * RATE)
    assert np.array_equal(out[RATE + RAMP :], session.samples[: RATE - RAMP])


def test_a_paused_session_can_be_moved_to_its_end_and_back(transport, session):
    transport.pull(RATE)
    transport.pause()
    transport.seek(session.frames)
    transport.pull(RATE)
    assert (transport.status.state, transport.status.position) == (State.PAUSED, session.frames)
    transport.seek(-RATE)
    transport.pull(RATE)
    assert transport.status.position == session.frames - RATE


def test_a_seek_back_just_before_the_end_is_obeyed(transport, session):
    transport.seek(session.frames - RAMP // 2)
    transport.pull(10)
    transport.seek(-RATE)
    assert len(transport.pull(RATE // 2)) == RATE // 2
    assert transport.status.state is State.PLAYING


class TestChapters:
    """Chapters of `session` start at 0, 20 and 40 s."""

    def go(self, transport: Transport, *commands: Command, start: int) -> int:
        transport.pause()
        transport.seek(start)
        for command in commands:
            command(transport)
        transport.pull(1)
        return transport.status.position

    @pytest.mark.parametrize(
        ("start", "expected"),
        [(0, 20 * RATE), (20 * RATE - 1, 20 * RATE), (20 * RATE, 40 * RATE)],
    )
    def test_next(self, transport, start, expected):
        assert self.go(transport, Transport.next_chapter, start=start) == expected

    def test_in_the_last_one_next_does_nothing(self, transport):
        assert self.go(transport, Transport.next_chapter, start=45 * RATE) == 45 * RATE

    @pytest.mark.parametrize(
        ("start", "expected"),
        [
            (RATE, 0),
            (10 * RATE, 0),
            (20 * RATE, 0),
            (20 * RATE + CHAPTER_GRACE - 1, 0),
            (20 * RATE + CHAPTER_GRACE, 20 * RATE),
            (59 * RATE, 40 * RATE),
        ],
    )
    def test_previous(self, transport, start, expected):
        assert self.go(transport, Transport.previous_chapter, start=start) == expected

    def test_previous_twice_goes_back_two(self, transport):
        previous = Transport.previous_chapter
        assert self.go(transport, previous, previous, start=50 * RATE) == 20 * RATE

    def test_before_the_first_one_previous_is_the_beginning(self, session):
        places = Marks(chapters=(9 * RATE,))
        transport = Transport(DirectReader(session.render, session.frames), places)
        assert self.go(transport, Transport.previous_chapter, start=5 * RATE) == 0
        assert self.go(transport, Transport.previous_chapter, start=9 * RATE) == 9 * RATE

    def test_without_chapters(self, session):
        transport = Transport(DirectReader(session.render, session.frames))
        assert self.go(transport, Transport.next_chapter, start=5 * RATE) == 5 * RATE
        assert self.go(transport, Transport.previous_chapter, start=0) == 0


def test_quit_fades_over_two_seconds_and_ends(transport, session):
    at = 4 * RATE
    out = play(transport, [(at, Transport.quit)], 10 * RATE)
    assert len(out) == at + QUIT_RAMP
    gain = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, QUIT_RAMP + 1) / QUIT_RAMP)
    expected = session.samples[at : at + QUIT_RAMP] * gain[:, None]
    np.testing.assert_allclose(out[at:], expected, atol=1e-7)
    assert transport.status.state is State.ENDED


def test_stop_cuts_a_quit_short(transport, session):
    at = 4 * RATE
    out = play(transport, [(at, Transport.quit), (at + RATE, Transport.stop)], 10 * RATE)
    assert len(out) <= at + RATE + RAMP
    assert not np.abs(out[-1]).max() > 1e-3
    assert_smooth(out, session)


def test_quit_of_a_paused_session_ends_at_once(transport):
    out = play(transport, [(RATE, Transport.pause), (2 * RATE, Transport.quit)], 4 * RATE)
    assert len(out) == 2 * RATE


def test_quit_drops_a_seek_and_fades_slowly(transport, session):
    def both(transport: Transport) -> None:
        transport.seek(15 * RATE)
        transport.quit()
        transport.seek(15 * RATE)

    out = play(transport, [(RATE, both)], 9 * RATE)
    assert len(out) == RATE + QUIT_RAMP
    assert_smooth(out, session)


COMMANDS: tuple[Command, ...] = (
    Transport.toggle,
    Transport.pause,
    Transport.resume,
    Transport.next_chapter,
    Transport.previous_chapter,
    Transport.quit,
    lambda transport: transport.seek(RATE),
    lambda transport: transport.seek(-RATE),
)


@settings(max_examples=60, deadline=None)
@given(
    pressed=st.lists(st.tuples(st.integers(0, 8000), st.sampled_from(COMMANDS)), max_size=8),
    blocks=st.tuples(st.integers(7, 4000), st.integers(7, 4000)),
)
def test_neither_cuts_nor_commands_make_a_click(short_session, pressed, blocks):
    session = short_session  # its last chapter is longer than what is played here
    commands = sorted(pressed, key=lambda item: item[0])
    heard = [
        play(
            Transport(DirectReader(session.render, session.frames), Marks.of(session.timeline)),
            commands,
            12_000,
            block,
        )
        for block in blocks
    ]
    assert np.array_equal(*heard)
    assert_smooth(heard[0], session)


class SlowReader(DirectReader):
    """A reader that has rendered up to the frame `limit`."""

    limit = 0

    def ready(self, start: int) -> int:
        return max(min(self.limit, self.frames) - start, 0)

    def read(self, start: int, frames: int) -> Samples:
        assert frames <= self.ready(start), "the transport read what was not ready"
        return super().read(start, frames)


class TestUnderrun:
    BLOCK = 2400

    def pull(self, transport: Transport, blocks: int) -> Samples:
        return np.concatenate([transport.pull(self.BLOCK) for _ in range(blocks)])

    def test_waiting_for_the_first_sound_is_silent_and_is_not_an_underrun(self, session):
        reader = SlowReader(session.render, session.frames)
        transport = Transport(reader)
        assert not self.pull(transport, 3).any()
        assert (transport.underruns, transport.status.state) == (0, State.WAITING)
        reader.limit = RATE
        assert np.array_equal(self.pull(transport, 2), session.samples[: 2 * self.BLOCK])

    def test_it_fades_out_is_counted_once_and_goes_on_where_it_was(self, session):
        reader = SlowReader(session.render, session.frames)
        reader.limit = RATE
        transport = Transport(reader)
        out = [self.pull(transport, 30)]
        assert (transport.underruns, transport.status.state) == (1, State.WAITING)
        reader.limit = transport.status.position + REFILL - 1
        out.append(self.pull(transport, 5))
        assert not out[-1].any(), "too little is ready to go on"
        position = transport.status.position
        reader.limit = session.frames
        out.append(self.pull(transport, 5))
        assert np.array_equal(heard(out[-1][RAMP:])[:9], position + RAMP + np.arange(9))
        assert transport.underruns == 1
        assert_smooth(np.concatenate(out), session)

    def test_what_is_left_before_the_end_is_enough(self, make_session):
        session = make_session(1.0)
        reader = SlowReader(session.render, session.frames)
        reader.limit = session.frames
        transport = Transport(reader)
        out = self.pull(transport, 21)
        assert np.array_equal(out, session.samples)
        assert transport.underruns == 0
