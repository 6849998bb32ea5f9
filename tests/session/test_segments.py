"""Sessions as pydub's segments, and segments as music and recordings, with the real pydub."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import voicemat
from voicemat import Routine, Session
from voicemat.timeline.model import BusName, MediaKind

pydub = pytest.importorskip("pydub", reason="pydub is not installed")

RATE = 48_000

Samples = NDArray[np.float32]


@pytest.fixture(autouse=True)
def own_home(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", "")  # nothing here may need FFmpeg
    monkeypatch.setenv("VOICEMAT_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("VOICEMAT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICEMAT_VOICE", "silent")


@pytest.fixture
def routine(tmp_path: Path) -> Callable[[str], Routine]:
    def load(text: str) -> Routine:
        path = tmp_path / "noon.md"
        path.write_text(text, encoding="utf-8")
        return voicemat.load(str(path))

    return load


def tone(
    seconds: float, *, pitches: tuple[float, ...], rate: int, width: int, level: float = 0.3
) -> pydub.AudioSegment:
    """A tone for each channel, in a segment of any form."""
    times = np.arange(round(seconds * rate)) / rate
    waves = np.stack([np.sin(2 * np.pi * pitch * times) for pitch in pitches], axis=1) * level
    steps = np.rint(waves * (2 ** (8 * width - 1) - 1)).astype(f"<i{width}")
    return pydub.AudioSegment(
        data=steps.tobytes(), sample_width=width, frame_rate=rate, channels=len(pitches)
    )


def samples(segment: pydub.AudioSegment) -> Samples:
    steps = np.array(segment.get_array_of_samples(), np.float32)
    return steps.reshape(-1, segment.channels) / 2 ** (8 * segment.sample_width - 1)


def mixed(session: Session, bus: str | None = None) -> Samples:
    return np.concatenate(list(session.blocks(bus=bus)))


def pitch(heard: Samples) -> float:
    """The strongest frequency of one channel in Hz."""
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    return float(np.argmax(spectrum)) * RATE / len(heard)


SCRIPT = "---\nmusic: rain\n---\nGood day.\n[bowl]\n[rest]\n"


def test_a_session_is_a_segment(routine: Callable[[str], Routine]) -> None:
    session = routine(SCRIPT).compile("40s")
    segment = session.audio_segment()
    assert isinstance(segment, pydub.AudioSegment)
    assert (segment.frame_rate, segment.channels, segment.sample_width) == (RATE, 2, 2)
    assert int(segment.frame_count()) == session.frames == 40 * RATE
    assert len(segment) == 40_000  # pydub's milliseconds
    assert np.abs(samples(segment) - mixed(session)).max() <= 0.5001 / 2**15
    assert -60 < segment.dBFS < -12


def test_its_stems_are_segments_that_add_up(routine: Callable[[str], Routine]) -> None:
    session = routine(SCRIPT).compile("40s")
    stems = [session.audio_segment(stem=stem) for stem in ("voice", "music", "cues")]
    voice, music, cues = stems
    assert not voice.max  # the silent voice
    assert music.max > 0
    # The bowl, and nothing of the rain.
    assert np.abs(samples(cues) - mixed(session, "cues")).max() <= 0.5001 / 2**15
    # Nothing is so loud here that the limiter works; each stem is rounded for itself.
    total = samples(voice) + samples(music) + samples(cues)
    assert np.abs(total - mixed(session)).max() <= 1.5001 / 2**15
    together = music.overlay(cues)
    assert np.abs(samples(together) - mixed(session)).max() <= 2 / 2**15
    with pytest.raises(voicemat.UsageError, match="no stem") as caught:
        session.audio_segment(stem="drums")
    assert caught.value.advice == "the stems are voice, music, cues"


@pytest.mark.parametrize(
    ("rate", "width", "pitches"),
    [
        (48_000, 2, (330.0, 440.0)),
        (44_100, 4, (330.0, 440.0)),
        (22_050, 1, (330.0,)),
        (8_000, 2, (330.0,)),
    ],
)
def test_a_segment_of_any_kind_is_music(
    routine: Callable[[str], Routine], rate: int, width: int, pitches: tuple[float, ...]
) -> None:
    """Levelled, looped over its end without a step, and in both of its channels."""
    segment = tone(14, pitches=pitches, rate=rate, width=width)
    session = routine(SCRIPT).compile("60s", music=segment)
    (clip,) = (clip for track in session.timeline.bus(BusName.MUSIC).tracks for clip in track.clips)
    assert clip.media.kind is MediaKind.BED
    heard = mixed(session, "music")[10 * RATE : 50 * RATE]
    for channel in range(2):
        wanted = pitches[channel % len(pitches)]
        assert pitch(heard[:, channel]) == pytest.approx(wanted, abs=0.2)
    # A steady tone, 12 LU below the narration whatever its own level; BS.1770 counts both
    # channels and its weighting is within 1 dB of none at these pitches.
    level = 10 * np.log10((heard**2).mean(axis=0).sum()) - 0.691
    assert level == pytest.approx(session.timeline.voice_loudness - 12, abs=1.5)
    # Forty seconds of fourteen wrap twice at the least: no step anywhere.
    assert np.abs(np.diff(heard, n=2, axis=0)).max() < 0.1 * np.abs(heard).max()


def test_music_from_a_segment_takes_the_place_of_the_script_s(
    routine: Callable[[str], Routine],
) -> None:
    segment = tone(14, pitches=(330.0,), rate=RATE, width=2)
    plain = routine("Good day.\n[music rain]\n[rest]\n")
    names = {
        clip.media.name
        for track in plain.compile("40s", music=segment).timeline.bus(BusName.MUSIC).tracks
        for clip in track.clips
    }
    assert len(names) == 1
    assert "rain" not in names
    again = plain.compile("40s", music=tone(14, pitches=(330.0,), rate=RATE, width=2))
    assert names == {
        clip.media.name
        for track in again.timeline.bus(BusName.MUSIC).tracks
        for clip in track.clips
    }  # the same sound is kept once
    (file,) = (Path(name) for name in names)
    assert file.is_file()


def test_the_same_bytes_at_another_rate_are_another_sound(
    routine: Callable[[str], Routine],
) -> None:
    studio = routine(SCRIPT).studio
    fast = tone(1, pitches=(330.0,), rate=RATE, width=2)
    slow = pydub.AudioSegment(data=fast.raw_data, sample_width=2, frame_rate=RATE // 2, channels=1)
    assert studio.file_of(fast) != studio.file_of(slow)
    assert studio.file_of(fast) == studio.file_of(fast[:])


def test_a_round_trip_changes_no_sample(routine: Callable[[str], Routine], tmp_path: Path) -> None:
    """What a session gave, given back as a file's sound, is decoded to the same steps."""
    session = routine(SCRIPT).compile("40s")
    segment = session.audio_segment()
    kept = session.studio.file_of(segment)
    with session.studio.store.open(kept) as reader:
        back = reader.read(0, session.frames + 1)
    assert np.array_equal(back, samples(segment))


