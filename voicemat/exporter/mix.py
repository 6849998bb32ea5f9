"""What is exported: the sound of a session, to be asked for anywhere and by several threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from voicemat.mixer import CHUNK
from voicemat.mixer.repeats import Steady
from voicemat.timeline.model import Timeline

Samples = NDArray[np.float32]
"""Shape (frames, 2), or (frames, 1) in mono; full scale 1.0, at `units.RATE`."""

Render = Callable[[int, int], Samples]
"""The samples from a frame on, so many of them, already limited. For one thread at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """The sound of a timeline.

    `render` makes a renderer of a timeline, from any thread. `steady` names the stretches that
    need not be rendered, see `voicemat.mixer.repeats`.
    """

    timeline: Timeline
    render: Callable[[Timeline], Render]
    steady: tuple[Steady, ...] = ()

    def blocks(self) -> Iterator[Samples]:
        """The whole session, block by block."""
        render = self.render(self.timeline)
        for start in range(0, self.timeline.frames, CHUNK):
            yield render(start, min(CHUNK, self.timeline.frames - start))


def in_mono(mix: Mix) -> Mix:
    """The mean of both channels, shape (frames, 1): what is in the middle keeps its level."""

    def render(timeline: Timeline) -> Render:
        stereo = mix.render(timeline)

        def one(start: int, frames: int) -> Samples:
            block = stereo(start, frames)
            return np.float32(0.5) * (block[:, :1] + block[:, 1:])

        return one

    return replace(mix, render=render)
