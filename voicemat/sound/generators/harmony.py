"""Tuning and chords of the musical beds: D major, without a semitone between near notes.

The one semitone, F sharp over G in the chord on G, lies nearly two octaves apart and rings as a
major seventh.
"""

from __future__ import annotations

from types import MappingProxyType

ROOT = 62
"""D4 as a MIDI note; ratios count from here."""

CONCERT_A = 440.0

JUST = (1, 16 / 15, 9 / 8, 6 / 5, 5 / 4, 4 / 3, 45 / 32, 3 / 2, 8 / 5, 5 / 3, 16 / 9, 15 / 8)
"""Five-limit just intonation: the ratio of each semitone over the root."""

CHORDS = MappingProxyType(
    {
        "D": (38, 45, 50, 57, 64, 66),
        "Bm": (35, 42, 50, 57, 62, 66),
        "G": (43, 50, 57, 59, 66),
        "Em": (40, 47, 52, 59, 62, 66),
        "A": (45, 52, 57, 59, 64),
    }
)
"""Notes of each chord, as MIDI notes."""

FOLLOWERS = MappingProxyType(
    {
        "D": ("G", "Bm", "Em", "A", "G"),
        "G": ("D", "A", "Em", "D"),
        "Bm": ("G", "Em", "A", "D"),
        "Em": ("A", "G", "D"),
        "A": ("D", "Bm", "G", "D"),
    }
)
"""What may follow each chord, drawn with equal chance; one named twice comes twice as often."""


def pitch(note: int) -> float:
    """The frequency in Hz of a MIDI note, in just intonation on D."""
    octave, step = divmod(note - ROOT, 12)
    root = CONCERT_A * 2.0 ** ((ROOT - 69) / 12)
    return float(root * JUST[step] * 2.0**octave)
