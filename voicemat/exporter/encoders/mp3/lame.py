"""LAME itself: samples into MP3 frames."""

from __future__ import annotations

from collections.abc import Iterator

import lameenc
import numpy as np
from numpy.typing import NDArray

from voicemat.exporter.encoders.mp3.coding import Coding
from voicemat.exporter.mix import Render, Samples
from voicemat.mixer import CHUNK
from voicemat.units import RATE

QUALITY = 3
"""LAME's q: for CBR 7 is audibly cheaper, 0 to 2 cost more and are no better."""

VERSION = f"LAME 3.100, q {QUALITY}"


def encoded(render: Render, start: int, end: int, coding: Coding) -> Iterator[tuple[int, bytes]]:
    """MP3 data of the frames from `start` to before `end`, by an encoder that begins there.

    Each piece comes with the number of the first frame that was not taken yet. The data is cut
    anywhere; all of it together is a number of whole MP3 frames. Above -0.45 dBFS the sound
    may clip, see `pcm16`.
    """
    lame = lameenc.Encoder()
    lame.silence()
    lame.set_channels(coding.channels.value)
    lame.set_in_sample_rate(RATE)
    lame.set_out_sample_rate(RATE)
    lame.set_bit_rate(coding.bit_rate)
    lame.set_quality(QUALITY)
    yield start, bytes(lame.encode(b""))  # without this, an empty mix could not be flushed
    while start < end:
        # On the grid of the mixer's chunks, each of which is then computed once.
        count = min(CHUNK - start % CHUNK, end - start)
        block = render(start, count)
        if len(block) != count:
            raise ValueError(f"the mix has {len(block)} of {count} frames from {start} on")
        start += count
        yield start, bytes(lame.encode(pcm16(block, coding.gain).tobytes()))
    yield end, bytes(lame.flush())


def pcm16(block: Samples, gain: float) -> NDArray[np.int16]:
    """A block as LAME wants it: 16 bit, little-endian, raised by as much as LAME lowers it, `gain`.

    The file is then as loud as the mix. Rounded without dither, by measurement on pads and
    brown noise at -34 LUFS: the codec's own error is 40 to 60 dB above the rounding error up
    to 1 kHz; dither would raise the decoded noise above 5 kHz by 4 to 7 dB (-110.5 to
    -103.4 dBFS for 5 to 10 kHz) and turn digital silence into noise. In a fade the rounding
    error overtakes the codec's only below -80 LUFS, at -108 dBFS.
    """
    scaled = block * np.float32(2**15 / gain)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -(2**15), 2**15 - 1, out=scaled)
    return scaled.astype("<i2")
