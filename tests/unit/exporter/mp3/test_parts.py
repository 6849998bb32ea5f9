"""Whole files made in parts: against one LAME alone, on any number of cores, and when it fails."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3
from numpy.typing import NDArray

from tests.fakes.contents import CONTENTS, RATE, bed, lame_frames, speech
from voicemat.exporter import Mix, export
from voicemat.exporter.content import Channels, Settings
from voicemat.exporter.encoders.mp3 import encoder as encoder_module
from voicemat.exporter.encoders.mp3.coding import Coding
from voicemat.exporter.encoders.mp3.frame import FRAME_SAMPLES, StreamError, enlarged, overhead
from voicemat.exporter.encoders.mp3.splice import Splice, Stream, splice
from voicemat.exporter.mix import Render
from voicemat.mixer import Steady
from voicemat.timeline.model import Tags, Timeline

Samples = NDArray[np.float32]
Check = Callable[[Sequence[bytes] | Path], Samples]
Session = Callable[..., Timeline]
Mixed = Callable[..., Mix]

FRAMES = 100 * RATE + 777
"""Long enough for two parts, or three and two loops."""

PERIOD = 300 * FRAME_SAMPLES
"""Of the bed: 7.2 s."""

SPOKEN = ((2 * RATE, 20 * RATE), (60 * RATE, 66 * RATE))
"""Where somebody speaks over it."""

MARGIN = 2000

KILOBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Bit rates of MPEG-1 layer III by their index; ISO/IEC 11172-3, 2.4.2.3."""

LOOP = Timeline(rate=RATE, frames=1 << 40, tags=Tags(title="bed"), voice_loudness=-18.0, buses=())

STEADY = Steady(
    period=PERIOD,
    stretches=((20 * RATE + MARGIN, 60 * RATE - MARGIN), (66 * RATE + MARGIN, FRAMES - MARGIN)),
    timeline=LOOP,
)


@cache
def lap() -> Samples:
    return bed(PERIOD)


@cache
def sleepy() -> Samples:
    """A looped bed over which somebody speaks, twice."""
    samples = np.resize(lap(), (FRAMES, 2))
    for start, end in SPOKEN:
        samples[start:end] += speech(end - start)
    return samples


def render(timeline: Timeline) -> Render:
    def endless(start: int, frames: int) -> Samples:
        return lap()[np.arange(start, start + frames) % PERIOD]

    def session(start: int, frames: int) -> Samples:
        return sleepy()[start : start + frames]

    return endless if timeline is LOOP else session


@cache
def hostile() -> Samples:
    """A bed with the loudest of attacks in every frame around the border of the two parts."""
    samples = bed(FRAMES).copy()
    border = FRAMES // 2
    for place in range(border - 60 * FRAME_SAMPLES, border + 60 * FRAME_SAMPLES, 911):
        samples[place : place + 40] = np.array([[0.8], [-0.8]] * 20)
    return samples


@cache
def alone(name: str) -> list[bytes]:
    """What one LAME makes of a sound."""
    return lame_frames(SOUNDS[name]())


SOUNDS: dict[str, Callable[[], Samples]] = {
    "sleepy": sleepy,
    "hostile": hostile,
    **{name: (lambda make=make: make(FRAMES)) for name, make in CONTENTS.items()},
}


class Joins:
    """Where the real joins were made."""

    def __init__(self) -> None:
        self.made: list[Splice] = []

    def __call__(self, before: Stream, after: Stream, places: range) -> Splice:
        self.made.append(splice(before, after, places))
        return self.made[-1]


@pytest.fixture
def joins(monkeypatch: pytest.MonkeyPatch) -> Joins:
    spy = Joins()
    monkeypatch.setattr(encoder_module, "splice", spy)
    return spy


def level(samples: Samples) -> float:
    """In dBFS, as a mean square."""
    return float(10 * np.log10(np.square(samples, dtype=np.float64).mean() + 1e-30))


