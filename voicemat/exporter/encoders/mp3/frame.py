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

RATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Bit rates in kb/s; a header holds the place, from 1 on."""

SIZES = tuple(3 * rate for rate in RATES)
"""Bytes of a frame at each of `RATES`: 144 x bit/s / 48 000 Hz, at 48 kHz always a whole number, so
that no frame is ever padded."""

FIXED = bytes.fromhex("fffb0404")
FIXED_MASK = bytes.fromhex("ffff0f0f")
"""Bits of a header that are the same in every frame: MPEG-1 layer III without CRC, 48 kHz, no
padding, an original. The others tell the bit rate and the channel mode, and what kind of joint
stereo a frame has."""

JOINT, DUAL, MONO = 1, 2, 3
"""Channel modes in the first two bits of a header's last byte; 0 is plain stereo."""

GRANULES = 2

FARTHEST = 511
"""The largest `main_data_begin`: it has nine bits."""

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
    `block_types` holds those of granule 0 and granule 1, each of every channel.
    """

    main_data_begin: int
    free: int
    block_types: tuple[tuple[int, ...], tuple[int, ...]]


class _Bits:
    """Reads numbers of some bits, the highest first."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def read(self, count: int) -> int:
        self._left -= count
        return self._value >> self._left & (1 << count) - 1


def overhead(frame: bytes) -> int:
    """Bytes before a frame's slots: its header, and the side information of its channels."""
    return 4 + (17 if frame[3] >> 6 == MONO else 32)


def side_information(frame: bytes) -> SideInformation:
    """The side information of a frame. Raises StreamError for one that LAME would not write."""
    header = bytes(byte & mask for byte, mask in zip(frame[:4], FIXED_MASK, strict=False))
    if header != FIXED or frame[3] >> 6 == DUAL:
        raise StreamError(f"a frame begins with {frame[:4].hex()}")
    rate = (frame[2] >> 4) - 1
    if not (0 <= rate < len(SIZES) and len(frame) == SIZES[rate]):
        raise StreamError(f"a frame of bit rate {frame[2] >> 4} has {len(frame)} bytes")
    channels = 1 if frame[3] >> 6 == MONO else 2
    begin = overhead(frame)
    bits = _Bits(frame[4:begin])
    main_data_begin = bits.read(9)
    bits.read(5 if channels == 1 else 3)  # private
    # Scale factors that granule 1 takes from granule 0 of its own frame.
    bits.read(4 * channels)
    first, second = [[_channel(bits) for _ in range(channels)] for _ in range(GRANULES)]
    length = sum(bits for bits, _ in (*first, *second))
    return SideInformation(
        main_data_begin=main_data_begin,
        free=len(frame) - begin + main_data_begin - -(-length // 8),
        block_types=(tuple(kind for _, kind in first), tuple(kind for _, kind in second)),
    )


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
    """A frame with more free slots at its end, of one of `SIZES`.

    The bit rate of this one frame is higher, which every decoder knows from variable rates.
    """
    header = bytearray(frame[:4])
    header[2] = SIZES.index(size) + 1 << 4 | header[2] & 0x0F
    return (bytes(header) + frame[4:]).ljust(size, b"\0")
