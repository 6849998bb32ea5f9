"""Which of the clicks that the walk hears in a decoded file are clicks.

Lossy codecs add a little noise to what is loud and sudden, such as a consonant, and none to what is
soft. So it stands out from what is usual around it, as a click does (measured: AAC, twice in a
minute), but the sound that it comes with covers it by 36 dB and more. It is told from a click by
the mix: there is no click where that has it as well without clicking, or covers it.
"""

from __future__ import annotations

import numpy as np

from voicemat.exporter import Mix
from voicemat.exporter.mix import Render
from voicemat.inspection.clicks import TAPS, Clicks, band_level
from voicemat.inspection.flaw import Flaw
from voicemat.timeline.model import BusName, Timeline
from voicemat.units import RATE

NEAR = RATE // 50
"""Frames around a click in which the mix may have or cover it: codecs smear by 20 ms."""

LOUDER = 6.0
"""dB by which a codec does not raise a peak of that band. Measured in AAC: up to 4."""

COVERED = 30.0
"""dB by which a voice or a cue must be louder than the peak in that band to cover it."""

COVERING = frozenset({BusName.VOICE, BusName.CUES})

AROUND = RATE
"""Frames on either side from which the mix tells what is usual there."""


def is_click(flaw: Flaw, mix: Mix) -> bool:
    """Whether what was heard in the file of a mix is one."""
    timeline = mix.timeline
    render = mix.render(timeline)
    first = max(flaw.start - NEAR - TAPS, 0)
    near = render(first, min(flaw.end + NEAR + TAPS, timeline.frames) - first)
    if _clicks(flaw, render, timeline.frames):
        return True
    if flaw.value <= band_level(near) + LOUDER:
        return False
    peak = 20 * float(np.log10(max(float(np.abs(near).max(initial=0.0)), 1e-10)))
    return not (_sounds(timeline, flaw.start) and flaw.value <= peak - COVERED)


def _sounds(timeline: Timeline, frame: int) -> bool:
    """Whether somebody speaks or a cue sounds at `frame`."""
    return any(
        clip.start - NEAR <= frame < clip.end + NEAR
        for bus in timeline.buses
        if bus.name in COVERING
        for track in bus.tracks
        for clip in track.clips
    )


def _clicks(flaw: Flaw, render: Render, frames: int) -> bool:
    clicks = Clicks()
    first = max(flaw.start - AROUND, 0)
    for start in range(first, min(flaw.start + AROUND + RATE, frames), RATE):
        clicks.feed(render(start, min(RATE, frames - start)), start)
    return any(abs(found.start - flaw.start) < NEAR for found in clicks.flaws())
