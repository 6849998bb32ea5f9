"""FLAC, Opus, M4A and M4B as other programs see them: FFmpeg, mpv, Chromium, mutagen, PyAV."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import mutagen
import numpy as np
import pyloudnorm  # type: ignore[import-untyped]
import pytest
from mutagen.flac import Picture
from numpy.typing import NDArray
from PIL import Image

from tests.fakes.readers import ffprobe, heard, mpv
from voicemat.errors import UsageError
from voicemat.exporter import Channels, Mix, Quality, Settings, describe, export
from voicemat.exporter.content import Content
from voicemat.exporter.encoders import find_encoder
from voicemat.exporter.encoders.mp4 import encoder as mp4
from voicemat.exporter.encoders.opus import encoder as opus
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Media,
    MediaKind,
    Timeline,
    Track,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

Samples = NDArray[np.float32]
Session = Callable[..., Timeline]
Sound = Callable[[int], Samples]
Mixed = Callable[..., Mix]
Decode = Callable[[Path], Samples]

FORMATS = ("flac", "opus", "m4a", "m4b")

PRE_SKIP = {"opus": 312}
"""Frames that Chromium, and with it every FFmpeg, counts into the length of an Opus file."""

TITLE = "Schlaf für dich 深い眠り"

CHAPTERS = (
    Chapter(title="The first one, with the longest title of all the three", start=0, end=48_000),
    Chapter(title="Zweites: für dich", start=48_000, end=72_024),
    Chapter(title="深い眠り", start=72_024, end=100_003),
)


def spoken(timeline: Timeline, texts: tuple[str, ...]) -> Timeline:
    """The session with sentences in it, one each quarter of a second."""
    clips = tuple(
        Clip(
            start=12_000 * number,
            duration=12_000,
            media=Media(kind=MediaKind.RECORDING, name=f"r{number}"),
            text=text,
        )
        for number, text in enumerate(texts)
    )
    bus = Bus(name=BusName.VOICE, tracks=(Track(name="heart", clips=clips),))
    return Timeline(
        rate=timeline.rate,
        frames=timeline.frames,
        tags=timeline.tags,
        voice_loudness=timeline.voice_loudness,
        buses=(bus,),
        chapters=timeline.chapters,
    )


def picture() -> bytes:
    """A JPEG of some size."""
    dots = np.random.default_rng(5).integers(0, 255, (200, 200, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(dots).save(file, "jpeg")
    return file.getvalue()


def by_pyav(path: Path) -> Samples:
    """Decodes a file by PyAV: float32, shape (frames, channels)."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp")
        blocks = [
            block.to_ndarray()
            for frame in container.decode(stream)
            for block in resampler.resample(frame)
        ]
    return np.concatenate(blocks, axis=1).T


def sound_stream(found: dict[str, Any]) -> dict[str, Any]:
    (stream,) = (one for one in found["streams"] if one["codec_type"] == "audio")
    return dict(stream)


def counted(path: Path) -> int:
    """The frames of a file by mutagen. It counts what an MP4 file has before the session too."""
    file = mutagen.File(path)
    frames = round(file.info.length * 48_000)
    if path.suffix not in (".m4a", ".m4b"):
        return frames
    (text,) = file["----:com.apple.iTunes:iTunSMPB"]
    _, before, after, length = (int(number, 16) for number in text.split()[:4])
    assert before + length + after == frames
    return int(length)


def error_db(back: Samples, samples: Samples) -> float:
    """What the codec changed, in dB under the sound."""
    error = float(np.square(back - samples).mean() / np.square(samples).mean())
    return 10 * float(np.log10(error))


# -- length and place ------------------------------------------------------------------------


@pytest.mark.parametrize("frames", [4_800, 48_000, 100_003, 100_352])
@pytest.mark.parametrize("suffix", FORMATS)
def test_the_length_is_exact_and_every_sample_in_its_place(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    decoded: Decode,
    suffix: str,
    frames: int,
) -> None:
    samples = sound(frames)
    path = export(mixed(session(frames), samples), tmp_path / f"a.{suffix}")
    for back in (decoded(path), by_pyav(path)):
        assert back.shape == samples.shape
        # The codec's error is least without any shift.
        errors = {shift: error_db(np.roll(back, shift, 0), samples) for shift in (-1, 0, 1)}
        assert min(errors, key=lambda shift: errors[shift]) == 0
        assert errors[0] < -14
    assert counted(path) == frames


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_length_as_players_see_it(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, page: Page, suffix: str
) -> None:
    path = export(mixed(session(100_003), sound(100_003)), tmp_path / f"a.{suffix}")
    assert mpv(path).frames == 100_003
    duration = 100_003 + PRE_SKIP.get(suffix, 0)
    assert float(ffprobe(path)["format"]["duration"]) == pytest.approx(duration / 48_000, abs=1e-6)
    found = heard(page, path)
    assert found.duration == pytest.approx(duration / 48_000, abs=1e-6)
    assert found.ended == pytest.approx(found.duration, abs=1e-3)


