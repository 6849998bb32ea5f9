"""WAV files, read back by libsndfile and FFmpeg."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.fakes.readers import ffprobe, heard, mpv
from voicemat.errors import UsageError
from voicemat.exporter import Channels, Mix, Quality, Settings, export
from voicemat.exporter.content import Content
from voicemat.exporter.encoders.wav import WavEncoder
from voicemat.exporter.metadata import describe
from voicemat.timeline.model import Timeline

if TYPE_CHECKING:
    from playwright.sync_api import Page

Samples = NDArray[np.float32]
Session = Callable[..., Timeline]
Sound = Callable[[int], Samples]
Mixed = Callable[..., Mix]


def content(timeline: Timeline) -> Content:
    return Content(timeline=timeline, metadata=describe(timeline), settings=Settings())


@pytest.mark.parametrize("frames", [1, 4_800, 100_003])
def test_it_keeps_every_sample_to_24_bits(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    frames: int,
    decoded: Callable[[Path], Samples],
) -> None:
    samples = sound(frames)
    path = export(mixed(session(frames), samples), tmp_path / "a.wav")
    information = soundfile.info(path)
    assert (information.format, information.subtype) == ("WAV", "PCM_24")
    assert (information.samplerate, information.channels) == (48_000, 2)
    for back in (soundfile.read(path, dtype="float32")[0], decoded(path)):
        assert back.shape == samples.shape
        assert np.abs(back - samples).max() <= 2**-23


def test_over_full_scale_it_clips_and_does_not_wrap(
    tmp_path: Path, session: Session, mixed: Mixed
) -> None:
    samples = np.array([[1.5, -1.5], [1.0, -1.0]], np.float32)
    path = export(mixed(session(2), samples), tmp_path / "a.wav")
    back, _ = soundfile.read(path)
    assert np.abs(back - np.clip(samples, -1, 1)).max() <= 2**-22


def test_it_says_what_it_is(tmp_path: Path, session: Session, sound: Sound, mixed: Mixed) -> None:
    timeline = session(4_800, title="Schlaf für dich", author="Žofie", license="CC0-1.0")
    path = export(mixed(timeline, sound(4_800)), tmp_path / "a.wav")
    with soundfile.SoundFile(path) as file:
        assert file.title == "Schlaf für dich"
        assert file.artist == "Žofie"
        assert file.copyright == "CC0-1.0"


def test_other_programs_read_all_that_it_says(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, page: Page
) -> None:
    timeline = session(4_803, author="Žofie", license="CC0-1.0", year="2026", voice="heart")
    path = export(
        mixed(timeline, sound(4_803)),
        tmp_path / "a.wav",
        metadata=describe(timeline, track=3, tracks=12),
    )
    found = ffprobe(path)["format"]
    software = found["tags"].pop("encoder")
    assert software.startswith("voicemat")
    assert found["tags"] == {
        "title": "Sleep on the mat",
        "artist": "Žofie",
        "album": "voicemat",
        "genre": "Meditation",
        "track": "3/12",
        "date": "2026",
        "comment": "0 s, voice heart",
        "copyright": "CC0-1.0",
    }
    assert mpv(path).frames == 4_803
    assert heard(page, path).duration == pytest.approx(4_803 / 48_000, abs=1 / 48_000)


@pytest.mark.parametrize("channels", Channels)
@pytest.mark.parametrize(
    ("quality", "bits"), [(Quality.SMALL, 16), (Quality.STANDARD, 24), (Quality.HIGH, 24)]
)
def test_qualities_and_channels(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    quality: Quality,
    bits: int,
    channels: Channels,
) -> None:
    samples = sound(100_003)
    settings = Settings(quality=quality, channels=channels)
    path = export(mixed(session(100_003), samples), tmp_path / "a.wav", settings=settings)
    information = soundfile.info(path)
    assert (information.subtype, information.channels) == (f"PCM_{bits}", channels)
    expected = samples if channels is Channels.STEREO else samples.mean(axis=1, keepdims=True)
    back = soundfile.read(path, dtype="float32", always_2d=True)[0]
    assert back.shape == expected.shape
    # Half a step, and one more of dither with 16 bits.
    assert np.abs(back - expected).max() <= (1.6 * 2**-15 if bits == 16 else 2**-23)


def test_a_fade_to_16_bits_ends_in_hiss_that_knows_nothing_of_it(
    tmp_path: Path, session: Session, mixed: Mixed
) -> None:
    time = np.arange(10 * 48_000) / 48_000
    tone = (0.4 * 2**-15 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    samples = np.stack([tone, tone], axis=1)
    path = export(
        mixed(session(len(samples)), samples),
        tmp_path / "a.wav",
        settings=Settings(quality=Quality.SMALL),
    )
    back = soundfile.read(path)[0]
    # Less than half a step: without dither there would be nothing left of it.
    assert (back * samples).sum() / (samples * samples).sum() == pytest.approx(1, abs=0.02)
    assert abs(np.corrcoef((back - samples).T)[0, 1]) < 0.01


def test_a_bit_rate_is_refused(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed
) -> None:
    with pytest.raises(
        UsageError, match="WAV cannot have 96 kb/s: it keeps every sample"
    ) as caught:
        export(
            mixed(session(4_800), sound(4_800)),
            tmp_path / "a.wav",
            settings=Settings(quality=96),
        )
    assert caught.value.advice == "choose small (16 bit), standard (24 bit), high (24 bit)"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("quality", Quality)
def test_the_bytes_are_the_same_every_time(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, quality: Quality
) -> None:
    settings = Settings(quality=quality)
    one = export(mixed(session(30_000), sound(30_000)), tmp_path / "a.wav", settings=settings)
    two = export(mixed(session(30_000), sound(30_000)), tmp_path / "b.wav", settings=settings)
    assert one.read_bytes() == two.read_bytes()


FITS = (2**32 - 2**20) // 6
"""The first length that may be too much for a WAV file: 4 h 8 min."""


@pytest.mark.parametrize(("frames", "kind"), [(FITS - 1, "WAV"), (FITS + 1, "RF64")])
def test_a_session_over_4_gib_is_rf64(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    frames: int,
    kind: str,
    decoded: Callable[[Path], Samples],
) -> None:
    # The kind is chosen from the timeline, before there is any sound: a second of it will do.
    path = tmp_path / "a.wav"
    samples = sound(48_000)
    with path.open("wb") as file:
        encoder = WavEncoder(file, content(session(frames)))
        encoder.write(samples)
        encoder.finish()
        encoder.close()
    assert path.read_bytes()[:4] == {"WAV": b"RIFF", "RF64": b"RF64"}[kind]
    assert soundfile.info(path).format == kind
    for back in (soundfile.read(path, dtype="float32")[0], decoded(path)):
        assert back.shape == samples.shape
        assert np.abs(back - samples).max() <= 2**-23


def test_an_error_of_the_file_comes_out_as_it_is_and_is_printed_nowhere(
    tmp_path: Path, session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.wav").touch()
    with (tmp_path / "a.wav").open("rb") as unwritable, pytest.raises(io.UnsupportedOperation):
        WavEncoder(unwritable, content(session(48_000)))
    assert capfd.readouterr() == ("", "")
