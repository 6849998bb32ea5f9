"""Peaks of short, equal stretches."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def slot_peaks(loud: NDArray[Any], frames: int) -> NDArray[Any]:
    """The largest value in every `frames` frames of `loud`, shape (n, 2), never negative; the
    last slot may be shorter.
    """
    # Side by side: NumPy's reduction over pairs takes a hundred times as long.
    louder = np.maximum(loud[:, 0], loud[:, 1])
    slots: NDArray[Any] = np.pad(louder, (0, -len(louder) % frames)).reshape(-1, frames)
    return np.asarray(slots.max(axis=1))
