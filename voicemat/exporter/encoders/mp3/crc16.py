"""The CRC-16 of the LAME tag, fast enough in NumPy to be no part of the cost of an export."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

POLYNOMIAL = 0xA001
"""x^16 + x^15 + x^2 + 1, least significant bit first: CRC-16/ARC."""

BLOCK = 512
"""Bytes of a block; many of them are taken in side by side."""


class Crc16:
    """A running CRC-16/ARC (initially 0, no final exclusive or).

    The state has as many bits as two bytes, so that two bytes are taken in by one lookup; and for
    many blocks side by side, each from 0. A CRC is linear: that of a block after another is its
    own, and what the state before becomes by as many zeros. So only the step from block to block
    is a loop. And a repetition adds the same value each time.
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
    table = _words()
    whole = len(data) - len(data) % BLOCK
    if whole:
        words = np.frombuffer(data, "<u2", whole // 2).reshape(-1, BLOCK // 2)
        alone = np.zeros(len(words), np.uint16)
        for word in words.T:
            alone = table[alone ^ word]
        low, high = _after_a_block()
        for block in alone.tolist():
            state = block ^ low[state & 0xFF] ^ high[state >> 8]
    step = _bytes()
    for byte in data[whole:]:
        state = step[(state ^ byte) & 0xFF] ^ state >> 8
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
def _after_a_block() -> tuple[list[int], list[int]]:
    """What the low and the high byte of a state become by a block of zeros."""
    zeros = _after_zeros(BLOCK)
    return (
        [_image(zeros, byte) for byte in range(256)],
        [_image(zeros, byte << 8) for byte in range(256)],
    )


@lru_cache(maxsize=1)
def _bytes() -> list[int]:
    """What a state of one byte becomes by a byte of zeros."""
    table = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ POLYNOMIAL, table >> 1).astype(np.uint16)
    return table.tolist()


@lru_cache(maxsize=1)
def _words() -> NDArray[np.uint16]:
    """What a state becomes by two bytes of zeros, shape (65 536,)."""
    table = np.array(_bytes(), np.uint16)
    states = np.arange(1 << 16, dtype=np.uint16)
    for _ in range(2):
        states = table[states & 0xFF] ^ states >> 8
    return states