@pytest.mark.parametrize("frames", [1, 512, 1_023, 1_024, 1_025])
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_moment_is_a_file_too(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, suffix: str, frames: int
) -> None:
    path = export(mixed(session(frames), sound(frames)), tmp_path / f"a.{suffix}")
    assert counted(path) == frames
    assert sound_stream(ffprobe(path))["duration_ts"] == frames + PRE_SKIP.get(suffix, 0)
    if frames > 512:  # FFmpeg leaves out an AAC frame less than half of which is to be heard
        assert len(by_pyav(path)) == frames


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_level_is_kept(
    tmp_path: Path, session: Session, mixed: Mixed, decoded: Decode, suffix: str
) -> None:
    tone = (0.25 * np.sin(2 * np.pi * 440 * np.arange(96_000) / 48_000)).astype(np.float32)
    samples = np.stack([tone, 0.5 * tone], axis=1)
    back = decoded(export(mixed(session(96_000), samples), tmp_path / f"a.{suffix}"))
    levels = 20 * np.log10(np.sqrt(np.square(back).mean(axis=0) / np.square(samples).mean(axis=0)))
    assert np.abs(levels).max() < 0.1


@pytest.mark.parametrize("suffix", FORMATS)
def test_silence_stays_silent(
    tmp_path: Path, session: Session, mixed: Mixed, decoded: Decode, suffix: str
) -> None:
    silence = np.zeros((48_000, 2), np.float32)
    back = decoded(export(mixed(session(48_000), silence), tmp_path / f"a.{suffix}"))
    assert np.abs(back).max() < 1e-5


# -- quality ---------------------------------------------------------------------------------


@pytest.mark.parametrize("channels", Channels)
@pytest.mark.parametrize("quality", [*Quality, 70])
@pytest.mark.parametrize("suffix", ["opus", "m4a"])
def test_the_bit_rate_is_that_of_the_quality(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    suffix: str,
    quality: Quality | int,
    channels: Channels,
) -> None:
    frames = 240_000
    settings = Settings(quality=quality, channels=channels)
    path = export(
        mixed(session(frames), sound(frames)), tmp_path / f"a.{suffix}", settings=settings
    )
    rates = {"opus": opus.RATES, "m4a": mp4.RATES}[suffix][channels]
    wanted = rates[quality] if isinstance(quality, Quality) else quality
    bits = sum(packet.size for packet in _packets(path)) * 8
    assert bits * 48 / frames == pytest.approx(wanted, rel=0.1)
    assert sound_stream(ffprobe(path))["channels"] == channels
    assert counted(path) == frames


def _packets(path: Path) -> list[Any]:
    with av.open(str(path)) as container:
        return [packet for packet in container.demux(container.streams.audio[0]) if packet.size]


@pytest.mark.parametrize(
    ("suffix", "quality", "said"),
    [
        ("opus", 600, "12 to 512 kb/s"),
        ("m4a", 24, "32 to 320 kb/s"),
        ("m4b", 400, "32 to 320 kb/s"),
        ("flac", 96, "small (16 bit)"),
    ],
)
def test_a_bit_rate_that_cannot_be_is_refused(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    suffix: str,
    quality: int,
    said: str,
) -> None:
    with pytest.raises(UsageError, match=f"cannot have {quality} kb/s") as caught:
        export(
            mixed(session(4_800), sound(4_800)),
            tmp_path / f"a.{suffix}",
            settings=Settings(quality=quality),
        )
    assert said in (caught.value.advice or "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_mono_is_the_mean_of_both_sides(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, suffix: str
) -> None:
    samples = sound(96_000)
    settings = Settings(quality=Quality.HIGH, channels=Channels.MONO)
    path = export(mixed(session(96_000), samples), tmp_path / f"a.{suffix}", settings=settings)
    back = by_pyav(path)
    assert back.shape == (96_000, 1)
    assert error_db(back, samples.mean(axis=1, keepdims=True)) < -20


