"""How a session is coded as MP3: bit rate and channels, and what LAME makes of them.

The figures that are LAME's own are those of version 3.100, read from the tags that the program
``lame -q 3`` writes at each rate, and measured where no tag tells.
"""

from __future__ import annotations

from dataclasses import dataclass

from voicemat.exporter.content import Channels, Quality, Settings, bit_rate
from voicemat.exporter.encoders.mp3.frame import JOINT, MONO, RATES, SIZES

OFFERED = RATES[RATES.index(48) :]
"""kb/s; what is less does not hold 48 kHz."""

STEREO_WORDS = {Quality.SMALL: 64, Quality.STANDARD: 128, Quality.HIGH: 192}
MONO_WORDS = {Quality.SMALL: 48, Quality.STANDARD: 64, Quality.HIGH: 96}
"""kb/s of the qualities in words. One channel needs half of what two do."""

PLAIN_STEREO_FROM = 160
"""kb/s from which LAME codes left and right apart."""

_LOW_PASS = {
    48: 75, 56: 100, 64: 110, 80: 135, 96: 151, 112: 156, 128: 170, 160: 175, 192: 186, 224: 194,
    256: 197, 320: 205,
}  # fmt: skip
"""LAME's low-pass in units of 100 Hz for two channels; one has half as much again."""

HIGHEST_LOW_PASS = 205

_GAIN = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}
"""What LAME multiplies everything by, as headroom, where it is not 0.95 (presets.c, column "scale";
measured at every rate: the same to 0.001 from 100 Hz to 3 kHz)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A constant bit rate in kb/s, one of `OFFERED`, and the number of channels."""

    bit_rate: int
    channels: Channels

    @property
    def frame_bytes(self) -> int:
        """Bytes of a frame."""
        return SIZES[RATES.index(self.bit_rate)]

    @property
    def mode(self) -> int:
        """The channel mode in a header."""
        if self.channels is Channels.MONO:
            return MONO
        return JOINT if self.bit_rate < PLAIN_STEREO_FROM else 0

    @property
    def header(self) -> bytes:
        """The header of a frame, with left and right apart in joint stereo too."""
        return bytes(
            (0xFF, 0xFB, RATES.index(self.bit_rate) + 1 << 4 | 0x04, self.mode << 6 | 0x04)
        )

    @property
    def gain(self) -> float:
        """What LAME multiplies everything by."""
        return _GAIN.get(self.bit_rate, 0.95)

    @property
    def low_pass(self) -> int:
        """Where LAME's low-pass is, in units of 100 Hz."""
        stereo = _LOW_PASS[self.bit_rate]
        if self.channels is Channels.STEREO:
            return stereo
        return min((3 * stereo + 1) // 2, HIGHEST_LOW_PASS)

    @property
    def noise_shaping(self) -> int:
        """LAME's kind of noise shaping."""
        return 2 if self.bit_rate < 192 else 1

    @property
    def description(self) -> str:
        """The settings in words."""
        mode = {MONO: "mono", JOINT: "joint stereo"}.get(self.mode, "stereo")
        return f"{self.bit_rate} kb/s CBR, {mode}"


def coding_of(settings: Settings) -> Coding:
    """The coding that was asked for. Raises UsageError for a bit rate that MP3 does not have."""
    words = MONO_WORDS if settings.channels is Channels.MONO else STEREO_WORDS
    rate = bit_rate(settings.quality, "MP3", words=words, rates=OFFERED)
    return Coding(bit_rate=rate, channels=settings.channels)
