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
class Course:
    """A frequency in Hz that goes from `start` to `goal` in a straight line over `frames` frames
    and stays there.
    """

    start: float
    goal: float
    frames: int

    def turns(self, at: Phase) -> Phase:
        """The turns since frame 0 at the frames `at`: the integral of the frequency."""
        moving = np.minimum(at, self.frames)
        slope = (self.goal - self.start) / self.frames if self.frames else 0.0
        moved = self.start * moving + slope * moving**2 / 2
        return np.asarray((moved + self.goal * (at - moving)) / RATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A tone by its kind and the courses of its carrier and its beat."""

    kind: str
    carrier: Course
    beat: Course

    @classmethod
    def named(cls, name: str) -> Tone:
        """The tone that a timeline calls ``binaural 200 4``, or ``binaural 200>150 10>4
        57600000`` where both go somewhere else over so many frames. Raises UsageError for another
        form.
        """
        try:
            kind, carrier, beat, *rest = name.split()
            frames = int(rest[0]) if rest else 0
            return cls(kind=kind, carrier=_course(carrier, frames), beat=_course(beat, frames))
        except ValueError:
            raise UsageError(f'there is no tone named "{name}"') from None

    def read(self, start: int, frames: int) -> Samples:
        """Samples from frame `start` on, shape (frames, 2).

        Binaural: the left ear hears half a beat above the carrier, the right half a beat below.
        Isochronic: the carrier in both, opened and closed by a raised cosine, so it never clicks.
        """
        at = np.arange(start, start + frames, dtype=np.float64)
        carrier, beat = self.carrier.turns(at), self.beat.turns(at)
        if self.kind == "binaural":
            sides = [_sine(carrier + beat / 2), _sine(carrier - beat / 2)]
        else:
            turn = beat % 1.0
            gate = np.where(turn < DUTY, np.sin(np.pi * turn / DUTY) ** 2, 0.0)
            one = gate * _sine(carrier)
            sides = [one, one]
        return np.asarray(AMPLITUDE * np.stack(sides, axis=1), np.float32)


def _course(text: str, frames: int) -> Course:
    start, _, goal = text.partition(">")
    return Course(start=float(start), goal=float(goal or start), frames=frames)


def _sine(turns: Phase) -> Phase:
    return np.asarray(np.sin(2 * np.pi * (turns % 1.0)))
