"""Memory does not grow with the length of a session.

Here: real exports of 20 and of 60 minutes, and for 8 hours everything but the encoding of every
minute. An export of 8 hours as a whole takes minutes; `benchmarks/` has that one.
"""

from __future__ import annotations

import sys
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no way to ask for peak memory")

GROWTH = 1.2

LIMIT = 150_000_000
"""Bytes for an export of an hour with its narration in the cache. Measured: 136 million."""

PARTS = """\
import itertools, sys, voicemat
session = voicemat.load("sleep").compile(sys.argv[1])
for start in (0, session.frames // 2, session.frames - 60 * 48_000):
    for block in itertools.islice(session.blocks(start=start), 90):
        assert len(block)
print(session.frames)
"""
"""Compiles a session and mixes a minute at its beginning, in its middle and at its end."""


def test_an_hour_takes_no_more_than_a_third_of_it(exports: Any) -> None:
    assert exports(60).peak <= GROWTH * exports(20).peak


@pytest.mark.skipif(sys.platform != "linux", reason="measured on Linux")
def test_an_hour_stays_under_the_limit(exports: Any) -> None:
    assert exports(60).peak <= LIMIT


def test_eight_hours_are_compiled_and_mixed_in_the_same_memory(python: Any) -> None:
    short, long = (python("-c", PARTS, length) for length in ("20m", "8h"))
    assert (int(short.out), int(long.out)) == (20 * 60 * 48_000, 8 * 3600 * 48_000)
    assert long.peak <= GROWTH * short.peak
