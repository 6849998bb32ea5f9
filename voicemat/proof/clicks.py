"""Which of the clicks that the walk hears in a decoded file are clicks.

A lossy codec leaves out most of what is very high and soft, but not at a consonant or a strike,
which then stands out of what is left (measured: AAC, once in 20 s). It is no click unless the file
has there what the mix has not, or the mix clicks itself.
"""

from __future__ import annotations

from voicemat.exporter.mix import Render
from voicemat.inspection.clicks import TAPS, Clicks, band_level
from voicemat.inspection.flaw import Flaw
from voicemat.units import RATE

NEAR = RATE // 50
"""Frames around a click in which the mix may have what the file has: codecs smear by 20 ms."""

LOUDER = 6.0
"""dB by which a codec does not raise a peak of that band. Measured in AAC: up to 4."""

AROUND = RATE
"""Frames on either side from which the mix tells what is usual there."""


def is_click(flaw: Flaw, render: Render, frames: int) -> bool:
    """Whether what was heard in the file of a session of `frames` frames, whose mix is `render`,
    is one.
    """
    first = max(flaw.start - NEAR - TAPS, 0)
    near = render(first, min(flaw.end + NEAR + TAPS, frames) - first)
    return flaw.value > band_level(near) + LOUDER or _clicks(flaw, render, frames)


def _clicks(flaw: Flaw, render: Render, frames: int) -> bool:
    clicks = Clicks()
    first = max(flaw.start - AROUND, 0)
    for start in range(first, min(flaw.start + AROUND + RATE, frames), RATE):
        clicks.feed(render(start, min(RATE, frames - start)), start)
    return any(abs(found.start - flaw.start) < NEAR for found in clicks.flaws())
