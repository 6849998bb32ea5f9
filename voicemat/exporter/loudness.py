"""How loud a file is, measured while it is made: what players need to play all alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from voicemat.dsp.loudness import ABSOLUTE_GATE, STEP, Energies, integrated, step_energies
from voicemat.exporter.mix import Samples

REFERENCE = -18.0
"""LUFS that ReplayGain aims at; ReplayGain 2.0 specification, wiki.hydrogenaudio.org."""

R128_REFERENCE = -23.0
"""LUFS that the gains in Opus files aim at; RFC 7845, 5.2.1, and EBU R 128."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """The integrated loudness of a file in LUFS, and its largest sample, full scale 1.0.

    A file of one channel is as loud as two of the same: that is how it is heard.
    """

    integrated: float
    peak: float

    @property
    def gain(self) -> float:
        """The dB by which ReplayGain changes the file; 0 for silence."""
        return REFERENCE - self.integrated if self.integrated > ABSOLUTE_GATE else 0.0


def gain_text(loudness: Loudness) -> str:
    """As ReplayGain 2.0 writes a gain: ``-3.14 dB``."""
    return f"{loudness.gain:+.2f} dB"


def peak_text(loudness: Loudness) -> str:
    """As ReplayGain 2.0 writes a peak: ``0.794328``."""
    return f"{loudness.peak:.6f}"


class Meter:
    """Measures blocks that come in order, in steps of 100 ms."""

    def __init__(self) -> None:
        self._rest = np.zeros((0, 2), np.float32)
        self._energies: list[Energies] = []
        self.peak = 0.0
        """The largest absolute sample so far."""

    def feed(self, samples: Samples) -> None:
        """Measure the next frames, shape (frames, 1 or 2)."""
        if not len(samples):
            return
        self.peak = max(self.peak, float(samples.max()), -float(samples.min()))
        stereo = samples if samples.shape[1] == 2 else np.repeat(samples, 2, axis=1)
        pending = np.concatenate([self._rest, stereo])
        whole = len(pending) // STEP * STEP
        self._energies.append(step_energies(pending[:whole]))
        self._rest = pending[whole:]

    def energies(self) -> Energies:
        """Mean K-weighted power of each whole step so far, shape (steps,)."""
        return np.concatenate(self._energies) if self._energies else np.zeros(0)

    def loudness(self) -> Loudness:
        """Of all that was measured."""
        return loudness([self.energies()], [self.peak])


def loudness(energies: Sequence[Energies], peaks: Iterable[float]) -> Loudness:
    """The loudness of a file that was measured in pieces: their steps, in order, and their peaks.

    `ABSOLUTE_GATE` of `voicemat.dsp.loudness` for silence and less than 400 ms.
    """
    return Loudness(
        integrated=integrated(np.concatenate([np.zeros(0), *energies])),
        peak=max(peaks, default=0.0),
    )
