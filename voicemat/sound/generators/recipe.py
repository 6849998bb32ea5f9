"""What the registry holds: how each sound that ships is made and encoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import Bed

Samples = NDArray[np.float32]

MP3_FRAME = 1152
"""Samples of an MP3 frame. A period that is a whole multiple lets an encoder use the frames of
one lap again for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BedRecipe:
    """A bed: `make(seed)` gives the endless sound, whose first `period_mp3_frames` times
    `MP3_FRAME` frames ship as a loop.
    """

    id: str
    title: str
    description: str
    purpose: Purpose
    make: Callable[[int], Bed]
    seed: int
    period_mp3_frames: int
    encoding: Encoding

    @property
    def period(self) -> int:
        """Frames after which the loop repeats."""
        return self.period_mp3_frames * MP3_FRAME


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRecipe:
    """A cue that ships: `make(seed)` gives the whole sound, shape (frames, 2)."""

    id: str
    title: str
    description: str
    make: Callable[[int], Samples]
    seed: int
    encoding: Encoding


Recipe = BedRecipe | CueRecipe
