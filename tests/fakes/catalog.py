"""A small catalogue of sounds, each of another loudness, so that no gain is right by chance."""

from __future__ import annotations

from voicemat.compiler import Bed, Catalog, Cue
from voicemat.units import RATE

ROOM = Bed(media="brown", lufs=-25.0)

CATALOG = Catalog(
    beds={
        "rain": Bed(media="rain", lufs=-23.0, makeable=True),
        "night-rain": Bed(media="night-rain", lufs=-24.0),
        "drift": Bed(media="drift", lufs=-20.0),
        "brown": ROOM,
        "songs/faint.mp3": Bed(media="/songs/faint.mp3", lufs=-50.0),
    },
    cues={
        "bowl": Cue(media="bowl", frames=20 * RATE, clear=5 * RATE, momentary=-16.0),
        "bell": Cue(media="bell", frames=8 * RATE, clear=3 * RATE, momentary=-18.0),
        "chime": Cue(media="chime", frames=6 * RATE, clear=2 * RATE, momentary=-19.0),
    },
    room_tone=ROOM,
    breath_momentary=-26.0,
    voices={"heart": "en-US", "emma": "en-GB"},
    voice_names=("heart", "emma"),
)
