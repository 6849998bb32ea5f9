"""The walk over a rendered session, in one pass and constant memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from voicemat.dsp.loudness import Energies, Meter, changes, integrated
from voicemat.inspection.channels import Channels
from voicemat.inspection.clicks import Clicks
from voicemat.inspection.cued import cued
from voicemat.inspection.flaw import Detector, Flaw, Samples
from voicemat.inspection.jumps import FLOOR, jumps
from voicemat.inspection.levels import Clipping, DeadSilence
from voicemat.inspection.moving import Motion, limits, still
from voicemat.timeline.model import Timeline
from voicemat.units import RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a walk found: the flaws in order of time, the programme's integrated loudness in LUFS,
    and the mean power, K-weighted, of each 100 ms, which is not compared: it differs by rounding.
    """

    flaws: tuple[Flaw, ...]
    loudness: float
    energies: Energies = field(compare=False)


class Walk:
    """A session under inspection: feed it the blocks of the mix in order, then ask."""

    def __init__(self, timeline: Timeline, motion: Motion = still) -> None:
        """`motion` tells by how many LU the loudness of a bed moves of itself in 400 ms; it is
        asked when everything was heard, once for each bed.
        """
        self._timeline = timeline
        self._motion = motion
        self._meter = Meter(2)
        self._detectors: tuple[Detector, ...] = (
            Clicks(),
            DeadSilence(timeline.frames),
            Clipping(),
            Channels(),
        )
        self._waiting: list[Samples] = []
        self._held = 0
        self._start = 0

    def feed(self, block: Samples) -> None:
        """Inspect the next block: float32, shape (frames, 2), full scale 1.0, any length."""
        self._waiting.append(block)
        self._held += len(block)
        if self._held >= RATE:
            whole = np.concatenate(self._waiting)
            used = len(whole) - len(whole) % RATE
            for at in range(0, used, RATE):
                self._inspect(whole[at : at + RATE])
            # A copy, so that the blocks themselves can go.
            self._waiting = [whole[used:].copy()]
            self._held = len(whole) - used

    def report(self) -> Report:
        """The findings. Asked for once, after the last block."""
        if self._held:
            self._inspect(np.concatenate(self._waiting))
            self._held = 0
        energies = self._meter.energies()
        change = changes(energies, FLOOR)
        allowed = limits(self._timeline, self._motion, len(change))
        found = [flaw for detector in self._detectors for flaw in detector.flaws()]
        found += jumps(change, allowed, cued(self._timeline))
        found.sort(key=lambda flaw: flaw.start)
        return Report(flaws=tuple(found), loudness=integrated(energies), energies=energies)

    def _inspect(self, block: Samples) -> None:
        self._meter.feed(block)
        for detector in self._detectors:
            detector.feed(block, self._start)
        self._start += len(block)


def walk(timeline: Timeline, blocks: Iterable[Samples], motion: Motion = still) -> Report:
    """Inspect a whole session, given the blocks of its mix in order; `motion` is a `Walk`'s."""
    found = Walk(timeline, motion)
    for block in blocks:
        found.feed(block)
    return found.report()