# -- what the file says ----------------------------------------------------------------------


@pytest.fixture
def told(session: Session, sound: Sound, mixed: Mixed, tmp_path: Path) -> Callable[[str], Path]:
    """Makes a file that says everything."""

    def make(suffix: str) -> Path:
        timeline = spoken(
            session(
                100_003,
                chapters=CHAPTERS,
                title=TITLE,
                author="Žofie",
                summary="To sleep",
                license="CC0-1.0",
                year="2026",
                language="de-AT",
                voice="heart",
            ),
            ("Guten Abend.", "Leg dich hin.", "眠りましょう。"),
        )
        metadata = describe(timeline, track=3, tracks=11, cover=picture())
        path = tmp_path / f"a.{suffix}"
        return export(mixed(timeline, sound(100_003)), path, metadata=metadata)

    return make


@pytest.mark.parametrize("suffix", FORMATS)
def test_chapters_as_players_see_them(told: Callable[[str], Path], suffix: str) -> None:
    path = told(suffix)
    found = ffprobe(path)["chapters"]
    assert [chapter["tags"]["title"] for chapter in found] == [one.title for one in CHAPTERS]
    starts = [chapter.start / 48_000 for chapter in CHAPTERS]
    assert [float(one["start_time"]) for one in found] == pytest.approx(starts, abs=6e-4)
    ends = [chapter.end / 48_000 for chapter in CHAPTERS]
    # The last chapter of an Opus file ends where FFmpeg takes the file to end.
    ends[-1] += PRE_SKIP.get(suffix, 0) / 48_000
    assert [float(one["end_time"]) for one in found] == pytest.approx(ends, abs=6e-4)

    played = mpv(path).chapters
    assert [title for _, title in played] == [one.title for one in CHAPTERS]
    assert [time for time, _ in played] == pytest.approx(starts, abs=6e-4)

    with av.open(str(path)) as container:
        assert [one["metadata"]["title"] for one in container.chapters()] == [
            chapter.title for chapter in CHAPTERS
        ]


