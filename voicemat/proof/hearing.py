"""A decoded file, heard once from beginning to end by everything that measures it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.loudness import Energies
from voicemat.dsp.true_peak import TruePeak
from voicemat.exporter import Mix
from voicemat.inspection import Motion, Walk
from voicemat.inspection.flaw import Flaw, FlawKind
from voicemat.proof.clicks import is_click
from voicemat.proof.likeness import Likeness, Place
from voicemat.proof.model import Spoken
from voicemat.proof.narration import Narration
from voicemat.proof.traces import Envelope, Spectrogram, Traces

Samples = NDArray[np.float32]

QUEUE = 4
"""Blocks that may wait for the walk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was measured: `frames` of sound, `true_peak` in dBTP, `narration` in LUFS, None where
    nothing of it is heard, `lag` in frames, and what the walk found.
    """

    frames: int
    integrated: float
    true_peak: float
    narration: float | None
    lag: int
    spoken: tuple[Spoken, ...]
    places: tuple[Place, ...]
    flaws: tuple[Flaw, ...]
    traces: Traces

    @property
    def energies(self) -> Energies:
        """The mean power, K-weighted, of each 100 ms."""
        return self.traces.energies


def hear(
    blocks: Iterable[Samples],
    channels: int,
    mix: Mix,
    motion: Motion,
    progress: Callable[[int], None] = lambda _: None,
) -> Heard:
    """Measure a decoded sound, given in order in stereo blocks, against the mix that it was made
    of. `channels` are the file's own; `motion` is that of `inspection.walk`;
    `progress` is told the frames that are heard.

    Memory does not grow with the length, but by 8 bytes for each 100 ms. Raises what the blocks do.
    """
    planned = mix.timeline.frames
    walk = Walk(mix.timeline, motion)
    true_peak = TruePeak(2)
    narration = Narration(mix)
    likeness = Likeness(mix, channels)
    envelope, spectrogram = Envelope(planned), Spectrogram(planned)
    at = 0
    # The walk takes as long as all else together.
    with ThreadPoolExecutor(1, "voicemat-proof") as thread:
        waiting: deque[Future[None]] = deque()
        for block in blocks:
            if len(waiting) == QUEUE:
                waiting.popleft().result()
            waiting.append(thread.submit(walk.feed, block))
            true_peak.feed(block)
            likeness.feed(block, at)
            mono = np.ascontiguousarray(block.T).mean(axis=0)
            narration.feed(mono, at)
            envelope.feed(mono, at)
            spectrogram.feed(mono, at)
            at += len(block)
            progress(min(at, planned))
        for job in waiting:
            job.result()
    report = walk.report()
    spoken = narration.spoken()
    return Heard(
        frames=at,
        integrated=report.loudness,
        true_peak=true_peak.level(),
        narration=narration.loudness(),
        lag=likeness.lag(),
        spoken=spoken,
        places=likeness.places(),
        flaws=_flaws(report.flaws, mix),
        traces=Traces(
            peaks=envelope.peaks(),
            effective=envelope.effective(),
            spectrum=spectrogram.levels(),
            energies=report.energies,
        ),
    )


def _flaws(found: tuple[Flaw, ...], mix: Mix) -> tuple[Flaw, ...]:
    return tuple(flaw for flaw in found if flaw.kind is not FlawKind.CLICK or is_click(flaw, mix))
