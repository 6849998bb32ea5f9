"""Every bit rate and number of channels, short: read by FFmpeg, libsndfile, mpv and mutagen."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from mutagen.mp3 import MP3
from numpy.typing import NDArray

from tests.fakes.readers import mpv
from voicemat.errors import UsageError
from voicemat.exporter import Channels, Mix, Quality, Settings, describe, export
from voicemat.exporter.content import Content
from voicemat.exporter.encoders.mp3 import Mp3Encoder
from voicemat.timeline.model import Timeline

Samples = NDArray[np.float32]
Session = Callable[..., Timeline]
Sound = Callable[[int], Samples]
Mixed = Callable[..., Mix]

RATES = (48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)

FRAMES = 100_003


SOME = {(48, 1), (64, 2), (96, 1), (160, 2), (192, 2), (256, 1), (320, 2)}
"""One of each kind of frame, gain and noise shaping; the others are left to CI."""

CODINGS = [
    pytest.param(rate, channels, marks=() if (rate, channels) in SOME else pytest.mark.slow)
    for channels in Channels
    for rate in RATES
]


@pytest.mark.parametrize(("rate", "channels"), CODINGS)
def test_a_coding_keeps_length_place_and_level(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    checked: Callable[[Path], Samples],
    rate: int,
    channels: Channels,
) -> None:
    samples = sound(FRAMES)
    settings = Settings(quality=rate, channels=channels)
    path = export(mixed(session(FRAMES), samples), tmp_path / "a.mp3", settings=settings)
    expected = samples if channels is Channels.STEREO else samples.mean(axis=1, keepdims=True)
    back = checked(path)
    assert back.shape == expected.shape
    for side in range(channels):
        size = 2 * FRAMES
        spectra = np.fft.rfft(expected[:, side], size), np.fft.rfft(back[:, side], size)
        correlation = np.fft.irfft(spectra[0].conj() * spectra[1], size)
        assert int(correlation.argmax()) == 0
    gain = float((expected * back).sum() / (expected * expected).sum())
    assert 20 * np.log10(gain) == pytest.approx(0, abs=0.15)

    info = MP3(path).info
    assert (info.bitrate, info.channels, info.sample_rate) == (rate * 1000, channels, 48_000)
    assert info.length * 48_000 == pytest.approx(FRAMES, abs=1e-6)
    assert info.encoder_settings == f"-b {rate}"


@pytest.mark.parametrize(("rate", "channels"), [(48, Channels.MONO), (320, Channels.STEREO)])
def test_mpv_plays_it_to_the_frame(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, rate: int, channels: Channels
) -> None:
    settings = Settings(quality=rate, channels=channels)
    path = export(mixed(session(FRAMES), sound(FRAMES)), tmp_path / "a.mp3", settings=settings)
    played = mpv(path)
    assert (played.frames, played.channels) == (FRAMES, channels)


@pytest.mark.parametrize(
    ("quality", "channels", "rate"),
    [
        (Quality.SMALL, Channels.STEREO, 64),
        (Quality.STANDARD, Channels.STEREO, 128),
        (Quality.HIGH, Channels.STEREO, 192),
        (Quality.SMALL, Channels.MONO, 48),
        (Quality.STANDARD, Channels.MONO, 64),
        (Quality.HIGH, Channels.MONO, 96),
    ],
)
def test_what_the_words_mean(
    tmp_path: Path,
    session: Session,
    sound: Sound,
    mixed: Mixed,
    quality: Quality,
    channels: Channels,
    rate: int,
) -> None:
    settings = Settings(quality=quality, channels=channels)
    path = export(mixed(session(4_800), sound(4_800)), tmp_path / "a.mp3", settings=settings)
    assert MP3(path).info.bitrate == 1000 * rate


@pytest.mark.parametrize("rate", [8, 32, 100, 127, 321, 9999])
def test_a_bit_rate_that_there_is_not_is_refused(session: Session, rate: int) -> None:
    timeline = session(4_800)
    content = Content(
        timeline=timeline, metadata=describe(timeline), settings=Settings(quality=rate)
    )
    with pytest.raises(UsageError) as caught:
        Mp3Encoder(io.BytesIO(), content)
    assert caught.value.message == f"MP3 cannot have {rate} kb/s"
    assert caught.value.advice == (
        "choose small (64k), standard (128k), high (192k), or "
        "48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 kb/s"
    )
