"""AAC-LC by FFmpeg's own encoder. PyAV is imported here alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from voicemat.errors import MissingError
from voicemat.exporter.content import Channels
from voicemat.exporter.mix import Samples
from voicemat.units import RATE

try:
    import av
    from av.codec.context import Flags
except ImportError as error:
    raise MissingError(
        "M4A and M4B need PyAV, which is not installed", advice='pip install "voicemat[aac]"'
    ) from error

FRAME = 1024
"""Samples of an AAC frame."""

DELAY = FRAME
"""Samples by which what comes out is later than what went in."""

MAX_FRAME_BYTES = 768
"""The most bytes of a frame for each channel: 6144 bits; ISO/IEC 14496-3, 4.5.3."""

OPTIONS = {"aac_tns": "0", "aac_coder": "fast"}
"""FFmpeg's temporal noise shaping now and then leaves a burst over 13.5 kHz, 10 dB and more above
the sound: every 20 s of a soft session. Its fast coder leaves an error 10 dB smaller below 6 kHz,
where voices and pads are, than the other one, and 2 dB larger above, in less time (measured on a
session of speech and pads, at 80 and 128 kb/s)."""

LAYOUTS = {Channels.MONO: "mono", Channels.STEREO: "stereo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A sound of so many samples in AAC frames: the samples of `priming` before it, which a decoder
    needs and nobody hears, and the number of `frames`.

    The sound ends where the last frame does. FFmpeg before version 9, and with it most players,
    leaves out what comes before the sound and nothing after it.
    """

    length: int

    @property
    def lead(self) -> int:
        """Silent samples that are encoded before the sound."""
        return -self.length % FRAME if self.length else FRAME

    @property
    def priming(self) -> int:
        """Samples before the sound."""
        return DELAY + self.lead

    @property
    def frames(self) -> int:
        """AAC frames."""
        return (self.priming + self.length) // FRAME


class AacEncoder:
    """Sound to AAC frames, each so many bytes."""

    def __init__(self, extent: Extent, channels: Channels, rate: int) -> None:
        """`rate` is in kb/s."""
        self._layout = LAYOUTS[channels]
        context = av.CodecContext.create("aac", "w")
        context.sample_rate = RATE
        context.layout = self._layout
        context.format = "fltp"
        context.bit_rate = rate * 1000
        context.flags |= Flags.bitexact  # else the first frame names the version of FFmpeg
        context.options = OPTIONS
        context.open()
        self._context = context
        self._waiting = np.zeros((extent.lead, int(channels)), np.float32)
        self._done = 0
        self.specification = bytes(context.extradata or b"")[:2]
        """The AudioSpecificConfig: object type, rate and channels. What FFmpeg appends says that
        there is no SBR, which a player sees without."""

    def encode(self, samples: Samples) -> Iterator[bytes]:
        """The frames that are complete with these samples, shape (frames, channels)."""
        waiting = np.concatenate([self._waiting, samples])
        whole = len(waiting) // FRAME * FRAME
        for start in range(0, whole, FRAME):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(waiting[start : start + FRAME].T),
                format="fltp",
                layout=self._layout,
            )
            frame.sample_rate = RATE
            frame.pts = self._done
            self._done += FRAME
            for packet in self._context.encode(frame):
                yield bytes(packet)
        self._waiting = waiting[whole:]

    def finish(self) -> Iterator[bytes]:
        """The last frames."""
        for packet in self._context.encode(None):
            yield bytes(packet)
