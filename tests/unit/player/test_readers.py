"""The readers: the same samples as the serial mix, ahead of time, in bounded memory."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.stems import as_music
from voicemat.mixer import sum_of_stems
from voicemat.player.desk import Desk
from voicemat.player.readers import BLOCK, LEAD, AheadReader, DirectReader
from voicemat.player.transport import REFILL, State, Transport
from voicemat.units import RATE

PERIOD = RATE // 20


def eventually(true, seconds: float = 5.0) -> None:
    """Waits until `true()`."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.002)


class Gate:
    """A renderer that stops where it is told to and notes what it was asked."""

    def __init__(self, session) -> None:
        self.limit = session.frames
        self.asked: list[tuple[int, int]] = []
        self.open = threading.Event()
        self.open.set()
        self._render = as_music(session.render)

    def __call__(self, start: int, frames: int) -> NDArray[np.float32]:
        self.asked.append((start, frames))
        if start >= self.limit:
            self.open.clear()
            assert self.open.wait(10)
        return self._render(start, frames)


def read_all(reader: AheadReader, start: int) -> NDArray[np.float32]:
    blocks = []
    while start < reader.frames:
        frames = min(PERIOD, reader.frames - start)
        eventually(lambda at=start, wanted=frames: reader.ready(at) >= wanted)
        blocks.append(reader.read(start, frames))
        start += frames
    return mixed(np.concatenate(blocks))


def mixed(stems: NDArray[np.float32]) -> NDArray[np.float32]:
    return sum_of_stems(list(stems.swapaxes(0, 1)), len(stems))


@pytest.mark.parametrize("start", [0, 12_345])
def test_the_ring_gives_the_serial_mix(make_session, start):
    session = make_session(7.3)
    with AheadReader(as_music(session.render), session.frames, start=start) as reader:
        assert np.array_equal(read_all(reader, start), session.samples[start:])


def test_the_direct_reader_gives_the_serial_mix(make_session):
    session = make_session(1.0)
    reader = DirectReader(as_music(session.render), session.frames)
    assert reader.ready(1000) == session.frames - 1000
    assert np.array_equal(mixed(reader.read(1000, 777)), session.samples[1000:1777])


def test_the_lead_is_bounded_and_waits_for_nobody(session):
    gate = Gate(session)
    with AheadReader(gate, session.frames) as reader:
        eventually(lambda: reader.ready(0) > LEAD - BLOCK)
        time.sleep(0.05)
        assert reader.ready(0) <= LEAD
        assert sum(frames for _, frames in gate.asked) == reader.ready(0)
        reader.read(0, BLOCK)
        eventually(lambda: reader.ready(BLOCK) > LEAD - BLOCK)


def test_a_seek_drops_the_lead_and_the_block_being_rendered(session):
    gate = Gate(session)
    gate.limit = 3 * BLOCK
    with AheadReader(gate, session.frames) as reader:
        eventually(lambda: gate.asked[-1:] == [(3 * BLOCK, BLOCK)])
        far = 30 * RATE + 1
        began = time.perf_counter()
        assert reader.ready(far) == 0
        assert time.perf_counter() - began < 0.05, "it waited for the renderer"
        gate.limit = session.frames
        gate.open.set()
        eventually(lambda: reader.ready(far) >= BLOCK)
        assert np.array_equal(mixed(reader.read(far, BLOCK)), session.samples[far : far + BLOCK])


def test_reading_what_is_not_ready_is_refused(session):
    with (
        AheadReader(as_music(session.render), session.frames) as reader,
        pytest.raises(ValueError, match="not ready"),
    ):
        reader.read(40 * RATE, 1)


def test_a_failing_renderer_is_told(session):
    def render(start: int, frames: int) -> NDArray[np.float32]:
        if start >= 2 * BLOCK:
            raise OSError("the bed is gone")
        return as_music(session.render)(start, frames)

    with AheadReader(render, session.frames) as reader:
        eventually(lambda: reader.failure is not None)
        assert str(reader.failure) == "the bed is gone"
        assert reader.ready(0) == 2 * BLOCK


def test_the_thread_ends_with_the_context(session):
    before = threading.active_count()
    with AheadReader(as_music(session.render), session.frames):
        assert threading.active_count() == before + 1
    assert threading.active_count() == before


def test_a_stalled_renderer_is_an_underrun_and_nothing_is_skipped(session):
    gate = Gate(session)
    gate.limit = 10 * BLOCK
    with AheadReader(gate, session.frames) as reader:
        desk = Desk(reader)
        transport = Transport(desk)
        eventually(lambda: reader.ready(0) == 10 * BLOCK)
        for _ in range(60):
            transport.pull(PERIOD)
        stalled = transport.status.position
        assert transport.underruns == 1
        assert transport.status.state is State.WAITING
        assert 10 * BLOCK - 2 * PERIOD < stalled <= 10 * BLOCK
        gate.limit = session.frames
        gate.open.set()
        eventually(lambda: desk.ready(stalled) >= REFILL)
        for _ in range(5):
            out = transport.pull(PERIOD)
        assert transport.status == type(transport.status)(
            state=State.PLAYING, position=stalled + 5 * PERIOD, underruns=1
        )
        at = stalled + 4 * PERIOD
        assert np.array_equal(out, session.samples[at : at + PERIOD])
        assert transport.underruns == 1