def test_a_sentence_is_said_by_a_recording(routine: Callable[[str], Routine]) -> None:
    script = "---\noptions:\n  name: Ana\n---\nGood day, {name}. Sit down.\nLet go.\n[rest]\n"
    silence = tone(0.6, pitches=(330.0,), rate=44_100, width=4, level=0)
    said = silence + tone(1.5, pitches=(330.0,), rate=44_100, width=4) + silence
    plain = routine(script)
    spoken = plain.with_recordings({"good day, Ana": said, "Let  go.": said})
    session = spoken.compile("20s")
    assert session.frames == 20 * RATE
    clips = [clip for track in session.timeline.bus(BusName.VOICE).tracks for clip in track.clips]
    texts = [clip.text for clip in clips]
    assert texts == ["good day, Ana", "Sit down.", "Let go."]
    assert clips[0].media == clips[2].media
    assert clips[0].duration == pytest.approx(1.5 * RATE, abs=0.3 * RATE)  # trimmed
    heard = mixed(session, "voice")
    middle = clips[0].start + clips[0].duration // 2
    assert pitch(heard[middle - 12_000 : middle + 12_000, 0]) == pytest.approx(330, abs=2.1)
    unchanged = plain.compile("20s").timeline.bus(BusName.VOICE).tracks[0].clips
    assert unchanged[0].text == "Good day, Ana."


def test_recordings_for_a_bundled_routine_and_its_parts() -> None:
    said = tone(2, pitches=(220.0,), rate=RATE, width=2)
    one = voicemat.load("sleep").with_recordings({"Good evening, {name}.": said})
    both = one.with_recordings({"Let me begin with a word of care.": said})
    texts = {
        clip.text: clip.media.name
        for track in both.compile("20m").timeline.bus(BusName.VOICE).tracks
        for clip in track.clips
    }
    assert texts["Good evening, friend."] == texts["Let me begin with a word of care."]


def test_what_cannot_be_used_is_said(routine: Callable[[str], Routine]) -> None:
    plain = routine(SCRIPT)
    said = tone(1, pitches=(220.0,), rate=RATE, width=2)
    with pytest.raises(voicemat.UsageError, match="never says") as caught:
        plain.with_recordings({"Good dya.": said})
    assert caught.value.advice == 'did you mean "Good day."?'
    with pytest.raises(voicemat.UsageError, match="holds no sound"):
        plain.compile(music=pydub.AudioSegment.empty())
    with pytest.raises(voicemat.UsageError, match="Path is no sound"):
        plain.compile(music=Path("rain.wav"))
    silent = plain.with_recordings({"Good day.": pydub.AudioSegment.silent(1000)})
    with pytest.raises(voicemat.ScriptError) as broken:
        silent.compile()
    assert [found.kind for found in broken.value.diagnostics] == ["bad-recording"]
    assert "Good day." in str(broken.value)


def test_loud_sound_does_not_wrap_around() -> None:
    from voicemat.sound.segments import as_segment

    loud = np.array([[1.5, -1.5], [1.0, -1.0], [np.nan, 0.25]], np.float32)
    steps = np.array(as_segment([loud]).get_array_of_samples()).reshape(-1, 2)
    assert steps.tolist() == [[32_767, -32_768], [32_767, -32_768], [0, 8192]]


def test_without_pydub_it_is_said_what_to_install(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['pydub'] = None\n"
        "import voicemat\n"
        "session = voicemat.load('feet').compile('2m')\n"
        "try:\n"
        "    session.audio_segment()\n"
        "except voicemat.MissingError as error:\n"
        "    print(error.advice)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith('pip install "voicemat[pydub]"')


def test_pydub_is_loaded_when_it_is_used_and_not_before() -> None:
    program = (
        "import sys, voicemat\n"
        "session = voicemat.load('feet').compile('2m')\n"
        "print('pydub' in sys.modules)\n"
        "session.audio_segment(stem='voice')\n"
        "print('pydub' in sys.modules)\n"
    )
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["False", "True"]
