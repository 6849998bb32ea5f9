"""The session as OpenTimelineIO's own library reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.fakes.narrated import session, sounding, spoken
from voicemat.documents import StemFile, Subject, make
from voicemat.mixer import STEMS
from voicemat.timeline.model import MediaKind, Timeline
from voicemat.timeline.sentences import sentences
from voicemat.units import RATE, frames

otio = pytest.importorskip("opentimelineio")

FILES = tuple(
    StemFile(name=name, file=f"Sleep on the mat?.{name}.wav", buses=buses)
    for name, buses in zip(("voice", "music", "cues"), STEMS, strict=True)
)


def read(subject: Subject, folder: Path) -> Any:
    """What the library makes of the file."""
    path = folder / "Sleep.otio"
    path.write_bytes(make("otio", subject))
    return otio.adapters.read_from_file(str(path))


def exact(time: Any) -> int:
    assert time.rate == RATE
    assert time.value == int(time.value)
    return int(time.value)


def span(found: Any) -> tuple[int, int]:
    start = exact(found.start_time)
    return start, start + exact(found.duration)


def placed(track: Any) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Each clip's name, its place in the track, and in its file."""
    return [
        (clip.name, span(clip.range_in_parent()), span(clip.source_range))
        for clip in track.find_clips()
    ]


def test_without_stems_there_is_the_whole_mix(timeline: Timeline, tmp_path: Path) -> None:
    found = read(Subject(timeline=timeline, sound="Sleep & rest.mp3"), tmp_path)
    (track,) = found.tracks
    (clip,) = track.find_clips()
    assert found.name == timeline.tags.title
    assert unquote(clip.media_reference.target_url) == "Sleep & rest.mp3"
    assert span(clip.source_range) == span(clip.media_reference.available_range)
    assert span(clip.source_range) == (0, timeline.frames)
    assert exact(found.duration()) == timeline.frames


def test_stems_are_cut_where_something_begins_and_ends(timeline: Timeline, tmp_path: Path) -> None:
    found = read(Subject(timeline=timeline, stems=FILES), tmp_path)
    voice, music, cues = found.tracks
    assert [track.name for track in found.tracks] == ["voice", "music", "cues"]
    assert {track.kind for track in found.tracks} == {otio.schema.TrackKind.Audio}
    # Every clip plays where it lies in its file, so that nothing moves before somebody moves it.
    assert placed(voice) == [
        (said.text, (said.start, said.end), (said.start, said.end)) for said in sentences(timeline)
    ]
    assert [name for name, _, _ in placed(music)] == ["night-rain", "Lake & shore.flac"]
    assert [(name, place) for name, place, _ in placed(cues)] == [
        ("bowl", (0, frames(12))),
        ("in", (frames(40), frames(44))),
        ("out", (frames(44), frames(50))),
        ("bell", (frames(52), frames(61))),
    ]
    for track, file in zip(found.tracks, FILES, strict=True):
        assert exact(track.duration()) == timeline.frames
        for clip in track.find_clips():
            assert unquote(clip.media_reference.target_url) == file.file


def test_chapters_and_sentences_are_markers(timeline: Timeline, tmp_path: Path) -> None:
    markers = read(Subject(timeline=timeline), tmp_path).tracks.markers
    assert [
        (marker.metadata["voicemat"]["kind"], marker.name, *span(marker.marked_range))
        for marker in markers
    ] == [
        *(("chapter", found.title, found.start, found.end) for found in timeline.chapters),
        *(("sentence", said.text, said.start, said.end) for said in sentences(timeline)),
    ]


def test_what_overlaps_is_one_clip(tmp_path: Path) -> None:
    timeline = session(
        [spoken("Good.", 0, RATE)],
        30,
        music=[sounding(MediaKind.BED, "rain", 0, 10), sounding(MediaKind.BED, "drift", 8, 40)],
    )
    _, music, _ = read(Subject(timeline=timeline, stems=FILES), tmp_path).tracks
    assert [(name, place) for name, place, _ in placed(music)] == [
        ("rain + drift", (0, frames(30)))
    ]


def test_the_bytes_are_the_same_each_time(timeline: Timeline) -> None:
    subject = Subject(timeline=timeline, stems=FILES)
    assert make("otio", subject) == make("otio", subject)
