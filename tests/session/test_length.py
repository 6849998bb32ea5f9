"""A session is exactly as long as asked."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicemat import Session
from voicemat.exporter import export
from voicemat.timeline.model import MarkerKind

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


def test_what_a_longer_session_adds_is_silence(sleep: Callable[[str], Session]) -> None:
    def silence(session: Session) -> int:
        markers = session.timeline.markers
        return sum(mark.end - mark.start for mark in markers if mark.kind is MarkerKind.SILENCE)

    short, long = sleep("20m"), sleep("60m")
    assert silence(long) - silence(short) == long.frames - short.frames


def decoded_frames(ffmpeg: str, path: Path) -> int:
    """The number of frames that come out of ffmpeg, each of them decoded."""
    with subprocess.Popen(
        [ffmpeg, "-v", "error", "-i", path, "-f", "s16le", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        size = 0
        while data := process.stdout.read(1 << 20):
            size += len(data)
        assert process.stderr.read() == b""
    return size // 4


@pytest.mark.parametrize("minutes", [20, 60])
def test_the_decoded_mp3_is_as_long_as_asked(exports: Any, ffmpeg: str, minutes: int) -> None:
    frames = decoded_frames(ffmpeg, exports(minutes).path)
    assert abs(frames - minutes * 60 * RATE) <= MP3_FRAME  # measured: not one too many or too few


@pytest.mark.parametrize("minutes", [30, 45])
def test_so_it_is_for_lengths_between(
    sleep: Callable[[str], Session], ffmpeg: str, tmp_path: Path, minutes: int
) -> None:
    """To save a minute, these are the real timeline and the real encoder, but with silence in
    the place of the mix, which is encoded three times as fast; and the mix is counted apart."""
    session = sleep(f"{minutes}m")
    assert sum(map(len, session.blocks(bus="cues"))) == session.frames
    silence = np.zeros((1 << 15, 2), np.float32)
    blocks = (
        silence[: min(session.frames - start, len(silence))]
        for start in range(0, session.frames, len(silence))
    )
    path = export(session.timeline, blocks, tmp_path / "silence.mp3")
    frames = decoded_frames(ffmpeg, path)
    path.unlink()
    assert abs(frames - minutes * 60 * RATE) <= MP3_FRAME
