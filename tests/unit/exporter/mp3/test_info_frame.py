"""The Info frame, against what LAME itself writes."""

from __future__ import annotations

import struct

import pytest

from tests.fakes.contents import STANDARD
from voicemat.exporter.content import Channels
from voicemat.exporter.encoders.mp3.coding import Coding
from voicemat.exporter.encoders.mp3.frame import overhead
from voicemat.exporter.encoders.mp3.info_frame import info_frame, padding
from voicemat.exporter.loudness import Loudness

# From the extensions of the Info frames of files by the program lame 3.100 (-q 3 --noreplaygain,
# with -m m for one channel, -m j below 160 kb/s and -m s from there on) from 96 007 samples at
# 48 kHz: the low-pass, and all from the flags of the ear model to the preset.
BY_LAME = {
    ("stereo", 64): "6e 14 40 240539 8e 00 0040",
    ("stereo", 80): "87 14 50 240539 8e 00 0050",
    ("stereo", 96): "97 14 60 240539 8e 00 0060",
    ("stereo", 112): "9c 14 70 240539 8e 00 0070",
    ("stereo", 128): "aa 14 80 240539 8e 00 0080",
    ("stereo", 160): "af 14 a0 240539 86 00 00a0",
    ("stereo", 192): "ba 14 c0 240539 85 00 00c0",
    ("stereo", 224): "c2 14 e0 240539 85 00 00e0",
    ("stereo", 256): "c5 14 ff 240539 85 00 0100",
    ("stereo", 320): "cd 14 ff 240539 85 00 0140",
    ("mono", 64): "a5 14 40 240539 82 00 0040",
    ("mono", 80): "cb 14 50 240539 82 00 0050",
    ("mono", 96): "cd 14 60 240539 82 00 0060",
    ("mono", 128): "cd 14 80 240539 82 00 0080",
    ("mono", 160): "cd 14 a0 240539 82 00 00a0",
    ("mono", 192): "cd 14 c0 240539 81 00 00c0",
    ("mono", 320): "cd 14 ff 240539 81 00 0140",
}

LOUDNESS = Loudness(integrated=-22.3, peak=0.25)


def frame(coding: Coding = STANDARD, loudness: Loudness = LOUDNESS) -> bytes:
    return info_frame(
        coding=coding,
        loudness=loudness,
        audio_frames=85,
        audio_bytes=85 * coding.frame_bytes,
        length=96_007,
        audio_crc=0xDAD3,
    )


@pytest.mark.parametrize(("channels", "rate"), BY_LAME)
def test_the_extension_is_the_one_that_lame_writes(channels: str, rate: int) -> None:
    coding = Coding(bit_rate=rate, channels=Channels[channels.upper()])
    tag = frame(coding)[overhead(coding.header) + 20 :]
    assert tag[:10] == b"LAME3.100\x01"
    assert tag[10:11] + tag[19:28] == bytes.fromhex(BY_LAME[channels, rate])
    assert tag[28:32] == (86 * coding.frame_bytes).to_bytes(4, "big")
    assert tag[32:34] == b"\xda\xd3"


@pytest.mark.parametrize("channels", Channels)
@pytest.mark.parametrize("rate", [48, 128, 320])
def test_the_frame_is_one_of_the_stream_with_no_sound(channels: Channels, rate: int) -> None:
    coding = Coding(bit_rate=rate, channels=channels)
    whole = frame(coding)
    border = 4 + (17 if channels is Channels.MONO else 32)
    assert len(whole) == 3 * rate
    assert whole[:4] == coding.header
    assert not any(whole[4:border])
    assert whole[border:][:4] == b"Info"
    assert not any(whole[border + 20 + 36 :])


def test_the_xing_fields_are_frames_and_bytes_and_quality() -> None:
    tag = frame()[36:]
    assert tag[:4] == b"Info"
    fields = [int.from_bytes(tag[at : at + 4], "big") for at in (4, 8, 12, 16)]
    assert fields == [0b1011, 85, 86 * 384, 57]


@pytest.mark.parametrize(
    ("integrated", "peak", "fields"),
    [
        (-22.3, 0.25, (0x200000, 0x2C2B, 0)),  # 0x2c2b is LAME's own for 4.3 dB
        (-13.7, 1.0, (0x800000, 0x2E2B, 0)),
        (-18.0, 0.0, (0, 0x2C00, 0)),
        (-70.0, 0.0, (0, 0x2C00, 0)),  # silence
        (-69.9, 0.0, (0, 0x2C00 | 510, 0)),
    ],
)
def test_the_loudness_is_where_lame_has_it(
    integrated: float, peak: float, fields: tuple[int, ...]
) -> None:
    extension = frame(loudness=Loudness(integrated=integrated, peak=peak))[36 + 20 :]
    assert struct.unpack(">I2H", extension[11:19]) == fields


def test_padding_is_what_is_left_of_the_frames() -> None:
    assert padding(85, 96_007) == 0x539
    assert padding(2, 1) == 1727
