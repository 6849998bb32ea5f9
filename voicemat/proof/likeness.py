"""Whether the file holds the mix: compared with it at a grid of places all over the session.

Mixing everything a second time would tell little more: what is wrong for a moment is found by the
walk over the decoded sound and, where somebody speaks, by the check of the sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.exporter import Mix
from voicemat.mixer import CHUNK
from voicemat.proof.silences import stretches
from voicemat.timeline.sentences import sentences

Samples = NDArray[np.float32]

EVERY = 15
"""Of the mixer's chunks one in so many is compared: 0.7 s of every 10 s."""

LEVEL = 1.5
"""dB by which a place may be louder or softer than the mix. Measured: 0.5 in MP3 of 64 kb/s, 0.3 in
AAC of 96, 1.5 in Opus of 32 with noise, which it draws anew."""

QUIET = 1e-7
"""Mean power (-70 dBFS) below which levels are not compared."""

LAGS = 1024
"""Frames by which the file may be found to lie beside the mix: 21 ms."""

GROUPS = 8
"""Parts of the session that each have a lag of their own, so that a drift is found too."""

ALIKE = 0.3
"""Correlation from which on a lag means something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chunk of the session: whether nobody speaks in it, and by how many dB the file is louder
    there than the mix.
    """

    start: int
    silent: bool
    difference: float


class Likeness:
    """The check: feed it the decoded sound in order, then ask. Holds a chunk."""

    def __init__(self, mix: Mix, channels: int) -> None:
        """`channels` are the file's own; one is compared with the mean of the mix's two."""
        self._mix = mix
        self._render = mix.render(mix.timeline)
        self._mono = channels == 1
        self._silences = stretches(sentences(mix.timeline), mix.timeline.frames)
        whole = mix.timeline.frames // CHUNK
        self._chunks = list(range(0, whole, EVERY))
        self._next = 0
        self._held: Samples = np.zeros((0, 2), np.float32)
        self._from = 0
        self._places: list[Place] = []
        self._sums = np.zeros((GROUPS, 2 * LAGS + 1))
        self._counts = np.zeros(GROUPS)

    def feed(self, block: Samples, start: int) -> None:
        """Take the next block, shape (n, 2), which begins at frame `start`."""
        self._held = np.concatenate([self._held, block])
        end = start + len(block)
        while self._next < len(self._chunks) and self._at() + CHUNK <= end:
            first = self._at() - self._from
            self._compare(self._held[first : first + CHUNK], self._at())
            self._next += 1
        keep = self._at() if self._next < len(self._chunks) else end
        drop = min(max(keep - self._from, 0), len(self._held))
        self._held = self._held[drop:].copy()
        self._from += drop

    def places(self) -> tuple[Place, ...]:
        """Every place that was compared, in order of time."""
        return tuple(self._places)

    def lag(self) -> int:
        """Frames by which the file lies behind the mix (before it: negative), in the part of the
        session where that is most.
        """
        lags = [
            int(np.argmax(total)) - LAGS
            for total, count in zip(self._sums, self._counts, strict=True)
            if count and total.max() / count > ALIKE
        ]
        return max(lags, key=abs, default=0)

    def _at(self) -> int:
        return self._chunks[self._next] * CHUNK

    def _compare(self, heard: Samples, start: int) -> None:
        mixed = self._render(start, CHUNK)
        if self._mono:
            mixed = np.repeat(mixed.mean(axis=1, keepdims=True), 2, axis=1)
        powers = [float(np.square(signal, dtype=np.float64).mean()) for signal in (heard, mixed)]
        if max(powers) > QUIET:
            ratio = max(powers[0], QUIET * 1e-3) / max(powers[1], QUIET * 1e-3)
            silent = any(first <= start and start + CHUNK <= end for first, end in self._silences)
            difference = 10 * float(np.log10(ratio))
            self._places.append(Place(start=start, silent=silent, difference=difference))
        # Differences of neighbours: low tones alone are alike at every lag.
        sides = [np.diff(signal.mean(axis=1)) for signal in (heard, mixed)]
        energy = float(np.sqrt(np.prod([np.square(side).sum() for side in sides])))
        if energy > 0:
            size = 2 * CHUNK
            there, here = (np.fft.rfft(side, size) for side in sides)
            alike = np.fft.irfft(there * np.conj(here), size) / energy
            group = min(GROUPS * start // self._mix.timeline.frames, GROUPS - 1)
            self._sums[group] += np.concatenate([alike[-LAGS:], alike[: LAGS + 1]])
            self._counts[group] += 1
