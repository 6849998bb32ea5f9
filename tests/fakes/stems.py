"""Stems for the player, made from a mix."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Render = Callable[[int, int], Samples]


def as_music(render: Render) -> Render:
    """A renderer of stems whose music is what `render` gives, shape (n, 2); the rest is silent."""

    def stems(start: int, frames: int) -> Samples:
        mix = render(start, frames)
        silence = np.zeros_like(mix)
        return np.stack((silence, mix, silence), axis=1)

    return stems
