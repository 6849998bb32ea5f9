"""The timeline: the one intermediate representation between the compiler and everything after it.

Every time is an integer number of frames (`voicemat.units.RATE`), every level is in decibels.
A timeline says what sounds when; it holds no samples and no files.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from voicemat.source import Span
from voicemat.timeline.utterance import Word

VERSION = 1
"""Version of the serialised form. Raised whenever the meaning of a field changes."""


class MediaKind(StrEnum):
    """Which source of samples a medium comes from."""

    RECORDING = "recording"
    """A spoken utterance; `Media.name` is the recording's cache key."""
    BED = "bed"
    """A background that is looped; `Media.name` is a bed's name, or the absolute path of a music
    file or of a folder of them."""
    ENDLESS = "endless"
    """An endless background that is made while it plays; `Media.name` is the bed's name."""
    CUE = "cue"
    """A one-shot sound from the cue library; `Media.name` is the cue's name."""
    TONE = "tone"
    """An entrainment tone; `Media.name` is its kind, carrier and beat, and their ramp."""
    BREATH = "breath"
    """A breath tone made to measure: `Media.name` is its phase, the clip's duration its length."""


class FadeShape(StrEnum):
    """How a fade goes from silence to full level (a fade out is the same, reversed)."""

    EQUAL_POWER = "equal-power"
    """Amplitude sin(pi/2 u): two of them crossing keep the power of unrelated material."""
    DECIBEL = "decibel"
    """Smooth in decibels from -60 dB: even to the ear over minutes."""


class BusName(StrEnum):
    """The buses of a mix, summed into the master."""

    VOICE = "voice"
    MUSIC = "music"
    CUES = "cues"
    TONES = "tones"
    ROOM = "room"
    """Room tone, where there is no music: no silence is digitally dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What a clip plays."""

    kind: MediaKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """A fade's length in frames and its shape."""

    frames: int
    shape: FadeShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """`duration` frames of a medium, from its frame `offset` on, placed at `start`.

    `origin` is the place in the script that asked for it; `text` is what is spoken, and `words`
    tell when each word of it sounds, in frames of the medium, where that is known.
    """

    start: int
    duration: int
    media: Media
    offset: int = 0
    gain: float = 0.0
    fade_in: Fade | None = None
    fade_out: Fade | None = None
    origin: Span | None = None
    text: str = ""
    words: tuple[Word, ...] = ()

    @property
    def end(self) -> int:
        """The first frame after the clip."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Clips in order of time; no two overlap."""

    name: str
    clips: tuple[Clip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A level in decibels that an automation curve holds at a frame."""

    frame: int
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Duck:
    """A dip of a bus under speech: falls from `start`, is `depth` dB down from `down` to `up`,
    and is back at `end`.
    """

    start: int
    down: int
    up: int
    end: int
    depth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus:
    """Tracks that share a gain, an automation curve (points in order of time; the level moves
    between them by a raised cosine in decibels and is held outside them) and ducks.
    """

    name: BusName
    tracks: tuple[Track, ...]
    gain: float = 0.0
    automation: tuple[Point, ...] = ()
    ducks: tuple[Duck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A titled stretch of the session."""

    title: str
    start: int
    end: int
    origin: Span | None = None


class MarkerKind(StrEnum):
    """What a marker marks."""

    SILENCE = "silence"
    BREATH = "breath"
    MAT = "mat"
    """The listener lies on the mat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A named stretch that sounds nothing by itself."""

    kind: MarkerKind
    start: int
    end: int
    text: str = ""
    origin: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What an exported file says of itself; `year` has four digits or is empty."""

    title: str
    summary: str = ""
    author: str = ""
    license: str = ""
    year: str = ""
    language: str = "en"
    voice: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A whole session of `frames` frames.

    `voice_loudness` is the integrated loudness in LUFS at which the narration is anchored;
    `mat_cap` is the most frames that the listener shall lie on the mat, where the routine says so.
    """

    version: int = VERSION
    rate: int
    frames: int
    tags: Tags
    voice_loudness: float
    buses: tuple[Bus, ...]
    chapters: tuple[Chapter, ...] = ()
    markers: tuple[Marker, ...] = ()
    mat_cap: int | None = None

    def bus(self, name: BusName) -> Bus:
        """The bus called `name`. Raises KeyError when the timeline has none."""
        for bus in self.buses:
            if bus.name == name:
                return bus
        raise KeyError(name)
