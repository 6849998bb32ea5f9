"""The CRC against its definition, bit by bit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicemat.exporter.encoders.mp3.crc16 import BLOCK, Crc16


def bitwise(data: bytes) -> int:
    state = 0
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0xA001 if state & 1 else 0)
    return state


def running(*parts: bytes) -> int:
    crc = Crc16()
    for part in parts:
        crc.update(part)
    return crc.value


def test_the_check_value_of_crc_16_arc() -> None:
    assert running(b"123456789") == 0xBB3D


def test_nothing_is_zero() -> None:
    assert running() == running(b"") == 0


@given(st.lists(st.binary(max_size=3 * BLOCK), max_size=6))
def test_it_is_the_bitwise_crc_however_the_bytes_are_cut(parts: list[bytes]) -> None:
    assert running(*parts) == bitwise(b"".join(parts))


def test_reading_the_value_does_not_end_it() -> None:
    crc = Crc16()
    crc.update(b"a" * 500)
    assert crc.value == bitwise(b"a" * 500)
    crc.update(b"b" * 500)
    assert crc.value == bitwise(b"a" * 500 + b"b" * 500)


@given(st.binary(max_size=2 * BLOCK), st.binary(max_size=2 * BLOCK), st.integers(0, 9))
def test_a_repetition_is_as_good_as_its_bytes(before: bytes, data: bytes, times: int) -> None:
    crc = Crc16()
    crc.update(before)
    crc.update(data, times)
    assert crc.value == bitwise(before + times * data)
