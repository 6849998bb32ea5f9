"""The mixing desk of what is played: stems, through three faders and the limiter, become the mix.

The faders work where the sound is pulled, after everything that is kept ready, so a change is
heard at once.

1. With all faders at 0 dB the mix is bit for bit that of `Mixer.block`: the same sum, limited by
   the same function of the same frames.
2. A fader moves along a raised cosine in amplitude; nothing steps.
3. The limiter looks ahead, so a fader is obeyed `REACH` frames (21 ms) late: what lies that near
   is already decided.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.limiter import REACH, limit
from voicemat.mixer import CEILING, STEMS, sum_of_stems
from voicemat.player.faders import Levels, Part
from voicemat.player.readers import CHANNELS, Reader, Stems
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]
"""Samples of shape (frames, CHANNELS), full scale at 1.0."""

GLIDE = RATE // 5
"""Frames that a fader takes to where it was put: 200 ms, so that steps of it are one movement."""

_RISE = (0.5 - 0.5 * np.cos(np.pi * np.arange(1, GLIDE + 1) / GLIDE)).astype(np.float32)


class Desk:
    """The mix of a reader's stems, by random access as a `Reader` gives them.

    `put` may be called from any thread, all else from the one that reads.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._ceiling = ratio(CEILING)
        self._wanted = self._goal = np.ones(len(STEMS), np.float32)
        self._from = self._gains = self._goal
        self._left = 0
        self._at = 0
        self._made = 0
        self._mix: Samples = np.zeros((REACH, CHANNELS), np.float32)
        """The mix before the limiter, from frame `_at` - `REACH` up to frame `_made`."""

    @property
    def frames(self) -> int:
        """Length of the session in frames."""
        return self._reader.frames

    def put(self, levels: Levels) -> None:
        """Move the faders to `levels`."""
        self._wanted = np.array([ratio(levels.of(part)) for part in Part], np.float32)

    def ready(self, start: int) -> int:
        """How many frames from `start` on can be read at once. Announces that they are wanted."""
        if start != self._at:
            self._at = start
            self._made = max(start - REACH, 0)
            self._mix = np.zeros((self._made - start + REACH, CHANNELS), np.float32)
            self._goal = self._gains = self._wanted
            self._left = 0
        until = self._made + self._reader.ready(self._made)
        if until < self.frames:
            until -= REACH
        return max(until - start, 0)

    def read(self, start: int, frames: int) -> Samples:
        """`frames` frames from `start` on, shape (frames, CHANNELS); no more than are ready."""
        self.ready(start)
        until = start + frames
        missing = until + REACH - self._made
        real = min(missing, self.frames - self._made)
        parts = [self._mix]
        if real > 0:
            parts.append(self._mixed(self._reader.read(self._made, real)))
        if missing > real:
            parts.append(np.zeros((missing - max(real, 0), CHANNELS), np.float32))
        context = np.concatenate(parts)
        self._made += max(real, 0)
        self._at = until
        # The silence that stands for what follows the end is not kept: the end may yet move.
        self._mix = context[frames : frames + REACH + self._made - until]
        return limit(context, self._ceiling)

    def _mixed(self, stems: Stems) -> Samples:
        """The sum of `stems` through the faders, which move on by as many frames."""
        wanted = self._wanted
        if not np.array_equal(wanted, self._goal):
            self._from, self._goal, self._left = self._gains, wanted, GLIDE
        if self._left == 0 or not len(stems):
            return self._weighed(stems, self._gains[:, np.newaxis])
        moving = min(self._left, len(stems))
        rise = _RISE[GLIDE - self._left :][:moving]
        gains = self._from[:, np.newaxis] + (self._goal - self._from)[:, np.newaxis] * rise
        self._left -= moving
        self._gains = gains[:, -1] if self._left else self._goal
        mixed = self._weighed(stems[:moving], gains)
        return np.concatenate((mixed, self._mixed(stems[moving:])))

    def _weighed(self, stems: Stems, gains: NDArray[np.float32]) -> Samples:
        if np.all(gains == 1.0):
            return sum_of_stems(list(stems.swapaxes(0, 1)), len(stems))
        parts = [
            stem * gain[:, np.newaxis]
            for stem, gain in zip(stems.swapaxes(0, 1), gains, strict=True)
        ]
        return sum_of_stems(parts, len(stems))