@pytest.mark.parametrize("suffix", FORMATS)
def test_tags_as_players_see_them(told: Callable[[str], Path], suffix: str) -> None:
    path = told(suffix)
    found = ffprobe(path)
    tags = {**found["format"].get("tags", {}), **sound_stream(found).get("tags", {})}
    tags = {name.lower(): text for name, text in tags.items()}
    wanted = {
        "title": TITLE,
        "artist": "Žofie",
        "album": "voicemat",
        "album_artist": "voicemat",
        "genre": "Meditation",
        "date": "2026",
        "comment": "To sleep. 2 s, voice heart",
        "copyright": "CC0-1.0",
    }
    assert {name: tags.get(name) for name in wanted} == wanted
    assert tags["track"].split("/")[0] == "3"
    shown = mpv(path)
    assert (shown.tags["title"], shown.tags["artist"]) == (TITLE, "Žofie")


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_cover_is_there_byte_for_byte(told: Callable[[str], Path], suffix: str) -> None:
    path = told(suffix)
    file = mutagen.File(path)
    if suffix == "flac":
        (cover,) = file.pictures
        assert (cover.type, cover.mime) == (3, "image/jpeg")
        data = cover.data
    elif suffix == "opus":
        (text,) = file["METADATA_BLOCK_PICTURE"]
        cover = Picture(base64.b64decode(text))
        assert (cover.type, cover.mime) == (3, "image/jpeg")
        data = cover.data
    else:
        (cover,) = file["covr"]
        assert cover.imageformat == cover.FORMAT_JPEG
        data = bytes(cover)
    assert data == picture()
    (stream,) = (one for one in ffprobe(path)["streams"] if one["codec_type"] == "video")
    assert (stream["codec_name"], stream["width"], stream["height"]) == ("mjpeg", 200, 200)
    assert stream["disposition"]["attached_pic"] == 1
    assert mpv(path).pictures == 1


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_spoken_is_in_the_file(told: Callable[[str], Path], suffix: str) -> None:
    file = mutagen.File(told(suffix))
    if suffix in ("flac", "opus"):
        plain = file["UNSYNCEDLYRICS"][0]
        timed = file["LYRICS"][0].splitlines()
        assert [line for line in timed if line[1].isdigit() and line[-1] != "]"] == [
            "[00:00.00]Guten Abend.",
            "[00:00.25]Leg dich hin.",
            "[00:00.50]眠りましょう。",
        ]
    else:
        plain = file["\xa9lyr"][0]
    assert plain.splitlines() == ["Guten Abend.", "Leg dich hin.", "眠りましょう。"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_loudness_is_what_a_meter_measures(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    suffix: str,
) -> None:
    samples = sound(240_000)
    path = export(mixed(session(240_000), samples), tmp_path / f"a.{suffix}")
    file = mutagen.File(path)
    wanted = -18 - pyloudnorm.Meter(48_000).integrated_loudness(samples.astype(float))
    if suffix == "opus":
        gain = int(file["R128_TRACK_GAIN"][0]) / 256 + 5
        assert not [name for name, _ in file.tags if name.startswith("REPLAYGAIN")]
    else:
        names = (
            ("REPLAYGAIN_TRACK_GAIN", "REPLAYGAIN_TRACK_PEAK")
            if suffix == "flac"
            else (
                "----:com.apple.iTunes:replaygain_track_gain",
                "----:com.apple.iTunes:replaygain_track_peak",
            )
        )
        gain, peak = (_number(file[name][0]) for name in names)
        assert peak == pytest.approx(np.abs(samples).max(), abs=1e-6)
    assert gain == pytest.approx(wanted, abs=0.05)


def _number(text: str | bytes) -> float:
    plain = text.decode() if isinstance(text, bytes) else text
    return float(plain.removesuffix(" dB"))


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_session_without_chapters_or_text_has_none(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, suffix: str
) -> None:
    path = export(mixed(session(48_000), sound(48_000)), tmp_path / f"a.{suffix}")
    found = ffprobe(path)
    assert found["chapters"] == []
    assert len(found["streams"]) == 1
    said = mutagen.File(path).pprint().upper()
    assert not [word for word in ("LYR", "CHAPTER", "TRACKN", "TRKN", "DATE") if word in said]


@pytest.mark.parametrize("suffix", FORMATS)
def test_300_chapters(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, suffix: str
) -> None:
    chapters = tuple(
        Chapter(title=f"眠り {number}", start=number * 480, end=(number + 1) * 480)
        for number in range(300)
    )
    path = export(
        mixed(session(144_000, chapters=chapters), sound(144_000)), tmp_path / f"a.{suffix}"
    )
    found = ffprobe(path)["chapters"]
    assert [one["tags"]["title"] for one in found] == [one.title for one in chapters]
    assert [float(one["start_time"]) for one in found] == pytest.approx(
        [number / 100 for number in range(300)]
    )
    assert len(mpv(path).chapters) == 300


# -- the file --------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_bytes_are_the_same_every_time(told: Callable[[str], Path], suffix: str) -> None:
    one = told(suffix).read_bytes()
    assert told(suffix).read_bytes() == one


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_program_can_edit_the_tags_in_place(told: Callable[[str], Path], suffix: str) -> None:
    path = told(suffix)
    before = path.stat().st_size
    sound = by_pyav(path)
    file = mutagen.File(path)
    file["\xa9nam" if suffix in ("m4a", "m4b") else "TITLE"] = "Another and longer title " * 3
    file.save()
    assert path.stat().st_size == before
    assert np.array_equal(by_pyav(path), sound)
    assert len(ffprobe(path)["chapters"]) == 3


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_error_of_the_file_comes_out_as_it_is_and_is_printed_nowhere(
    tmp_path: Path, session: Session, suffix: str, capfd: pytest.CaptureFixture[str]
) -> None:
    timeline = session(480_000)
    content = Content(timeline=timeline, metadata=describe(timeline), settings=Settings())
    make: Callable[..., Any] = find_encoder(suffix)
    noise = np.random.default_rng(3).uniform(-0.1, 0.1, (400_000, 2)).astype(np.float32)
    with (tmp_path / "a").open("wb", buffering=0) as file:
        encoder = make(file, content)
        file.close()
        with pytest.raises(ValueError, match="closed file"):
            encoder.write(noise)
        encoder.close()
    assert capfd.readouterr() == ("", "")
