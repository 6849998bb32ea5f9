"""The port through which the mixer gets samples."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicemat.timeline.model import Clip

Samples = NDArray[np.float32]


class SampleSource(Protocol):
    """Where the samples of clips come from."""

    def read(self, clip: Clip, offset: int, frames: int) -> Samples:
        """`frames` frames of `clip` from its frame `offset` on, before gain and fades.

        Shape (frames,) or (frames, 2), float32, full scale 1.0. Always the same samples for
        the same place. `offset` counts from the clip's beginning.
        """
        ...
