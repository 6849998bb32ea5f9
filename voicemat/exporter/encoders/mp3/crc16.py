"""The CRC-16 of the LAME tag, fast enough in NumPy to be no part of the cost of an export."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

POLYNOMIAL = 0xA001
"""x^16 + x^15 + x^2 + 1, least significant bit first: CRC-16/ARC."""

BLOCK = 384
"""Bytes that are looked up at once."""


class Crc16:
    """A running CRC-16/ARC (initially 0, no final exclusive or).

    A CRC that starts at 0 is linear: that of a block is the exclusive or of what each byte,
    with zeros after it, would give alone. So a whole array of blocks is a lookup and a
    reduction, and only the step from block to block is a loop: the state of two bytes enters
    the next block together with its first two.
    """

    def __init__(self) -> None:
        self._state = 0
        self._rest = b""

    def update(self, data: bytes | bytearray) -> None:
        """Take in more bytes, cut in any way."""
        data = self._rest + data
        whole = len(data) - len(data) % BLOCK
        self._rest = bytes(data[whole:])
        table = _table()
        low, high = table[0].tolist(), table[1].tolist()
        blocks = np.frombuffer(data, np.uint8, whole).reshape(-1, BLOCK)
        alone = np.bitwise_xor.reduce(table[np.arange(BLOCK), blocks], axis=1)
        for block in alone.tolist():
            self._state = block ^ low[self._state & 0xFF] ^ high[self._state >> 8]

    @property
    def value(self) -> int:
        """The CRC of everything so far."""
        last = _table()[BLOCK - 1].tolist()
        state = self._state
        for byte in self._rest:
            state = last[(state ^ byte) & 0xFF] ^ (state >> 8)
        return state


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint16]:
    """The CRC of a byte at each place of a block of zeros, shape (BLOCK, 256)."""
    table = np.empty((BLOCK, 256), np.uint16)
    last = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        last = np.where(last & 1, last >> 1 ^ POLYNOMIAL, last >> 1).astype(np.uint16)
    table[-1] = last
    for place in range(BLOCK - 2, -1, -1):
        after = table[place + 1]
        table[place] = last[after & 0xFF] ^ after >> 8
    return table
