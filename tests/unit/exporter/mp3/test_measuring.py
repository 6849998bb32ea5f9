"""Loudness measured part by part, against the whole."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicemat.dsp.loudness import STEP, step_energies
from voicemat.exporter.encoders.mp3.frame import FRAME_SAMPLES
from voicemat.exporter.encoders.mp3.measuring import PartMeter, SessionMeter, together
from voicemat.exporter.encoders.mp3.plan import Lap, Part
from voicemat.mixer import CHUNK

Samples = NDArray[np.float32]

LAP = 301
"""MP3 frames of a loop: no whole number of steps."""


def rising(frames: int) -> Samples:
    """Noise that gets louder all the time, so that each step has a loudness of its own."""
    noise = np.random.default_rng(5).standard_normal((frames, 2))
    return (noise * np.linspace(0.01, 0.2, frames)[:, None]).astype(np.float32)


def heard(samples: Samples, part: Part, origin: int, start: int, end: int) -> PartMeter:
    """What a part measures while it is rendered from `start` to before `end`, on the grid."""
    meter = PartMeter(part, origin, len(samples))
    render = meter.listening(lambda first, count: samples[first : first + count])
    while start < end:
        count = min(CHUNK - start % CHUNK, end - start)
        assert len(render(start, count)) == count
        start += count
    return meter


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 399), unique=True, max_size=4))
def test_parts_make_the_whole(borders: list[int]) -> None:
    samples = rising(400 * FRAME_SAMPLES - 777)
    edges = [0, *sorted(borders), 400]
    session = SessionMeter()
    pieces = []
    for first, end in pairwise(edges):
        start = max(first - 16, 0) * FRAME_SAMPLES
        until = min((end + 28) * FRAME_SAMPLES, len(samples))
        measured = heard(samples, Part(first=first, end=end), 0, start, until).measured()
        pieces.append(measured)
        session.add(measured)
    whole = step_energies(samples[: len(samples) // STEP * STEP])
    assert together(pieces).energies == pytest.approx(whole, rel=1e-4)
    assert together(pieces).peak == np.abs(samples).max()
    assert session.loudness().peak == np.abs(samples).max()


@pytest.mark.parametrize(("first", "end"), [(40, 900), (1000, 1250), (7, 3000)])
def test_a_loop_is_looked_up_where_the_session_is(first: int, end: int) -> None:
    """At most the steps are off by the one in which both begin."""
    origin = 33
    samples = rising(LAP * FRAME_SAMPLES)
    longer = np.concatenate([np.zeros((origin * FRAME_SAMPLES, 2), np.float32), samples, samples])
    lap = Lap(
        first=origin,
        frames=LAP,
        parts=(
            Part(first=origin, end=origin + 100),
            Part(first=origin + 100, end=origin + LAP),
        ),
    )
    measured = together(
        [
            heard(
                longer,
                piece,
                origin * FRAME_SAMPLES,
                max(piece.first - 16, 0) * FRAME_SAMPLES,
                (piece.end + 28) * FRAME_SAMPLES,
            ).measured()
            for piece in lap.parts
        ]
    )
    assert len(measured.energies) == -(-LAP * FRAME_SAMPLES // STEP)

    session = SessionMeter()
    session.repeat(Part(first=first, end=end), lap, measured)
    starts = np.arange(-(-first * FRAME_SAMPLES // STEP), -(-end * FRAME_SAMPLES // STEP)) * STEP
    places = (starts - origin * FRAME_SAMPLES)[:, None] + np.arange(STEP)
    truth = step_energies(samples[places % len(samples)].reshape(-1, 2))
    told = session._energies[0]
    assert told.shape == truth.shape
    assert 10 * np.log10(told.mean() / truth.mean()) == pytest.approx(0, abs=0.1)
    assert np.corrcoef(told, truth)[0, 1] > 0.97
