"""A session is exactly as long as asked."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from voicemat import Session
from voicemat.timeline.model import MarkerKind

pytestmark = pytest.mark.slow

RATE = 48_000

MP3_FRAME = 1152
"""Frames of sound in a frame of MP3."""


@pytest.mark.parametrize(
    ("length", "seconds"),
    [
        ("20m", 1200),
        ("30m", 1800),
        ("45m", 2700),
        ("60m", 3600),
        ("23:17", 1397),
        ("1 h 1.5 s", 3601.5),
        ("8h", 28_800),
    ],
)
def test_the_timeline_is_as_long_as_asked_to_the_frame(
    sleep: Callable[[str], Session], length: str, seconds: float
) -> None:
    session = sleep(length)
    timeline = session.timeline
    assert session.frames == seconds * RATE
    assert timeline.chapters[0].start == 0
    assert timeline.chapters[-1].end == session.frames
    for before, after in pairwise(timeline.chapters):
        assert before.end == after.start
    clips = [clip for bus in timeline.buses for track in bus.tracks for clip in track.clips]
    assert max(clip.end for clip in clips) == session.frames


@pytest.mark.parametrize(("shorter", "longer"), [("20m", "24m"), ("50m", "60m")])
def test_what_a_longer_session_adds_is_silence(
    sleep: Callable[[str], Session], shorter: str, longer: str
) -> None:
    """Between two lengths at which something more begins to be said."""

    def silence(session: Session) -> int:
        markers = session.timeline.markers
        return sum(mark.end - mark.start for mark in markers if mark.kind is MarkerKind.SILENCE)

    short, long = sleep(shorter), sleep(longer)
    assert silence(long) - silence(short) == long.frames - short.frames


@pytest.mark.parametrize("minutes", [20, 60])
def test_the_decoded_mp3_is_as_long_as_asked(exports: Any, ffmpeg: str, minutes: int) -> None:
    """Every frame of the file is decoded and counted. Measured: not one too many or too few.

    `benchmarks/lengths.py` does the same for 30 and 45 minutes, which takes another minute.
    """
    with subprocess.Popen(
        [ffmpeg, "-v", "error", "-i", exports(minutes).path, "-f", "s16le", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        size = 0
        while data := process.stdout.read(1 << 20):
            size += len(data)
        assert process.stderr.read() == b""
    assert abs(size // 4 - minutes * 60 * RATE) <= MP3_FRAME


@pytest.mark.parametrize("minutes", [30, 45])
def test_the_mix_is_as_long_as_asked(sleep: Callable[[str], Session], minutes: int) -> None:
    blocks = sleep(f"{minutes}m").blocks(bus="cues")  # any bus: all are cut alike
    assert sum(map(len, blocks)) == minutes * 60 * RATE
