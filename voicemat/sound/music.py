"""A person's own music file: measured once, so that it loops and lies at the right level."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log10
from pathlib import Path

import msgspec
import numpy as np

from voicemat.dsp.loudness import STEP, Energies, Meter, integrated, lufs, motion
from voicemat.sound.decoding import BLOCK
from voicemat.sound.looper import Region, correlation, crossfade_for
from voicemat.sound.reading import Reader
from voicemat.sound.store import Store, digest
from voicemat.units import RATE

VERSION = 2
"""Raised whenever a measurement changes its meaning, so that kept ones are made again."""

WINDOW_STEPS = 30
"""Short-term loudness: 3 s in steps of 100 ms (EBU Tech 3341)."""

FADE_DROP = 8.0
"""LU under the integrated loudness; what is quieter at either end is a fade or silence."""

LEAST_TRIM = 8 * RATE // 5
"""Frames. The 3 s window cannot tell a trim shorter than 1.6 s from none, so none is made."""


class _Measurements(msgspec.Struct, frozen=True, kw_only=True):
    frames: int
    lufs: float
    peak: float
    start: int
    end: int
    correlation: float
    motion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicFile:
    """What a music file is, after conversion to `RATE` in stereo.

    `frames` is its whole length. `start` and `end` bound the part that repeats, without the
    fades at its ends; `lufs` is the integrated loudness of that part, -70 for silence. `peak` is
    the largest sample of the file in dBFS (-inf for silence), `correlation` that of the head and
    tail which melt into one another at a wrap, and `motion` the largest change in LU of the
    momentary loudness from one 400 ms to the next within the part that repeats.
    """

    path: Path
    frames: int
    lufs: float
    peak: float
    start: int
    end: int
    correlation: float
    motion: float

    @property
    def region(self) -> Region:
        """The region that a looper repeats."""
        crossfade = crossfade_for(self.end - self.start)
        return Region(
            start=self.start,
            period=self.end - self.start - crossfade,
            crossfade=crossfade,
            correlation=self.correlation,
        )


def describe_music(path: Path, store: Store) -> MusicFile:
    """Measure the music file `path`, or recall the measurement of the same content.

    Decodes the file into `store` on first sight. Raises FileError when there is no such file, it
    cannot be read as sound, or the store cannot be written.
    """
    name = f"{digest(path)}-music-v{VERSION}.json"
    kept = store.note(name)
    measured = _recall(kept) if kept is not None else None
    if measured is None:
        with store.open(path) as reader:
            measured = _measure(reader)
        store.keep_note(name, msgspec.json.encode(measured))
    return MusicFile(
        path=path,
        frames=measured.frames,
        lufs=measured.lufs,
        peak=measured.peak,
        start=measured.start,
        end=measured.end,
        correlation=measured.correlation,
        motion=measured.motion,
    )


def _recall(kept: bytes) -> _Measurements | None:
    try:
        return msgspec.json.decode(kept, type=_Measurements)
    except msgspec.DecodeError:
        return None


def _measure(reader: Reader) -> _Measurements:
    meter = Meter(2)
    for block in reader.blocks(BLOCK):
        meter.feed(block)
    energies = meter.energies()
    start, end = steady_part(energies, reader.frames)
    crossfade = crossfade_for(end - start)
    within = energies[start // STEP : -(-end // STEP)]
    return _Measurements(
        frames=reader.frames,
        lufs=integrated(within),
        peak=20 * log10(meter.peak) if meter.peak > 0 else -inf,
        start=start,
        end=end,
        correlation=correlation(
            reader.read(start, crossfade), reader.read(end - crossfade, crossfade)
        ),
        motion=motion(within),
    )


def steady_part(energies: Energies, frames: int) -> tuple[int, int]:
    """The first and the past-last frame of the music proper, between the fades at its ends.

    From the middle of the first 3 s window whose loudness comes within 8 LU of the integrated
    one to the middle of the last. `energies` are those of each 100 ms of `frames` frames.
    """
    if len(energies) < WINDOW_STEPS:
        return 0, frames
    window = np.convolve(energies, np.full(WINDOW_STEPS, 1 / WINDOW_STEPS), "same")
    loud = np.flatnonzero(lufs(window) > integrated(energies) - FADE_DROP)
    if not len(loud):
        return 0, frames
    start, end = int(loud[0]) * STEP, (int(loud[-1]) + 1) * STEP
    return (
        start if start >= LEAST_TRIM else 0,
        end if frames - end >= LEAST_TRIM else frames,
    )
