"""Entrainment tones, made while a session runs: binaural and isochronic beats.

A tone is a pure function of its position, so any block may be asked for. Its level is fixed and
low; fades are the mixer's. No effect is claimed: reviews of the studies disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import UsageError
from voicemat.units import RATE

Samples = NDArray[np.float32]
Phase = NDArray[np.float64]

AMPLITUDE = 0.1
"""Peak amplitude at a gain of 0 dB."""

DUTY = 0.5
"""The part of a beat during which an isochronic tone sounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A tone by its kind, its carrier and its beat in Hz."""

    kind: str
    carrier: float
    beat: float

    @classmethod
    def named(cls, name: str) -> Tone:
        """The tone that a timeline calls ``binaural 200 4``. Raises UsageError for another form."""
        try:
            kind, carrier, beat = name.split()
            return cls(kind=kind, carrier=float(carrier), beat=float(beat))
        except ValueError:
            raise UsageError(f'there is no tone named "{name}"') from None

    def read(self, start: int, frames: int) -> Samples:
        """Samples from frame `start` on, shape (frames, 2).

        Binaural: the left ear hears half a beat above the carrier, the right half a beat below.
        Isochronic: the carrier in both, opened and closed by a raised cosine, so it never clicks.
        """
        at = np.arange(start, start + frames, dtype=np.float64)
        if self.kind == "binaural":
            half = self.beat / 2
            sides = [_sine(at, self.carrier + half), _sine(at, self.carrier - half)]
        else:
            turn = (at * (self.beat / RATE)) % 1.0
            gate = np.where(turn < DUTY, np.sin(np.pi * turn / DUTY) ** 2, 0.0)
            one = gate * _sine(at, self.carrier)
            sides = [one, one]
        return np.asarray(AMPLITUDE * np.stack(sides, axis=1), np.float32)


def _sine(at: Phase, frequency: float) -> Phase:
    return np.asarray(np.sin(2 * np.pi * ((at * (frequency / RATE)) % 1.0)))
