"""Clips on as few tracks as hold them."""

from __future__ import annotations

from voicemat.compiler.lanes import lanes
from voicemat.timeline.model import Clip, Media, MediaKind


def clip(start: int, end: int) -> Clip:
    return Clip(start=start, duration=end - start, media=Media(kind=MediaKind.CUE, name="bell"))


def test_clips_that_touch_share_a_track() -> None:
    (track,) = lanes("cues", [clip(10, 20), clip(0, 10), clip(20, 21)])
    assert track.name == "cues 1"
    assert [made.start for made in track.clips] == [0, 10, 20]


def test_clips_that_overlap_do_not() -> None:
    tracks = lanes("cues", [clip(0, 11), clip(10, 20), clip(11, 30), clip(15, 16)])
    assert [track.name for track in tracks] == ["cues 1", "cues 2", "cues 3"]
    assert [[made.start for made in track.clips] for track in tracks] == [[0, 11], [10], [15]]


def test_no_clips_are_no_tracks() -> None:
    assert lanes("cues", []) == ()
