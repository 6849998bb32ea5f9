"""Random streams by name and place, so that adding one course of chance never shifts another and
any place of an endless sound can be made without what lies before it.
"""

from __future__ import annotations

import zlib

import numpy as np

_BEFORE_ZERO = 1 << 40
"""Added to an index, so that a sound has places before its beginning too."""

_ROOM = 128
"""Bits of the counter left to one place: no stream runs into that of the next."""


def stream(seed: int, name: str, index: int = 0) -> np.random.Generator:
    """The random stream called `name` of a sound's `seed`, at place `index` (from -2^40 on).

    Philox is counter-based (J. K. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3",
    2011): every place has its own stretch of one long stream and is reached at once.
    """
    key = (zlib.crc32(name.encode()) << 64) | seed
    return np.random.Generator(np.random.Philox(key=key, counter=(index + _BEFORE_ZERO) << _ROOM))
