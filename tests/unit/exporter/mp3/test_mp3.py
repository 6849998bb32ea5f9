"""MP3 files: decoded by FFmpeg and libsndfile, read by mutagen and by a parser of our own."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from mutagen.mp3 import MP3, BitrateMode
from numpy.typing import NDArray

from voicemat.exporter import Mix, export
from voicemat.exporter.encoders.mp3.lame import pcm16
from voicemat.timeline.model import Chapter, Timeline

Samples = NDArray[np.float32]
Session = Callable[..., Timeline]
Sound = Callable[[int], Samples]
Mixed = Callable[..., Mix]
Decode = Callable[[Path], Samples]

LENGTHS = [
    1,  # less than one MP3 frame
    576,  # the last of the lengths that two frames hold ends one short of the next
    577,
    1_152,
    1_153,
    4_800,  # 0.1 s
    1_152 * 40,
    1_152 * 40 - 1,
    48_000,
    100_003,
]


def crc16(data: bytes) -> int:
    """CRC-16/ARC by its definition."""
    state = 0
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0xA001 if state & 1 else 0)
    return state


def read_by_mutagen(path: Path) -> Any:
    return MP3(path).info


@dataclass(frozen=True, kw_only=True)
class Stream:
    """What an independent reading of a file finds."""

    frames: int
    counted: int
    size: int
    delay: int
    padding: int
    music_length: int
    audio_crc: int
    tag_crc: int
    info: bytes
    audio: bytes


def parsed(data: bytes) -> Stream:
    """Walk a file frame by frame: every byte must belong to the tag or to a frame of 384."""
    assert data[:3] == b"ID3"
    start = 10 + sum(b << s for b, s in zip(data[6:10], (21, 14, 7, 0), strict=True))
    frames = [data[at : at + 384] for at in range(start, len(data), 384)]
    for frame in frames:
        assert len(frame) == 384
        # MPEG-1 layer III without CRC, 128 kb/s at 48 kHz without padding, joint stereo.
        assert frame[:3] == b"\xff\xfb\x94"
        assert frame[3] >> 6 == 1
    info, audio = frames[0], b"".join(frames[1:])
    assert info[36:40] == b"Info"
    assert int.from_bytes(info[40:44], "big") == 0b1011
    extension = info[56:]
    assert extension[:4] == b"LAME"
    trims = int.from_bytes(extension[21:24], "big")
    return Stream(
        frames=len(frames) - 1,
        counted=int.from_bytes(info[44:48], "big"),
        size=int.from_bytes(info[48:52], "big"),
        delay=trims >> 12,
        padding=trims & 0xFFF,
        music_length=int.from_bytes(extension[28:32], "big"),
        audio_crc=int.from_bytes(extension[32:34], "big"),
        tag_crc=int.from_bytes(extension[34:36], "big"),
        info=info,
        audio=audio,
    )


@pytest.mark.parametrize("frames", LENGTHS)
def test_the_length_is_exact(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, decoded: Decode, frames: int
) -> None:
    path = export(mixed(session(frames), sound(frames)), tmp_path / "a.mp3")
    assert len(decoded(path)) == frames
    assert len(soundfile.read(path)[0]) == frames
    assert read_by_mutagen(path).length * 48_000 == pytest.approx(frames, abs=1e-6)


@pytest.mark.parametrize("frames", LENGTHS)
def test_the_info_frame_is_right(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, frames: int
) -> None:
    path = export(mixed(session(frames), sound(frames)), tmp_path / "a.mp3")
    stream = parsed(path.read_bytes())
    assert stream.counted == stream.frames
    assert stream.size == stream.music_length == (1 + stream.frames) * 384
    assert stream.delay == 576
    assert stream.delay + frames + stream.padding == stream.frames * 1_152
    # A decoder adds 529 samples of its own: they must be there to be trimmed at the start.
    assert stream.padding >= 529
    assert stream.audio_crc == crc16(stream.audio)
    assert stream.tag_crc == crc16(stream.info[: 56 + 34])


@pytest.mark.parametrize("reader", ["ffmpeg", "libsndfile"])
def test_the_sound_is_where_it_was_and_as_loud(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, decoded: Decode, reader: str
) -> None:
    samples = sound(100_003)
    path = export(mixed(session(100_003), samples), tmp_path / "a.mp3")
    back = decoded(path) if reader == "ffmpeg" else soundfile.read(path, dtype="float32")[0]
    for side in (0, 1):
        size = 2 * len(samples)
        spectra = np.fft.rfft(samples[:, side], size), np.fft.rfft(back[:, side], size)
        correlation = np.fft.irfft(spectra[0].conj() * spectra[1], size)
        assert int(correlation.argmax()) == 0
    gain = float((samples * back).sum() / (samples * samples).sum())
    assert 20 * np.log10(gain) == pytest.approx(0, abs=0.05)
    error = float(np.square(back - samples).mean() / np.square(samples).mean())
    assert 10 * np.log10(error) < -15


def test_an_impulse_keeps_its_place_to_the_sample(
    tmp_path: Path, session: Session, mixed: Mixed, decoded: Decode
) -> None:
    samples = np.zeros((60_000, 2), np.float32)
    samples[[20_000, 59_990]] = 0.5
    path = export(mixed(session(60_000), samples), tmp_path / "a.mp3")
    for back in (decoded(path), soundfile.read(path, dtype="float32")[0]):
        assert int(np.abs(back[:40_000, 0]).argmax()) == 20_000
        assert 40_000 + int(np.abs(back[40_000:, 0]).argmax()) == 59_990


def test_silence_stays_digital_silence(
    tmp_path: Path, session: Session, mixed: Mixed, decoded: Decode
) -> None:
    path = export(mixed(session(48_000), np.zeros((48_000, 2), np.float32)), tmp_path / "a.mp3")
    assert not decoded(path).any()


def test_mutagen_accepts_the_encoders_tag(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed
) -> None:
    path = export(mixed(session(48_000), sound(48_000)), tmp_path / "a.mp3")
    info = read_by_mutagen(path)
    assert not info.sketchy
    assert info.bitrate == 128_000
    assert info.bitrate_mode == BitrateMode.CBR
    assert info.sample_rate == 48_000
    assert info.encoder_info.startswith("LAME 3.100")
    assert info.encoder_settings == "-b 128"


def test_chapters_and_tags_as_ffmpeg_reads_them(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, ffmpeg: Callable[..., bytes]
) -> None:
    chapters = (
        Chapter(title="The first one, with the longest title", start=0, end=48_000),
        Chapter(title="Zweites für dich", start=48_000, end=72_024),
        Chapter(title="深い眠り", start=72_024, end=96_000),
    )
    timeline = session(
        96_000, chapters=chapters, author="Žofie", summary="To sleep", license="CC0-1.0"
    )
    path = export(mixed(timeline, sound(96_000)), tmp_path / "a.mp3")
    lines = ffmpeg("-i", path, "-copyts", "-f", "ffmetadata", "-").decode().splitlines()
    for line in (
        "title=Sleep on the mat",
        "artist=Žofie",
        "album=voicemat",
        "genre=Meditation",
        "language=eng",
        "comment=To sleep. 2 s",
        "copyright=CC0-1.0",
        "TLEN=2000",
    ):
        assert line in lines
    found = [line for line in lines if line.startswith(("START=", "END="))]
    assert found == ["START=0", "END=1000", "START=1000", "END=1501", "START=1501", "END=2000"]
    assert [line for line in lines if line.startswith("title=")][1:] == [
        f"title={chapter.title}" for chapter in chapters
    ]


def test_the_bytes_are_the_same_every_time(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed
) -> None:
    timeline = session(100_003, chapters=(Chapter(title="All", start=0, end=100_003),), summary="s")
    one = export(mixed(timeline, sound(100_003)), tmp_path / "a.mp3")
    two = export(mixed(timeline, sound(100_003)), tmp_path / "b.mp3")
    assert one.read_bytes() == two.read_bytes()


def test_an_empty_session_is_a_file_too(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed
) -> None:
    path = export(mixed(session(0), sound(0)), tmp_path / "a.mp3")
    assert parsed(path.read_bytes()).frames == 1


def test_16_bits_are_rounded_raised_by_what_lame_takes_and_never_wrap() -> None:
    block = np.array([[0.0, 0.95 * 1000.4 / 32768], [0.999, -0.999]], np.float32)
    assert pcm16(block, 0.95).tolist() == [[0, 1000], [32767, -32768]]
    soft = np.float32(-0.95 / 32768) * np.array([[0.6, 0.4]], np.float32)
    assert pcm16(soft, 0.95).tolist() == [[-1, 0]]
