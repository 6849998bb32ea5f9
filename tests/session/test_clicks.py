"""Nothing clicks: where something begins, ends, turns or repeats, the waveform has no kink that
it does not have elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import voicemat
from voicemat import Session
from voicemat.config import Config
from voicemat.timeline.model import Bus, BusName, Clip, Timeline

pytestmark = pytest.mark.slow

RATE = 48_000

NEAR = 48
"""Frames on either side of a place that belong to it: 1 ms."""

AROUND = 3 * RATE
"""Frames on either side that a place is compared with."""

EXCESS = 1.5
"""How many times as sharp as the sharpest kink around it a place may be. Measured: up to 0.9. A
step of 6 dB is 5 times as sharp in rain, which has many drops, and more in pads."""

Stretch = Callable[..., NDArray[np.float32]]


def sharpness(around: NDArray[np.float32]) -> float:
    """The sharpest kink in the middle of a stretch, as a multiple of the sharpest elsewhere."""
    kinks = np.abs(np.diff(around[:, 0].astype(np.float64), n=2))
    middle = slice(len(kinks) // 2 - NEAR, len(kinks) // 2 + NEAR)
    there = kinks[middle].max()
    kinks[middle] = 0.0
    return float(there / kinks.max())


def sharpest(session: Session, bus: str, places: Iterable[int], stretch: Stretch) -> float:
    """The worst of the places that are well inside the session."""
    return max(
        sharpness(stretch(session, place - AROUND, place + AROUND, bus=bus))
        for place in set(places)
        if AROUND < place < session.frames - AROUND
    )


def clips(bus: Bus) -> list[Clip]:
    return sorted((clip for track in bus.tracks for clip in track.clips), key=lambda c: c.start)


def wraps(session: Session, clip: Clip) -> list[int]:
    """Where the loop of a bed wraps, and where its crossfade has ended."""
    bed = next(asset for asset in session.studio.assets if asset.id == clip.media.name)
    begins = range(clip.start + bed.period, clip.end, bed.period)
    return [place for begin in begins for place in (begin, begin + bed.crossfade)]


def turns(bus: Bus) -> list[int]:
    """Where the level of a bus or of one of its clips begins or ends to move."""
    places = [place for duck in bus.ducks for place in (duck.start, duck.down, duck.up, duck.end)]
    places += [point.frame for point in bus.automation]
    for clip in clips(bus):
        places += [clip.start, clip.end]
        if clip.fade_in:
            places.append(clip.start + clip.fade_in.frames)
        if clip.fade_out:
            places.append(clip.end - clip.fade_out.frames)
    return places


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sound: np.concatenate([sound[:AROUND], sound[AROUND:] * 2.0]),
        lambda sound: np.concatenate([sound[:AROUND], sound[AROUND + 200 :]]),
    ],
    ids=["a step in level", "a piece that is missing"],
)
def test_a_click_would_be_found(sleep: Any, stretch: Stretch, spoil: Any) -> None:
    """In any of some places, or this file shows nothing."""
    for second in (240, 300, 500):
        music = stretch(
            sleep("20m"), second * RATE - AROUND, second * RATE + AROUND + 200, bus="music"
        )
        assert sharpness(spoil(music)[: 2 * AROUND]) > 3 * EXCESS


def test_a_sentence_begins_and_ends_in_silence(sleep: Any, stretch: Stretch) -> None:
    session = sleep("20m")
    for clip in clips(session.timeline.bus(BusName.VOICE)):
        for edge in (clip.start, clip.end):
            voice = stretch(session, edge - NEAR, edge + NEAR, bus="voice")
            assert np.abs(np.diff(voice, axis=0)).max() < 1e-4, clip.text  # measured: 2e-6


def test_the_loop_of_the_music_has_no_seam(sleep: Any, stretch: Stretch) -> None:
    session = sleep("20m")
    (bed,) = clips(session.timeline.bus(BusName.MUSIC))
    places = wraps(session, bed)
    assert len(places) > 8
    assert sharpest(session, "music", places, stretch) < EXCESS


def test_the_level_of_the_music_never_jumps(sleep: Any) -> None:
    """All that moves it (fades, ducks, "quieter") is seen against the same music held still."""
    session = sleep("20m")
    still = replace(session, timeline=held_still(session.timeline))
    pairs = zip(session.blocks(bus="music"), still.blocks(bus="music"), strict=True)
    moved = np.concatenate([power(heard) - power(held) for heard, held in pairs])
    heard = moved > -50.0  # a fade comes from nothing
    steps = np.abs(np.diff(moved))[heard[1:] & heard[:-1]]
    assert np.count_nonzero(steps > 0.05) > 1000  # ducks, of 8 dB in 1.5 and in 3 s
    assert steps.max() < 0.4  # measured: 0.20


def held_still(timeline: Timeline) -> Timeline:
    def hold(bus: Bus) -> Bus:
        tracks = tuple(
            replace(
                track,
                clips=tuple(replace(clip, fade_in=None, fade_out=None) for clip in track.clips),
            )
            for track in bus.tracks
        )
        return replace(bus, tracks=tracks, automation=(), ducks=())

    return replace(timeline, buses=tuple(hold(bus) for bus in timeline.buses))


def power(block: NDArray[np.float32]) -> NDArray[np.float64]:
    """The power of each 1024 frames (21 ms) in dB; a block is a whole number of them, but for
    the last."""
    whole = block[: len(block) // 1024 * 1024].astype(np.float64)
    mean = (whole * whole).reshape(-1, 1024 * 2).mean(axis=1)
    return np.asarray(10 * np.log10(mean + 1e-30))


def test_the_whole_begins_and_ends_in_silence(sleep: Any, stretch: Stretch) -> None:
    session = sleep("20m")
    for first in (0, session.frames - NEAR):
        assert np.abs(stretch(session, first, first + NEAR)).max() < 1e-4


TURNS = """\
---
music: drift
---
Good evening.
[rest]
[music rain, over 4 s]
[pause 10 s]
Good night.
[music louder]
[pause 20 s]
[music fades out over 6 s]
"""


def test_a_crossfade_and_a_tonal_loop(config: Config, stretch: Stretch, tmp_path: Path) -> None:
    """Pads hide no click; here they last longer than their loop."""
    path = tmp_path / "turns.md"
    path.write_text(TURNS)
    session = voicemat.load(str(path), config=config).compile("6m", voice="silent")
    bus = session.timeline.bus(BusName.MUSIC)
    first, second = clips(bus)
    assert (first.media.name, second.media.name) == ("drift", "rain")
    assert first.end > second.start
    loop = wraps(session, first)
    assert loop
    assert sharpest(session, "music", loop, stretch) < EXCESS
    assert sharpest(session, "music", turns(bus), stretch) < EXCESS
