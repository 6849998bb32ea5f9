"""The Info frame, against what LAME itself writes."""

from __future__ import annotations

from voicemat.exporter.encoders.mp3.info_frame import FRAME_BYTES, info_frame, padding

# The extension of the Info frame of a file by the program lame 3.100 (-m j -b 128 -q 3) from
# 96 007 samples at 48 kHz, up to its own CRC: 85 frames, music CRC 0xdad3.
BY_LAME = bytes.fromhex(
    "4c414d45332e3130 3001aa00 00000000 00000014 80240539 8e000080 00008100 dad3"
)


def frame() -> bytes:
    return info_frame(audio_frames=85, audio_bytes=85 * 384, length=96_007, audio_crc=0xDAD3)


def test_the_extension_is_the_one_that_lame_writes() -> None:
    assert frame()[36 + 20 :][: len(BY_LAME)] == BY_LAME


def test_the_frame_is_one_of_the_stream_with_no_sound() -> None:
    whole = frame()
    assert len(whole) == FRAME_BYTES == 384
    assert whole[:4] == bytes.fromhex("fffb9464")
    assert whole[4:36] == bytes(32)
    assert not any(whole[36 + 20 + 36 :])


def test_the_xing_fields_are_frames_and_bytes_and_quality() -> None:
    tag = frame()[36:]
    assert tag[:4] == b"Info"
    fields = [int.from_bytes(tag[at : at + 4], "big") for at in (4, 8, 12, 16)]
    assert fields == [0b1011, 85, 86 * 384, 57]


def test_padding_is_what_is_left_of_the_frames() -> None:
    assert padding(85, 96_007) == 0x539
    assert padding(2, 1) == 1727
