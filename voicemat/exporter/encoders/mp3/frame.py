"""One frame of an MP3 stream: its header and what of its side information a join must know.

Source: ISO/IEC 11172-3, 2.4.1 (syntax) and 2.4.2 (meaning).

The sound of a frame, its *main data*, need not stand in the frame itself. The frames of a stream
hold *slots* after their headers and side informations; all slots, one after the other, are one
long row of bytes. The main data of a frame begins `main_data_begin` bytes before its own slots:
in what earlier frames left free, the bit reservoir.
"""

from __future__ import annotations

from dataclasses import dataclass

FRAME_SAMPLES = 1152
"""Frames of PCM in one MP3 frame of MPEG-1 layer III: two granules of 576."""

FRAME_BYTES = 384
"""Bytes of an MP3 frame: 144 x 128 000 bit/s / 48 000 Hz, without a remainder or padding."""

HEADER = bytes.fromhex("fffb9464")
"""MPEG-1 layer III without CRC, 128 kb/s, 48 kHz, joint stereo, an original."""

HEADER_MASK = bytes.fromhex("ffff0fcf")
"""The bits of a header that are those of `HEADER` in every frame: all but the bit rate and the
mode extension, which says what kind of joint stereo a frame has."""

GRANULES = 2

OVERHEAD = 4 + 32
"""Bytes before a frame's slots: header, and side information of two channels."""

FARTHEST = 511
"""The largest `main_data_begin`: it has nine bits."""

SIZES = (384, 480, 576, 672, 768, 960)
"""Bytes of a frame at 128, 160, 192, 224, 256 and 320 kb/s."""

LOWEST_RATE = HEADER[2] >> 4
"""The index of 128 kb/s in a header; the others of `SIZES` follow."""

LONG = 0
"""Block type of a granule: one long window, of four."""
START, SHORT, STOP = 1, 2, 3


class StreamError(Exception):
    """A stream is not of the form that LAME is known to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideInformation:
    """What a frame says of its main data.

    `main_data_begin` is in bytes; `free` is the number of bytes between the end of the main data
    and that of the frame, which reach into earlier frames where those hold all of it.
    `block_types` holds those of granule 0 and granule 1, each of left and right.
    """

    main_data_begin: int
    free: int
    block_types: tuple[tuple[int, int], tuple[int, int]]


class _Bits:
    """Reads numbers of some bits, the highest first."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def read(self, count: int) -> int:
        self._left -= count
        return self._value >> self._left & (1 << count) - 1


def side_information(frame: bytes) -> SideInformation:
    """The side information of a frame. Raises StreamError for one that LAME would not write."""
    if _masked(frame[:4]) != _masked(HEADER):
        raise StreamError(f"a frame begins with {frame[:4].hex()}")
    rate = (frame[2] >> 4) - LOWEST_RATE
    if not (0 <= rate < len(SIZES) and len(frame) == SIZES[rate]):
        raise StreamError(f"a frame of bit rate {frame[2] >> 4} has {len(frame)} bytes")
    bits = _Bits(frame[4:OVERHEAD])
    main_data_begin = bits.read(9)
    bits.read(3)  # private
    bits.read(8)  # scale factors that granule 1 takes from granule 0 of its own frame
    (left, right), (later_left, later_right) = [
        (_channel(bits), _channel(bits)) for _ in range(GRANULES)
    ]
    length = sum(bits for bits, _ in (left, right, later_left, later_right))
    return SideInformation(
        main_data_begin=main_data_begin,
        free=len(frame) - OVERHEAD + main_data_begin - -(-length // 8),
        block_types=((left[1], right[1]), (later_left[1], later_right[1])),
    )


def _masked(header: bytes) -> bytes:
    return bytes(byte & mask for byte, mask in zip(header, HEADER_MASK, strict=True))


def _channel(bits: _Bits) -> tuple[int, int]:
    """`part2_3_length` in bits and the block type of the next channel of a granule."""
    length = bits.read(12)
    bits.read(9 + 8 + 4)  # big values, global gain, compression of the scale factors
    block_type = LONG
    if bits.read(1):  # window switching
        block_type = bits.read(2)
        bits.read(1 + 2 * 5 + 3 * 3)  # mixed blocks, tables, subblock gains
    else:
        bits.read(3 * 5 + 4 + 3)  # tables, regions
    bits.read(3)  # preflag, scale, count1 table
    return length, block_type


def enlarged(frame: bytes, size: int) -> bytes:
    """A frame of 128 kb/s with free slots at its end, of one of `SIZES`.

    The bit rate of this one frame is higher, which every decoder knows from variable rates.
    """
    header = bytearray(frame[:4])
    header[2] += SIZES.index(size) << 4
    return (bytes(header) + frame[4:]).ljust(size, b"\0")
