"""Beds that are made while they play, at the level of the loops that ship.

Their generators need NumPy alone, so no session waits for SciPy to load (0.7 s), and are imported
when the first one is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import UsageError
from voicemat.sound.assets import Asset
from voicemat.units import ratio

if TYPE_CHECKING:
    from voicemat.sound.generators.bed import Bed

Samples = NDArray[np.float32]


class EndlessBed:
    """The bed of an asset without end: a pure function of the place, of bounded memory."""

    def __init__(self, asset: Asset) -> None:
        """Raises UsageError for an asset that no generator is known of."""
        from voicemat.sound.generators.registry import BEDS

        recipe = next((recipe for recipe in BEDS if recipe.id == asset.id), None)
        if recipe is None:
            raise UsageError(f'the bed "{asset.id}" cannot be made without end')
        self._bed: Bed = recipe.make(asset.seed)
        self._gain = np.float32(ratio(asset.endless_gain))

    def read(self, start: int, frames: int) -> Samples:
        """`frames` frames from frame `start` on, shape (frames, 2)."""
        return self._bed.read(start, frames) * self._gain
