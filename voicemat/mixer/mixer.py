"""The mix of a timeline, block by block.

The session is cut into chunks on a fixed grid; a chunk is always computed in the same way, so a
block asked for anywhere is bit for bit the one of the serial mix, and memory does not grow with
the session's length.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.limiter import REACH, limit
from voicemat.mixer.gain import BusGain, clip_gain
from voicemat.mixer.samples import SampleSource
from voicemat.timeline.model import Bus, BusName, Clip, Timeline, Track
from voicemat.units import ratio

Samples = NDArray[np.float32]

CHUNK = 1 << 15
"""Frames of one chunk: 0.68 s. A multiple of `gain.CONTROL`, longer than the limiter's reach."""

CEILING = -2.0
"""dBTP that the limiter holds: lossy encoders overshoot by up to 1 dB, and -1 dBTP is the limit
of the decoded file (ITU-R BS.1770-4; AES TD1008)."""


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

    def add(self, out: Samples, start: int) -> None:
        """Add the bus's samples from frame `start` on to `out`."""
        total: Samples | None = None
        for track in self._tracks:
            for clip in track.sounding(start, start + len(out)):
                if total is None:
                    total = np.zeros_like(out)
                first = max(clip.start, start)
                last = min(clip.end, start + len(out))
                offset = first - clip.start
                read = self._samples.read(clip, offset, last - first)
                if read.ndim == 1:
                    read = read[:, None]
                gain = clip_gain(clip, offset, last - first)
                shaped = gain if isinstance(gain, float) else gain[:, None]
                total[first - start : last - start] += read * np.asarray(shaped, np.float32)
        if total is not None:
            total *= np.asarray(self._gain.at(start, len(out)), np.float32)
            out += total


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
        self._buses = [_BusMix(bus, samples) for bus in timeline.buses if bus.name in buses]
        self._ceiling = ratio(CEILING)
        self._unlimited = lru_cache(maxsize=4)(self._mix)
        self._limited = lru_cache(maxsize=2)(self._limit)

    @property
    def frames(self) -> int:
        """The session's length."""
        return self.timeline.frames

    def block(self, start: int, frames: int) -> Samples:
        """`frames` frames from `start` on, shape (n, 2); fewer at the session's end, none after."""
        end = min(start + frames, self.frames)
        if end <= start:
            return np.zeros((0, 2), np.float32)
        parts = []
        for chunk in range(start // CHUNK, (end - 1) // CHUNK + 1):
            base = chunk * CHUNK
            parts.append(self._limited(chunk)[max(start - base, 0) : end - base])
        return np.concatenate(parts)

    def blocks(self, start: int = 0) -> Iterator[Samples]:
        """The whole session from `start` on, in blocks that are cheap to make."""
        at = start
        while at < self.frames:
            block = self.block(at, CHUNK - at % CHUNK)
            yield block
            at += len(block)

    def _mix(self, chunk: int) -> Samples:
        out = np.zeros((CHUNK, 2), np.float32)
        start = chunk * CHUNK
        if start < 0 or start >= self.frames:
            return out
        for bus in self._buses:
            bus.add(out, start)
        # What lies past the end belongs to no session, whatever a clip says.
        out[max(self.frames - start, 0) :] = 0.0
        return out

    def _limit(self, chunk: int) -> Samples:
        before, here, after = (self._unlimited(chunk + step) for step in (-1, 0, 1))
        return limit(np.concatenate([before[-REACH:], here, after[:REACH]]), self._ceiling)
