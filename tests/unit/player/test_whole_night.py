"""A whole night on a virtual clock: the way of every sample, and memory that does not grow."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.player.desk import Desk
from voicemat.player.faders import Levels, Part
from voicemat.player.marks import Marks
from voicemat.player.readers import DirectReader
from voicemat.player.transport import RAMP, State, Transport
from voicemat.units import RATE

HOURS = 8
BLOCK = RATE


@pytest.mark.slow
def test_eight_hours_with_a_command_every_minute():
    frames = HOURS * 3600 * RATE
    grain = np.full((BLOCK, 3, 2), 0.1, np.float32)

    def render(start: int, count: int) -> NDArray[np.float32]:
        count = min(count, frames - start)
        return grain[:count] if count <= BLOCK else np.repeat(grain, 2, axis=0)[:count]

    transport = Transport(
        desk := Desk(DirectReader(render, frames)),
        Marks(chapters=tuple(range(0, frames, 1800 * RATE))),
    )
    commands = (
        transport.pause,
        transport.resume,
        lambda: transport.seek(-15 * RATE),
        lambda: transport.seek(15 * RATE),
        lambda: desk.put(Levels().put(Part.MUSIC, -12.0)),
        lambda: desk.put(Levels()),
    )
    pulls, last, step, settled = 0, 0.3, 0.0, 0
    tracemalloc.start()
    try:
        while len(out := transport.pull(BLOCK)) == BLOCK:
            edge = out[:, 0]
            inside = float(np.abs(np.diff(edge)).max()) if pulls % 60 < 2 else 0.0
            step = max(step, inside, abs(float(edge[0]) - last))
            last = float(edge[-1])
            pulls += 1
            if pulls % 60 == 0:
                commands[pulls // 60 % len(commands)]()
            if pulls == 2500:
                settled = tracemalloc.get_traced_memory()[0]
                tracemalloc.reset_peak()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert transport.status.state is State.ENDED
    assert transport.underruns == 0
    assert peak - settled < 10_000_000
    assert step <= 0.3 * np.pi / 2 / RAMP * 1.01, "it clicked"
    assert pulls * BLOCK > frames
