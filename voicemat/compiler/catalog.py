"""What the compiler needs to know of the sounds that a script may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voicemat.script.model import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """An endless background: what the timeline calls it, its integrated loudness in LUFS, and
    whether it can be made while it plays in place of a loop.
    """

    media: str
    lufs: float
    makeable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A one-shot sound: its length in frames, the frames after which a voice may begin over it,
    and its largest momentary loudness in LUFS.
    """

    media: str
    frames: int
    clear: int
    momentary: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Beds and cues by the names that scripts use. A person's music files
    stand in `music`.

    `room_tone` is the bed that lies under everything where no music plays; `breath_momentary`
    the momentary loudness in LUFS at which breath tones are made. `voices` gives the languages
    (BCP 47) of those that the routine asks for and that there are; `voice_names` all names, where
    it asks for another. `scripts` holds what may be
    included and `recordings` the absolute paths of takes; like `music`, they are found by the
    name of the script that asks and the name by which it asks.
    """

    beds: Mapping[str, Bed]
    music: Mapping[tuple[str, str], Bed] = field(default_factory=dict)
    cues: Mapping[str, Cue]
    room_tone: Bed
    breath_momentary: float
    voices: Mapping[str, str] = field(default_factory=dict)
    voice_names: tuple[str, ...] = ()
    scripts: Mapping[tuple[str, str], Script] = field(default_factory=dict)
    script_names: tuple[str, ...] = ()
    recordings: Mapping[tuple[str, str], str] = field(default_factory=dict)
