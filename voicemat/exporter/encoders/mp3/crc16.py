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
    the next block together with its first two. And a repetition adds the same value each time
    to what the state becomes by as many zeros.
    """

    def __init__(self) -> None:
        self.value = 0
        """The CRC of everything so far."""

    def update(self, data: bytes, times: int = 1) -> None:
        """Take in more bytes, so many times, cut in any way."""
        if times == 1:
            self.value = _continued(self.value, data)
            return
        alone = _continued(0, data)
        zeros = _after_zeros(len(data))
        for _ in range(times):
            self.value = _image(zeros, self.value) ^ alone


def _continued(state: int, data: bytes) -> int:
    whole = len(data) - len(data) % BLOCK
    table = _table()
    low, high = table[0].tolist(), table[1].tolist()
    blocks = np.frombuffer(data, np.uint8, whole).reshape(-1, BLOCK)
    alone = np.bitwise_xor.reduce(table[np.arange(BLOCK), blocks], axis=1)
    for block in alone.tolist():
        state = block ^ low[state & 0xFF] ^ high[state >> 8]
    last = table[BLOCK - 1].tolist()
    for byte in data[whole:]:
        state = last[(state ^ byte) & 0xFF] ^ state >> 8
    return state


def _after_zeros(count: int) -> list[int]:
    """What each bit of a state becomes by `count` bytes of zero: squared as often as need be."""
    result = [1 << bit for bit in range(16)]
    step = [_continued(1 << bit, b"\0") for bit in range(16)]
    while count:
        if count & 1:
            result = [_image(step, bit) for bit in result]
        step = [_image(step, bit) for bit in step]
        count >>= 1
    return result


def _image(bits: list[int], state: int) -> int:
    """The exclusive or of what the set bits of a state become."""
    image = 0
    for bit, becomes in enumerate(bits):
        if state >> bit & 1:
            image ^= becomes
    return image


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
