"""However a mix is cut, the samples are the same to the bit; buses add up."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.fakes.compiling import compile_text
from tests.fakes.samples import NoiseSamples
from tests.property.strategies import cuts, routines
from voicemat.mixer import CHUNK, Mixer
from voicemat.timeline.model import BusName, Clip, Timeline

Samples = NDArray[np.float32]

TEXT = """---
music: rain
---
Hello there, and welcome.
[bell]
[music drift over 1 s]
[breathe in 1, out 1, 2 times]
[music quieter, over 1 s]
Good.
"""


class LoudSamples(NoiseSamples):
    """Noise that drives the limiter almost all the time."""

    def read(self, clip: Clip, offset: int, frames: int) -> Samples:
        return super().read(clip, offset, frames) * np.float32(12)


@cache
def session() -> Timeline:
    return compile_text(TEXT).session


SOURCES = {"quiet": NoiseSamples(), "loud": LoudSamples()}


@cache
def serial(name: str) -> Samples:
    """The mix from beginning to end; the loud one is held by the limiter."""
    mixed = np.concatenate(list(Mixer(session(), SOURCES[name]).blocks()))
    assert (np.abs(mixed).max() > 0.5) == (name == "loud")
    return mixed


@settings(max_examples=40)
@given(cuts(compile_text(TEXT).session.frames), st.sampled_from(sorted(SOURCES)))
def test_any_cutting_gives_the_serial_mix_bit_for_bit(
    places: list[tuple[int, int]], name: str
) -> None:
    whole = serial(name)
    mixer = Mixer(session(), SOURCES[name])
    for start, size in places:
        assert np.array_equal(mixer.block(start, size), whole[start : start + size])


@settings(max_examples=12)
@given(st.lists(st.integers(1, 3 * CHUNK), min_size=2, max_size=30))
def test_blocks_of_any_sizes_in_a_row_are_the_serial_mix(sizes: list[int]) -> None:
    mixer = Mixer(session(), SOURCES["loud"])
    at, parts = 0, []
    for size in sizes:
        parts.append(mixer.block(at, size))
        at += size
    assert np.array_equal(np.concatenate(parts), serial("loud")[:at])


@settings(max_examples=20)
@given(routines(), st.integers(0, 10**9))
def test_mixing_is_linear_below_the_ceiling(text: str, place: int) -> None:
    timeline = compile_text(text).session
    samples = NoiseSamples()
    start = place % timeline.frames
    whole = Mixer(timeline, samples).block(start, CHUNK)
    parts = [
        Mixer(timeline, samples, buses=frozenset({name})).block(start, CHUNK) for name in BusName
    ]
    assert np.abs(whole).max() < 0.7
    np.testing.assert_allclose(np.sum(parts, axis=0), whole, atol=1e-6)
