"""The three faders of a session: which parts have one, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

LOWEST, HIGHEST = -40.0, 12.0
"""Decibels between which a fader moves: hardly heard, and as far up as any setting goes."""


class Part(StrEnum):
    """A part of the session with a fader of its own, in the order of the mixer's stems."""

    VOICE = "voice"
    MUSIC = "music"
    """Beds, entrainment tones and room tone."""
    CUES = "cues"
    """Bells, bowls and breath tones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Where the faders stand, in decibels; at 0 a part sounds as it was mixed."""

    voice: float = 0.0
    music: float = 0.0
    cues: float = 0.0

    def of(self, part: Part) -> float:
        """The level of one part."""
        return {Part.VOICE: self.voice, Part.MUSIC: self.music, Part.CUES: self.cues}[part]

    def put(self, part: Part, level: float) -> Levels:
        """The same with one part at `level`, held within `LOWEST` and `HIGHEST`."""
        held = min(max(level, LOWEST), HIGHEST)
        match part:
            case Part.VOICE:
                return replace(self, voice=held)
            case Part.MUSIC:
                return replace(self, music=held)
            case Part.CUES:
                return replace(self, cues=held)
