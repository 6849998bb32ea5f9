"""Random streams by name, so that adding one course of chance never shifts another."""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """The random stream called `name` of a sound's `seed`."""
    return np.random.default_rng([zlib.crc32(name.encode()), seed])
