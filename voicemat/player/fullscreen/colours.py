"""The colours of the full screen: warm and low, for a dark room.

Warm, because blue light wakes; low, because a face lies beside it. Each text is told from its
ground by 4.5 to 1 or more, and what is drawn by 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11); nothing is
more than half as bright as white. A test measures both, also in the 16 colours of a plain
terminal.
"""

from __future__ import annotations

GROUND = "#0b0a09"

LIT = "#c8b594"
"""The sentence that is spoken, and where the listener is."""

WORD = "#dcb878"
"""The word that is spoken, and the playhead."""

QUIET = "#877c6a"
"""Text that need not be read."""

FAINT = "#6b6253"
"""What is to come, and lines: drawn more than read."""

VOICE = "#a38157"
VOICE_COMING = "#735f43"
MUSIC = "#64897f"
MUSIC_COMING = "#49665e"
CUES = "#94739a"
CUES_COMING = "#705a75"

NIGHT_GROUND = "#000000"

NIGHT = "#3f372c"
"""The little that is left at night: seen by an eye that is used to the dark, and no other."""
