"""Clicks: a step or a kink in the samples, where the sound around has none.

Voices, pads and noises that are pleasant at night have next to nothing above 13.5 kHz; a
discontinuity has the same there as everywhere. So the peaks of that band, in slots of 2.5 ms,
are held against the band's own usual peaks half a second around: rain that has drops all the
time, or a person's bright music, sets its own measure.

Measured on bundled sessions: the band's 99.9 % peak is at -82 dBFS or less, and a step of
-50 dBFS reads -64 dBFS, 37 times the peaks around it or more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.filtering import Filter
from voicemat.inspection.flaw import Flaw, FlawKind, Samples
from voicemat.inspection.slots import slot_peaks
from voicemat.units import RATE, ratio

BAND = 13_500.0
"""Hz, from which on the band counts."""

TAPS = 255
"""Of the linear-phase high-pass, a sinc under a Blackman window: 74 dB down, 1.1 kHz wide."""

SLOT = RATE // 400
"""Frames whose largest sample counts as one: 2.5 ms."""

SLOTS = RATE // SLOT

USUAL = 99
"""The percentile of the slots around that is their usual peak."""

OUTSTANDING = 8.0
"""Times the usual peak (18 dB) from which on a slot stands out."""

AUDIBLE = -76.0
"""dBFS in the band: a step of -62 dBFS in the samples. Below, no ear finds it under a bed."""

STEP = SLOTS // 10
"""Slots that share one measure of what is usual."""

AROUND = SLOTS // 2
"""Slots on either side of a step that its measure is taken from."""

MERGED = RATE // 20
"""Frames within which two slots are one click."""


def _high_pass() -> NDArray[np.float64]:
    places = np.arange(TAPS) - TAPS // 2
    cut = 2 * BAND / RATE
    low = cut * np.sinc(cut * places) * np.blackman(TAPS)
    high: NDArray[np.float64] = -low
    high[TAPS // 2] += 1.0
    return high


@dataclass(frozen=True, slots=True)
class _Second:
    start: int
    peaks: NDArray[np.float32]


class Clicks:
    """The detector. Holds three seconds."""

    def __init__(self) -> None:
        self._high_pass = Filter(_high_pass().astype(np.float32), 2)
        self._before: _Second | None = None
        self._here: _Second | None = None
        self._flaws: list[Flaw] = []

    def feed(self, block: Samples, start: int) -> None:
        """Hear a block."""
        band = self._high_pass.feed(block.T)
        slots = slot_peaks(np.abs(band).T, SLOT)
        after = _Second(start, slots)
        self._judge(after)
        self._before, self._here = self._here, after

    def flaws(self) -> tuple[Flaw, ...]:
        """Every click, the one of an abrupt end too."""
        if self._here:
            after = self._here.start + len(self._here.peaks) * SLOT
            self.feed(np.zeros((TAPS, 2), np.float32), after)
        self._judge(None)
        return tuple(self._flaws)

    def _judge(self, after: _Second | None) -> None:
        """Look for clicks in the second that is now known on both sides."""
        here = self._here
        if here is None:
            return
        around = np.concatenate([second.peaks for second in (self._before, here, after) if second])
        base = len(self._before.peaks) if self._before else 0
        for step in range(0, len(here.peaks), STEP):
            at = base + step
            nearby = around[max(at - AROUND, 0) : at + STEP + AROUND]
            usual = float(np.percentile(nearby, USUAL))
            limit = max(OUTSTANDING * usual, ratio(AUDIBLE))
            for slot in np.flatnonzero(here.peaks[step : step + STEP] > limit):
                # The filter tells of a place half its length later.
                place = here.start + (step + int(slot)) * SLOT - TAPS // 2
                self._add(max(place, 0), float(here.peaks[step + slot]), limit)

    def _add(self, place: int, peak: float, limit: float) -> None:
        if self._flaws and place - self._flaws[-1].end < MERGED:
            return
        self._flaws.append(
            Flaw(
                kind=FlawKind.CLICK,
                start=place,
                end=place + SLOT,
                value=float(20 * np.log10(peak)),
                limit=float(20 * np.log10(limit)),
                unit="dBFS over 13.5 kHz",
            )
        )


def band_level(samples: Samples) -> float:
    """The largest peak over `BAND` in `samples`, shape (frames, 2), in dBFS; -200 for none. The
    first and last `TAPS` frames are the filter's.
    """
    band = Filter(_high_pass().astype(np.float32), 2).feed(samples.T)[:, TAPS:]
    return float(20 * np.log10(max(float(np.abs(band).max(initial=0.0)), 1e-10)))