def frames_in(path: Path) -> list[bytes]:
    """The frames of a file after its Info frame, each as long as its bit rate says."""
    data = path.read_bytes()
    at = 10 + sum(b << s for b, s in zip(data[6:10], (21, 14, 7, 0), strict=True))
    at += 3 * KILOBITS[data[at + 2] >> 4]
    frames = []
    while at < len(data):
        assert data[at : at + 2] == b"\xff\xfb"
        size = 3 * KILOBITS[data[at + 2] >> 4]
        frames.append(data[at : at + size])
        at += size
    return frames


CODINGS = (
    (48, Channels.MONO),
    *(
        pytest.param(rate, channels, marks=pytest.mark.slow)
        for channels in Channels
        for rate in KILOBITS[3:]
        if (rate, channels) != (48, 1)
    ),
)


@pytest.mark.parametrize(("rate", "channels"), CODINGS)
def test_every_coding_is_as_good_as_one_lame_alone(
    rate: int,
    channels: Channels,
    tmp_path: Path,
    session: Session,
    joins: Joins,
    checked: Check,
    ebur128: Callable[[Path], float],
) -> None:
    """With loops and parts: of the right length, in its place, as loud and as good."""
    mix = Mix(timeline=session(FRAMES), render=render, steady=(STEADY,))
    settings = Settings(quality=rate, channels=channels)
    path = export(mix, tmp_path / "a.mp3", settings=settings)
    assert len(joins.made) == 4

    sound = sleepy() if channels is Channels.STEREO else sleepy().mean(axis=1, keepdims=True)
    coding = Coding(bit_rate=rate, channels=channels)
    whole = checked(path)
    assert whole.shape == sound.shape
    alone = checked(lame_frames(sound, coding))[576 + 529 :][:FRAMES]
    assert level(whole - sound) < level(alone - sound) + 0.05
    gain = float((sound * whole).sum() / (sound * sound).sum())
    assert 20 * np.log10(gain) == pytest.approx(0, abs=0.1)
    assert len(frames_in(path)) == len(lame_frames(sound, coding))

    soundfile.write(tmp_path / "a.wav", sound, RATE, "FLOAT")
    tags = ID3(path)
    told = float(tags["TXXX:REPLAYGAIN_TRACK_GAIN"].text[0].removesuffix(" dB"))
    assert told == pytest.approx(-18 - ebur128(tmp_path / "a.wav"), abs=0.1)
    told = float(tags["TXXX:REPLAYGAIN_TRACK_PEAK"].text[0])
    assert told == pytest.approx(float(np.abs(sound).max()), abs=1e-6)


@pytest.mark.parametrize(
    "name",
    [
        "sleepy",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("hostile", "bed", "speech", "noise")
        ),
    ],
)
def test_it_is_as_good_as_one_lame_alone(
    name: str, tmp_path: Path, session: Session, mixed: Mixed, joins: Joins, checked: Check
) -> None:
    sound = SOUNDS[name]()
    mix = (
        Mix(timeline=session(FRAMES), render=render, steady=(STEADY,))
        if name == "sleepy"
        else mixed(session(FRAMES), sound)
    )
    path = export(mix, tmp_path / "a.mp3")
    assert len(joins.made) == (4 if name == "sleepy" else 1)

    whole = checked(path)
    assert len(whole) == FRAMES
    assert any(len(frame) > 384 for frame in frames_in(path)) == (name == "hostile")
    assert len(frames_in(path)) == len(alone(name))
    serial = checked(alone(name))[576 + 529 :][:FRAMES]

    seams = np.zeros(FRAMES, bool)
    for join in joins.made:
        place = join.at * FRAME_SAMPLES - 576 - 529
        here = slice(place - 2 * FRAME_SAMPLES, place + 2 * FRAME_SAMPLES)
        around = slice(place - 40 * FRAME_SAMPLES, place + 40 * FRAME_SAMPLES)
        seams[here] = True
        # At a seam the codec's error is that of its surroundings, and no step is larger.
        usual = max(level(part) for part in np.array_split((serial - sound)[around], 20))
        assert level((whole - sound)[here]) < usual + 1
        step = np.abs(np.diff(whole[here], axis=0)).max()
        assert step <= 1.25 * np.abs(np.diff(serial[around], axis=0)).max() + 1e-4
    assert level(whole - sound) < level(serial - sound) + 0.05
    if name != "noise":  # noise is coded with an error of -30 dBFS, by any encoder
        assert level((whole - serial)[~seams]) < -60


