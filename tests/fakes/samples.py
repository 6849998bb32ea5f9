"""Sources of samples: noise of a known loudness for every medium, and arrays by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.fakes.catalog import CATALOG
from voicemat.compiler.levels import TONE_LUFS
from voicemat.dsp.loudness import measure
from voicemat.timeline.model import Clip, MediaKind

Samples = NDArray[np.float32]

PERIOD = 1 << 18
"""Frames after which the noise repeats: 5.5 s."""

RECORDING_LUFS = -23.0
"""Every recording's loudness in its one channel."""

_LOUDNESS = {
    **{(MediaKind.BED, bed.media): bed.lufs for bed in CATALOG.beds.values()},
    **{(MediaKind.ENDLESS, bed.media): bed.lufs for bed in CATALOG.beds.values() if bed.makeable},
    **{(MediaKind.CUE, cue.media): cue.momentary for cue in CATALOG.cues.values()},
}
_CUE_FRAMES = {cue.media: cue.frames for cue in CATALOG.cues.values()}


def white(seed: int, frames: int, channels: int) -> Samples:
    """Uniform white noise in -1 to 1, shape (frames, channels): splitmix64 of the position, so it
    is the same with every version of NumPy.
    """
    state = np.arange(1, frames * channels + 1, dtype=np.uint64)
    state = state * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed * 0x632BE5AB)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    state ^= state >> np.uint64(31)
    unit = (state >> np.uint64(11)).astype(np.float64) / 2.0**52 - 1.0
    return unit.astype(np.float32).reshape(frames, channels)


@cache
def _levelled(name: str, channels: int, lufs: float) -> Samples:
    noise = white(sum(name.encode()), PERIOD, channels)
    noise *= 10 ** ((lufs - measure(noise)) / 20)
    return noise


class NoiseSamples:
    """Noise for every clip, as loud as the catalogue says; cues die away at their end."""

    def read(self, clip: Clip, offset: int, frames: int) -> Samples:
        name, kind = clip.media.name, clip.media.kind
        at = np.arange(offset, offset + frames)
        if kind is MediaKind.RECORDING:
            voice: Samples = _levelled("voice", 1, RECORDING_LUFS)[at % PERIOD, 0]
            return voice
        if kind is MediaKind.BREATH:
            return _levelled("breath", 2, CATALOG.breath_momentary)[at % PERIOD]
        if kind is MediaKind.TONE:
            return _levelled(name, 2, TONE_LUFS)[at % PERIOD]
        noise = _levelled(name, 2, _LOUDNESS[kind, name])[at % PERIOD]
        if kind is MediaKind.CUE:
            left = np.clip((_CUE_FRAMES[name] - at) / _CUE_FRAMES[name], 0.0, 1.0)
            noise = noise * (left**2).astype(np.float32)[:, None]
        return noise


class ArraySamples:
    """Plays arrays by the name of the medium: shape (n,) or (n, 2), silence after their end."""

    def __init__(self, arrays: Mapping[str, Samples]) -> None:
        self._arrays = arrays

    def read(self, clip: Clip, offset: int, frames: int) -> Samples:
        whole = self._arrays[clip.media.name]
        first = clip.offset + offset
        part = whole[first : first + frames]
        missing = frames - len(part)
        return np.concatenate([part, np.zeros((missing, *whole.shape[1:]), np.float32)])


class EndlessSamples:
    """One quiet level for ever: costs nothing, so that what is measured is the mixer."""

    def read(self, clip: Clip, offset: int, frames: int) -> Samples:
        return np.broadcast_to(np.float32(0.01), (frames, 2))
