"""How loud everything is, relative to the narration that anchors the mix.

The figures are a start, to be judged by ears; see the mix in the design of sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
