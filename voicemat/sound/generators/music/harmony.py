"""Tuning, and the chords of the musical beds: D major and B minor without their semitones.

The one semitone of the scale that is used at all, F sharp over G, is kept out of every chord; C
sharp stands only in the chord on F sharp. What sounds together then has no beats but the slow
ones of just intervals.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

ROOT = 62
"""D4 as a MIDI note; ratios count from here."""

CONCERT_A = 440.0

JUST = (1, 16 / 15, 9 / 8, 6 / 5, 5 / 4, 4 / 3, 45 / 32, 3 / 2, 8 / 5, 5 / 3, 16 / 9, 15 / 8)
"""Five-limit just intonation: the ratio of each semitone over the root."""

D, E, FS, G, A, B, CS = 2, 4, 6, 7, 9, 11, 1
"""Pitch classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chord:
    """The pitch class of the bass, those that the upper voices may sing, and those that one of
    them must.
    """

    bass: int
    tones: frozenset[int]
    needed: frozenset[int]


def _chord(bass: int, tones: tuple[int, ...], needed: tuple[int, ...]) -> Chord:
    return Chord(bass=bass, tones=frozenset(tones), needed=frozenset(needed))


CHORDS = MappingProxyType(
    {
        "D": _chord(D, (D, FS, A, E), (FS, A)),
        "D/F#": _chord(FS, (D, A, E), (D, A)),
        "Em": _chord(E, (E, G, B, D), (G, B)),
        "F#m": _chord(FS, (FS, A, CS, E), (A,)),
        "G": _chord(G, (G, B, D, A), (B, D)),
        "G/B": _chord(B, (G, B, D), (G, D)),
        "A": _chord(A, (A, E, B, D), (A, E)),
        "Bm": _chord(B, (B, D, FS, A), (D, FS)),
    }
)
"""Chords by name; what stands after a stroke is the bass."""


def pitch(note: int) -> float:
    """The frequency in Hz of a MIDI note, in just intonation on D."""
    octave, step = divmod(note - ROOT, 12)
    root = CONCERT_A * 2.0 ** ((ROOT - 69) / 12)
    return float(root * JUST[step] * 2.0**octave)


def clashes(one: int, other: int) -> bool:
    """Whether two MIDI notes make a semitone, major seventh or minor ninth: within two octaves
    these are rough.
    """
    distance = abs(one - other)
    return distance < 24 and distance % 12 in (1, 11)
