"""Where the music gives way to the voice, computed ahead from the places of the speech."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from voicemat import units
from voicemat.timeline.model import Clip, Duck

AHEAD = units.frames(Decimal("1.5"))
"""The music is down when the first syllable comes; it starts to go this long before."""

RELEASE = units.frames(3)
"""How slowly it comes back."""

HOLD = units.frames(Decimal("0.4"))
"""It stays down this long after the last syllable."""

BRIDGE = units.frames(2)
"""Where it could be back for less than this, it stays down."""


def ducks(speech: Sequence[Clip], depth: float, frames: int) -> tuple[Duck, ...]:
    """Ducks of `depth` dB for spoken clips in order of time. They never overlap."""
    held: list[list[int]] = []
    for clip in speech:
        if held and clip.start - AHEAD < held[-1][1] + RELEASE + BRIDGE:
            held[-1][1] = max(held[-1][1], clip.end + HOLD)
        else:
            held.append([clip.start, clip.end + HOLD])
    return tuple(
        Duck(
            start=max(down - AHEAD, 0),
            down=down,
            up=min(up, frames),
            end=min(up + RELEASE, frames),
            depth=depth,
        )
        for down, up in held
    )
