"""How loud everything is, relative to the narration that anchors the mix.

The figures are a start, to be judged by ears; see the mix in the design of sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from voicemat.script.model import Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Loudness of a session's parts.

    `voice` is the integrated loudness of the narration in LUFS (-18: AES TD1008 for speech).
    The others are LU below it: the bed in silences and while the voice speaks, a cue's loudest
    moment, a breath tone's, and an entrainment tone's.
    """

    voice: float
    bed_in_silence: float = 12.0
    bed_under_voice: float = 20.0
    cue: float = 3.0
    breath: float = 9.0
    tone: float = 16.0

    @property
    def duck_depth(self) -> float:
        """How far the bed goes down under the voice, in dB."""
        return self.bed_under_voice - self.bed_in_silence


LEVELS: Mapping[Ending, Levels] = {
    Ending.BELL: Levels(voice=-18.0),
    Ending.QUIET: Levels(voice=-18.0),
    Ending.SLEEP: Levels(voice=-22.0, cue=6.0),
}


class Preset(StrEnum):
    """A place to listen, and how the parts are balanced for it."""

    STANDARD = "standard"
    """As the routine's ending has it."""
    QUIET_ROOM = "quiet-room"
    """A loudspeaker turned low in a silent bedroom: the bed further back, so that soft words stay
    clear; cues no louder than words, for nothing masks them."""
    EARPHONES = "earphones"
    """Close to the ear, bells startle, and a bed that is never drowned by a room tires."""
    PODCAST = "podcast"
    """The programme near -16 LUFS, as podcast platforms ask (Apple Podcasts: within 1 LU): the
    voice there, and the rest below the relative gate of BS.1770, so that long silences do not
    count. Measured: -15.8 to -16.2 for the bundled routines at 20 min, -18.4 for `energy`, whose
    breath tones pass the gate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the listener wants otherwise: a preset, and dB by which voice, music and cues move,
    each apart from the others.
    """

    preset: Preset = Preset.STANDARD
    voice: float = 0.0
    music: float = 0.0
    cues: float = 0.0


def balanced(ending: Ending, balance: Balance) -> Levels:
    """The levels of a session that ends in a way, balanced as the listener wants it."""
    levels = LEVELS[ending]
    match balance.preset:
        case Preset.QUIET_ROOM:
            levels = replace(
                levels, bed_in_silence=16.0, bed_under_voice=23.0, cue=max(levels.cue, 6.0)
            )
        case Preset.EARPHONES:
            levels = replace(
                levels, bed_in_silence=14.0, bed_under_voice=21.0, cue=max(levels.cue, 8.0)
            )
        case Preset.PODCAST:
            levels = replace(
                levels, voice=-15.3, bed_in_silence=20.0, bed_under_voice=24.0, cue=8.0, breath=20.0
            )
        case Preset.STANDARD:
            pass
    # The others are told from the voice, and must stay where they are when it alone moves.
    music, cues = balance.voice - balance.music, balance.voice - balance.cues
    return Levels(
        voice=levels.voice + balance.voice,
        bed_in_silence=levels.bed_in_silence + music,
        bed_under_voice=levels.bed_under_voice + music,
        cue=levels.cue + cues,
        breath=levels.breath + cues,
        tone=levels.tone + music,
    )


SOFT = 6.0
"""dB by which a soft strike is quieter."""

ROOM_TONE = -60.0
"""LUFS of the room tone where no music plays: just enough that a silence is not dead."""

TONE_LUFS = -20.7
"""LUFS of an entrainment tone at 0 dB: a sine of amplitude 0.1 on two channels."""

RECORDING_LUFS = -23.0 + 3.01
"""LUFS of every recording as it is heard. Recordings are mono and levelled to -23 LUFS in their
one channel; through both channels of the mix they have twice the power (BS.1770 adds channels).
"""
