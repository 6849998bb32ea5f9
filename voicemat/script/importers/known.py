"""The sounds and voices that foreign words are mapped to. A name that is not here becomes a
note, since a script that names a sound which nobody has does not compile.
"""

from __future__ import annotations

from collections.abc import Mapping

CUES: Mapping[str, str] = {
    "bell": "bell",
    "bells": "bell",
    "ding": "bell",
    "handbell": "bell",
    "bowl": "bowl",
    "bowls": "bowl",
    "gong": "bowl",
    "chime": "chime",
    "chimes": "chime",
    "tingsha": "chime",
    "tingshas": "chime",
}
"""Cues by the words that people use for them."""

BEDS: Mapping[str, str] = {
    "rain": "rain",
    "rainfall": "rain",
    "night-rain": "night-rain",
    "night": "night",
    "crickets": "night",
    "drift": "drift",
    "drone": "drift",
    "pads": "drift",
    "pad": "drift",
    "brown": "brown",
}
"""Beds by the words that people use for them."""

ANY_MUSIC = "drift"
"""The bed for music of which nothing more is said: slow chords, no melody, no beat."""

VOICES = frozenset({"heart"})
"""Voices that every installation has."""
