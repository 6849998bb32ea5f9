"""A whole MP3 with all that it says of itself, as other people's programs see it."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from mutagen.mp3 import MP3
from numpy.typing import NDArray
from PIL import Image

from tests.fakes.readers import ffprobe, heard, mpv
from voicemat.exporter import Channels, Mix, Settings, describe, export
from voicemat.timeline.model import Bus, BusName, Chapter, Clip, Media, MediaKind, Timeline, Track

if TYPE_CHECKING:
    from playwright.sync_api import Page

Samples = NDArray[np.float32]

RATE = 48_000
FRAMES = 6 * RATE + 777

CHAPTERS = (
    Chapter(title="The first, whose title is longer than all the others", start=0, end=96_000),
    Chapter(title="Zweites für dich", start=96_000, end=168_024),
    Chapter(title="深い眠り", start=168_024, end=FRAMES),
)

SENTENCES = ((RATE, "Gute Nacht, Žofie."), (3 * RATE, "Lie down."), (5 * RATE, "Sleep."))


def jpeg() -> bytes:
    file = BytesIO()
    Image.new("RGB", (1400, 1400), (20, 30, 50)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def timeline(session: Callable[..., Timeline]) -> Timeline:
    media = Media(kind=MediaKind.RECORDING, name="x")
    clips = tuple(
        Clip(start=start, duration=RATE // 2, media=media, text=text) for start, text in SENTENCES
    )
    return replace(
        session(
            FRAMES,
            chapters=CHAPTERS,
            author="Žofie",
            summary="To sleep",
            license="CC0-1.0",
            year="2026",
            voice="heart",
            keywords=("sleep", "mat"),
        ),
        buses=(Bus(name=BusName.VOICE, tracks=(Track(name="voice", clips=clips),)),),
    )


@pytest.fixture(params=[(128, Channels.STEREO), (48, Channels.MONO)], ids=["stereo", "mono"])
def path(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    timeline: Timeline,
    sound: Callable[[int], Samples],
    mixed: Callable[..., Mix],
) -> Path:
    rate, channels = request.param
    return export(
        mixed(timeline, sound(FRAMES)),
        tmp_path / "Sleep on the mat.mp3",
        metadata=describe(timeline, track=3, tracks=12, cover=jpeg()),
        settings=Settings(quality=rate, channels=channels),
    )


def test_mutagen(path: Path) -> None:
    file = MP3(path)
    assert file.info.length * RATE == pytest.approx(FRAMES, abs=1e-6)
    assert not file.info.sketchy
    tags = file.tags
    assert tags.version == (2, 3, 0)
    assert {key: str(tags[key]) for key in ("TRCK", "TDRC", "TLAN", "TKWD")} == {
        "TRCK": "3/12",
        "TDRC": "2026",  # mutagen's name for the year since version 2.4
        "TLAN": "eng",
        "TKWD": "sleep, mat",
    }
    assert Image.open(BytesIO(tags["APIC:Cover"].data)).size == (1400, 1400)
    assert [line for line, _ in tags.getall("SYLT")[0].text] == [
        "Gute Nacht, Žofie.",
        "\nLie down.",
        "\nSleep.",
    ]
    assert [time for _, time in tags.getall("SYLT")[0].text] == [1000, 3000, 5000]
    # The tag of LAME says the same of the loudness as the one of ReplayGain, in tenths.
    gain = float(str(tags["TXXX:REPLAYGAIN_TRACK_GAIN"]).removesuffix(" dB"))
    peak = float(str(tags["TXXX:REPLAYGAIN_TRACK_PEAK"]))
    assert file.info.track_gain == pytest.approx(gain, abs=0.051)
    assert file.info.track_peak == pytest.approx(peak, abs=1e-5)


def test_ffprobe(path: Path) -> None:
    found = ffprobe(path)
    tags = found["format"]["tags"]
    assert re.fullmatch(r"[+-]\d+\.\d\d dB", tags.pop("REPLAYGAIN_TRACK_GAIN"))
    assert re.fullmatch(r"0\.\d{6}", tags.pop("REPLAYGAIN_TRACK_PEAK"))
    assert tags.pop("encoder").startswith("LAME 3.100, q 3, ")
    assert tags == {
        "title": "Sleep on the mat",
        "artist": "Žofie",
        "album_artist": "voicemat",
        "album": "voicemat",
        "genre": "Meditation",
        "track": "3/12",
        "date": "2026",
        "language": "eng",
        "TLEN": "6016",
        "copyright": "CC0-1.0",
        "TKWD": "sleep, mat",
        "comment": "To sleep. 6 s, voice heart",
        "lyrics-eng": "Gute Nacht, Žofie.\n\nLie down.\n\nSleep.",
    }
    assert [chapter["tags"]["title"] for chapter in found["chapters"]] == [
        chapter.title for chapter in CHAPTERS
    ]
    assert [(chapter["start"], chapter["end"]) for chapter in found["chapters"]] == [
        (0, 2000),
        (2000, 3501),
        (3501, 6016),
    ]
    sound, picture = found["streams"]
    assert (sound["codec_name"], sound["sample_rate"]) == ("mp3", "48000")
    assert (picture["codec_name"], picture["width"], picture["height"]) == ("mjpeg", 1400, 1400)
    assert picture["disposition"]["attached_pic"] == 1
    assert picture["tags"] == {"title": "Cover", "comment": "Cover (front)"}


def test_mpv(path: Path) -> None:
    played = mpv(path)
    assert played.frames == FRAMES
    assert played.tags["title"] == "Sleep on the mat"
    assert played.tags["lyrics-eng"].endswith("Sleep.")
    assert [title for _, title in played.chapters] == [chapter.title for chapter in CHAPTERS]
    assert played.pictures == 1


def test_a_browser_plays_it_to_its_end(path: Path, page: Page) -> None:
    found = heard(page, path)
    assert found.duration == pytest.approx(FRAMES / RATE, abs=1 / RATE)
    assert found.ended == pytest.approx(found.duration, abs=0.001)
