"""WAV files, read back by libsndfile and FFmpeg."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from voicemat.exporter import Mix, export
from voicemat.exporter.content import Content, Settings
from voicemat.exporter.encoders.wav import WavEncoder
from voicemat.exporter.metadata import describe
from voicemat.timeline.model import Timeline

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


def test_the_bytes_are_the_same_every_time(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed
) -> None:
    one = export(mixed(session(30_000), sound(30_000)), tmp_path / "a.wav")
    two = export(mixed(session(30_000), sound(30_000)), tmp_path / "b.wav")
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
