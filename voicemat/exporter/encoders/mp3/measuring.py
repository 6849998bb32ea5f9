"""How loud a session is, measured part by part while it is encoded.

Steps of 100 ms lie on a grid from the session's beginning. Each is measured by the part in which it
begins, which is rendered far enough for it. A loop has a grid of its own, from the beginning of its
lap, and is measured once: a step of the session is then as loud as the one of the lap in which it
begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voicemat.dsp.loudness import STEP, Energies
from voicemat.exporter.encoders.mp3.frame import FRAME_SAMPLES
from voicemat.exporter.encoders.mp3.plan import Lap, Part
from voicemat.exporter.loudness import Loudness, Meter, loudness
from voicemat.exporter.mix import Render, Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The energies of the steps that begin in a part, and the largest sample in them."""

    energies: Energies
    peak: float


class PartMeter:
    """Measures a part while it is rendered for the encoder.

    `origin` is the frame from which its steps are counted, and `length` that of the session.
    """

    def __init__(self, part: Part, origin: int, length: int) -> None:
        steps = _steps(part, origin)
        self._start = origin + steps.start * STEP
        self._end = min(origin + steps.stop * STEP, length)
        self._meter = Meter()

    def listening(self, render: Render) -> Render:
        """The same renderer, asked in order; what it gives of the part is measured."""

        def heard(start: int, frames: int) -> Samples:
            block = render(start, frames)
            self._meter.feed(block[max(self._start - start, 0) : max(self._end - start, 0)])
            return block

        return heard

    def measured(self) -> Measured:
        """What was heard."""
        return Measured(energies=self._meter.energies(), peak=self._meter.peak)


def _steps(part: Part, origin: int) -> range:
    """The steps, counted from `origin` on, that begin in a part."""
    first, end = (-(-(n * FRAME_SAMPLES - origin) // STEP) for n in (part.first, part.end))
    return range(first, end)


class SessionMeter:
    """Puts together what the parts of a session have measured."""

    def __init__(self) -> None:
        self._energies: list[Energies] = []
        self._peaks: list[float] = []

    def add(self, measured: Measured) -> None:
        """The next part, of the session's own sound."""
        self._energies.append(measured.energies)
        self._peaks.append(measured.peak)

    def repeat(self, part: Part, lap: Lap, measured: Measured) -> None:
        """The next part, of a loop whose lap was measured."""
        starts = np.asarray(_steps(part, 0)) * STEP - lap.first * FRAME_SAMPLES
        places = starts % (lap.frames * FRAME_SAMPLES) // STEP
        self._energies.append(measured.energies[places])
        self._peaks.append(measured.peak)

    def loudness(self) -> Loudness:
        """Of the whole session."""
        return loudness(self._energies, self._peaks)


def together(pieces: list[Measured]) -> Measured:
    """Pieces that follow one another, as one."""
    return Measured(
        energies=np.concatenate([piece.energies for piece in pieces]),
        peak=max(piece.peak for piece in pieces),
    )
