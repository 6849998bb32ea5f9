"""The mix of a timeline, block by block.

The session is cut into chunks on a fixed grid; a chunk is always computed in the same way, so a
block asked for anywhere is bit for bit the one of the serial mix, and memory does not grow with
the session's length.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.limiter import REACH, limit
from voicemat.dsp.true_peak import BOUND
from voicemat.mixer.gain import BusGain, Gain, clip_gain
from voicemat.mixer.samples import SampleSource
from voicemat.timeline.model import Bus, BusName, Clip, Timeline, Track
from voicemat.units import ratio

Samples = NDArray[np.float32]

CHUNK = 1 << 15
"""Frames of one chunk: 0.68 s. A multiple of `gain.CONTROL`, longer than the limiter's reach."""

CEILING = -2.0
"""dBTP that the limiter holds: lossy encoders overshoot by up to 1 dB, and -1 dBTP is the limit
of the decoded file (ITU-R BS.1770-4; AES TD1008)."""

STEMS = (
    frozenset({BusName.VOICE}),
    frozenset({BusName.MUSIC, BusName.TONES, BusName.ROOM}),
    frozenset({BusName.CUES}),
)
"""The buses of each stem: voice, music, cues. The mix is their sum in this order, limited."""


class _TrackMix:
    """Finds and sums the clips of a track that sound in a stretch."""

    def __init__(self, track: Track) -> None:
        self._clips = track.clips
        self._starts = [clip.start for clip in track.clips]
        self._ends = [clip.end for clip in track.clips]

    def sounding(self, start: int, end: int) -> tuple[Clip, ...]:
        return self._clips[bisect_right(self._ends, start) : bisect_left(self._starts, end)]


class _BusMix:
    def __init__(self, bus: Bus, samples: SampleSource) -> None:
        self._samples = samples
        self._tracks = [_TrackMix(track) for track in bus.tracks]
        self._gain = BusGain(bus)

    def add(self, out: Samples | None, start: int) -> Samples | None:
        """Add the bus's samples of the chunk from frame `start` on to `out`, which is made when
        something sounds.
        """
        end = start + CHUNK
        bus: Gain | None = None
        for track in self._tracks:
            for clip in track.sounding(start, end):
                if bus is None:
                    bus = self._gain.at(start, CHUNK)
                first, last = max(clip.start, start), min(clip.end, end)
                here = slice(first - start, last - start)
                gain = clip_gain(clip, first - clip.start, last - first)
                gain = gain * (bus if isinstance(bus, float) else bus[here])
                read = self._samples.read(clip, first - clip.start, last - first)
                sound = _scaled(read, gain)
                if out is None and len(sound) == CHUNK:
                    out = sound  # as most do
                    continue
                if out is None:
                    out = np.zeros((CHUNK, 2), np.float32)
                out[here] += sound
        return out


def _scaled(read: Samples, gain: Gain) -> Samples:
    """`read`, of one channel or two, times `gain`, of shape (frames, 2)."""
    factor = np.asarray(gain, np.float32)
    if not factor.ndim and read.ndim == 2 and read.shape[1] == 2:
        return read * factor
    # Channel by channel: NumPy's loop over pairs of samples takes several times as long.
    channels = read.reshape(len(read), -1).T
    out = np.empty((len(read), 2), np.float32)
    for side in range(2):
        np.multiply(channels[min(side, len(channels) - 1)], factor, out=out[:, side])
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    """A chunk before the limiter: its stems, None for a silent one, their sum, and its peak."""

    stems: tuple[Samples | None, ...]
    mix: Samples
    peak: float


class Mixer:
    """The samples of a timeline: stereo float32 at `units.RATE`, full scale 1.0.

    `buses` restricts the mix to some of them, as for a stem. Not safe for use by two threads
    at once.
    """

    def __init__(
        self,
        timeline: Timeline,
        samples: SampleSource,
        *,
        buses: frozenset[BusName] = frozenset(BusName),
    ) -> None:
        self.timeline = timeline
        self._stems = [
            [_BusMix(bus, samples) for bus in timeline.buses if bus.name in buses & stem]
            for stem in STEMS
        ]
        self._ceiling = ratio(CEILING)
        self._unlimited = lru_cache(maxsize=4)(self._mix)
        self._limited = lru_cache(maxsize=2)(self._limit)

    @property
    def frames(self) -> int:
        """The session's length."""
        return self.timeline.frames

    def block(self, start: int, frames: int) -> Samples:
        """`frames` frames from `start` on, shape (n, 2); fewer at the session's end, none after.

        Read-only: chunks are kept for their neighbours and handed out as they are.
        """
        end = min(start + frames, self.frames)
        if end <= start:
            return np.zeros((0, 2), np.float32)
        parts = []
        for chunk in range(start // CHUNK, (end - 1) // CHUNK + 1):
            base = chunk * CHUNK
            parts.append(self._limited(chunk)[max(start - base, 0) : end - base])
        if len(parts) == 1:
            return parts[0]
        block = np.concatenate(parts)
        block.flags.writeable = False
        return block

    def stems(self, start: int, frames: int) -> Samples:
        """The stems of the same frames before the limiter, shape (n, `STEMS`, 2)."""
        end = max(min(start + frames, self.frames), start)
        out = np.zeros((end - start, len(STEMS), 2), np.float32)
        for chunk in range(start // CHUNK, -(-end // CHUNK)):
            base = chunk * CHUNK
            first, last = max(start, base), min(end, base + CHUNK)
            for number, stem in enumerate(self._unlimited(chunk).stems):
                if stem is not None:
                    out[first - start : last - start, number] = stem[first - base : last - base]
        return out

    def blocks(self, start: int = 0) -> Iterator[Samples]:
        """The whole session from `start` on, in read-only blocks that are cheap to make."""
        at = start
        while at < self.frames:
            block = self.block(at, CHUNK - at % CHUNK)
            yield block
            at += len(block)

    def _mix(self, chunk: int) -> _Chunk:
        """A chunk before the limiter."""
        start = chunk * CHUNK
        if start < 0 or start >= self.frames:
            return _Chunk(stems=(None,) * len(STEMS), mix=sum_of_stems((), CHUNK), peak=0.0)
        stems = tuple(self._stem(buses, start) for buses in self._stems)
        mix = sum_of_stems([stem for stem in stems if stem is not None], CHUNK)
        mix.flags.writeable = False
        return _Chunk(stems=stems, mix=mix, peak=float(max(mix.max(), -mix.min())))

    def _stem(self, buses: list[_BusMix], start: int) -> Samples | None:
        out: Samples | None = None
        for bus in buses:
            out = bus.add(out, start)
        if out is not None:
            # What lies past the end belongs to no session, whatever a clip says.
            out[max(self.frames - start, 0) :] = 0.0
        return out

    def _limit(self, chunk: int) -> Samples:
        before, here, after = (self._unlimited(chunk + step) for step in (-1, 0, 1))
        if max(before.peak, here.peak, after.peak) * BOUND <= self._ceiling:
            return here.mix
        around = np.concatenate([before.mix[-REACH:], here.mix, after.mix[:REACH]])
        limited = limit(around, self._ceiling)
        limited.flags.writeable = False
        return limited


def sum_of_stems(stems: Sequence[Samples], frames: int) -> Samples:
    """The sum in their order, shape (frames, 2): the one way, so that all mixes are the same."""
    if not stems:
        return np.zeros((frames, 2), np.float32)
    mix = stems[0]
    for stem in stems[1:]:
        mix = mix + stem
    return mix
