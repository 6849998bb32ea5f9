from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicemat.dsp.loudness import measure
from voicemat.errors import FileError
from voicemat.speech.narrator import Narrator, OwnTakeError
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE


def record(path: Path, *, pitch: float = 220, level: float = 0.05, channels: int = 2) -> Path:
    """A take: half a second of silence, a second of tone at 44 100 Hz, silence."""
    rate = 44_100
    time = np.arange(rate) / rate
    tone = level * np.sin(2 * np.pi * pitch * time) * np.sin(np.pi * time)
    mono = np.concatenate([np.zeros(rate // 2), tone, np.zeros(rate // 2)])
    soundfile.write(path, np.repeat(mono[:, None], channels, axis=1), rate)
    return path


def utterance(path: Path, text: str = "Hello.") -> Utterance:
    return Utterance(text=text, voice="nobody", language="en", pace="0.9", take=str(path))


@pytest.mark.parametrize("name", ["take.wav", "take.flac", "take.ogg", "take.mp3"])
def test_a_take_becomes_a_recording_like_any_other(
    name: str, tmp_path: Path, open_narrator: Callable[..., Narrator]
) -> None:
    spoken = utterance(record(tmp_path / name))
    narrator = open_narrator()
    frames = narrator.durations([spoken])[spoken]
    samples = narrator.samples(spoken)
    assert len(samples) == frames
    assert 0.85 * RATE < frames < 1.15 * RATE  # trimmed, and resampled
    assert measure(samples) == pytest.approx(-23.0, abs=0.1)
    assert samples[0] == samples[-1] == 0
    spectrum = np.abs(np.fft.rfft(samples))
    assert spectrum.argmax() * RATE / frames == pytest.approx(220, abs=2)
    assert narrator.statistics.synthesised == 0


def test_a_take_is_kept_by_what_it_holds(
    tmp_path: Path, open_narrator: Callable[..., Narrator]
) -> None:
    path = record(tmp_path / "a.wav")
    spoken = utterance(path)
    narrator = open_narrator()
    first = narrator.key(spoken)
    narrator.durations([spoken])
    moved = utterance(path.rename(tmp_path / "b.wav"), text="Other words.")
    again = open_narrator()
    assert again.key(moved) == first
    assert again.durations([moved])[moved] == narrator.durations([moved])[moved]
    assert again.statistics.cached == 1
    record(tmp_path / "b.wav", pitch=330)
    assert again.key(moved) != first  # the same file, recorded again


def test_an_anti_phase_take_is_no_crash_but_a_bad_take(
    tmp_path: Path, open_narrator: Callable[..., Narrator]
) -> None:
    path = tmp_path / "silent.wav"
    soundfile.write(path, np.zeros((1000, 2)), RATE)
    with pytest.raises(OwnTakeError, match="nothing can be heard"):
        open_narrator().durations([utterance(path)])


@pytest.mark.parametrize("content", [None, b"", b"this is no sound"])
def test_what_is_no_take_says_so(
    content: bytes | None, tmp_path: Path, open_narrator: Callable[..., Narrator]
) -> None:
    path = tmp_path / "take.wav"
    if content is not None:
        path.write_bytes(content)
    spoken = utterance(path)
    with pytest.raises(FileError, match=r"take\.wav") as caught:
        open_narrator().durations([spoken])
    assert isinstance(caught.value, OwnTakeError)
    assert caught.value.utterance == spoken


def test_a_long_and_a_loud_take_are_hers_to_make(
    tmp_path: Path, open_narrator: Callable[..., Narrator]
) -> None:
    path = tmp_path / "long.wav"
    tone = np.clip(3 * np.sin(2 * np.pi * 200 * np.arange(20 * RATE) / RATE), -1, 1)
    soundfile.write(path, tone, RATE)
    spoken = utterance(path, text="Hm.")
    assert open_narrator().durations([spoken])[spoken] > 19 * RATE