def test_the_bytes_do_not_depend_on_the_cores(
    tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    mix = Mix(timeline=session(FRAMES), render=render, steady=(STEADY,))
    files = []
    for cores in (1, 2, 5):
        monkeypatch.setattr(encoder_module, "usable_cores", lambda cores=cores: cores)
        files.append(export(mix, tmp_path / "a.mp3").read_bytes())
    assert files[0] == files[1] == files[2]


def test_what_repeats_is_rendered_once(tmp_path: Path, session: Session) -> None:
    rendered = {False: 0, True: 0}

    def counting(timeline: Timeline) -> Render:
        real = render(timeline)

        def one(start: int, frames: int) -> Samples:
            rendered[timeline is LOOP] += frames
            return real(start, frames)

        return one

    export(Mix(timeline=session(FRAMES), render=counting, steady=(STEADY,)), tmp_path / "a.mp3")
    assert rendered[True] < PERIOD + 2 * RATE
    assert rendered[False] < 35 * RATE


def failing(before: Stream, after: Stream, places: range) -> Splice:
    if places.start > 2000:
        raise StreamError("no")
    return splice(before, after, places)


def test_where_parts_cannot_be_joined_one_lame_does_it_all(
    tmp_path: Path, session: Session, mixed: Mixed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_module, "splice", failing)
    path = export(mixed(session(FRAMES), sleepy()), tmp_path / "a.mp3")
    assert frames_in(path) == alone("sleepy")


def test_a_short_session_is_one_lame_alone(tmp_path: Path, session: Session, mixed: Mixed) -> None:
    sound = sleepy()[: 20 * RATE]
    path = export(mixed(session(len(sound)), sound), tmp_path / "a.mp3")
    assert frames_in(path) == lame_frames(sound)


def test_a_file_with_a_raised_frame_is_right_in_all_its_numbers(
    tmp_path: Path, session: Session, mixed: Mixed, monkeypatch: pytest.MonkeyPatch, checked: Check
) -> None:
    def raising(before: Stream, after: Stream, places: range) -> Splice:
        join = splice(before, after, places)
        # Silence has no main data of its own that the larger frame could tear apart.
        *others, last = join.tail
        border = overhead(last)
        larger = enlarged(last, 480)[:border] + bytes(96) + last[border:]
        return Splice(at=join.at, tail=(*others, larger))

    monkeypatch.setattr(encoder_module, "splice", raising)
    path = export(mixed(session(FRAMES), SOUNDS["silence"]()), tmp_path / "a.mp3")
    data = path.read_bytes()
    info = data.index(b"Info")
    stream = data[info - 36 :]
    assert int.from_bytes(data[info + 4 + 4 :][:4], "big") == len(alone("silence"))
    assert int.from_bytes(data[info + 8 + 4 :][:4], "big") == len(stream)
    assert len(stream) == 384 * (1 + len(alone("silence"))) + 96
    assert len(checked(path)) == FRAMES


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_mix_that_fails_in_a_thread_ends_all_of_them(
    error: type[BaseException], tmp_path: Path, session: Session
) -> None:
    def breaking(start: int, frames: int) -> Samples:
        if start > 80 * RATE:
            raise error
        return sleepy()[start : start + frames]

    with pytest.raises(error):
        export(Mix(timeline=session(FRAMES), render=lambda _: breaking), tmp_path / "a.mp3")
    assert list(tmp_path.iterdir()) == []
    assert [thread.name for thread in threading.enumerate() if "encoder" in thread.name] == []


@pytest.mark.slow
def test_memory_does_not_grow_with_the_length(
    tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_module, "usable_cores", lambda: 2)
    block = np.zeros((1 << 15, 2), np.float32)

    def peak(minutes: int) -> int:
        tracemalloc.start()
        timeline = session(minutes * 60 * RATE)
        mix = Mix(timeline=timeline, render=lambda _: lambda start, frames: block[:frames])
        export(mix, tmp_path / "a.mp3")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(10) < peak(4) + 1_000_000
