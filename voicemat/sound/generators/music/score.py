"""Music as data: bars of a piece, and what a cycle of it comes to in notes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from voicemat.sound.generators.music.voices import Voicing
from voicemat.sound.generators.recipe import MP3_FRAME

BEATS = 8
"""Beats of a bar."""


class SectionKind(StrEnum):
    """The part that a section plays in the form."""

    BREATH = "breath"
    """The home chord alone, before anything is said."""
    STATEMENT = "statement"
    VARIATION = "variation"
    MIDDLE = "middle"
    """Other chords and another melody."""
    REST = "rest"
    """Chords alone."""
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTone:
    """A tone of a melody: its beat within the bar, and its MIDI note. `strong` ones are the
    melody's bones and stay in every variation.
    """

    beat: float
    note: int
    strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A chord, and the melody over it."""

    chord: str
    tones: tuple[ThemeTone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a piece is made of. `bar_mp3_frames` times `MP3_FRAME` frames is one bar.

    `low_hand` says on which beats a second, low voice adds the bass an octave up and its fifth.
    """

    id: str
    home: str
    home_top: int
    bar_mp3_frames: int
    theme: tuple[Bar, ...]
    middles: tuple[tuple[Bar, ...], ...]
    rests: tuple[tuple[str, ...], ...]
    low_hand: tuple[float, ...] = ()

    @property
    def bar(self) -> int:
        """Frames of a bar."""
        return self.bar_mp3_frames * MP3_FRAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`bars` bars of a cycle from bar `first` on."""

    kind: SectionKind
    first: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A note of the chords, over whole bars: voice 0 is the bass."""

    voice: int
    note: int
    first_bar: int
    bars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """A note of the melody: its frame within the cycle, its strength 0 to 1, its place -1 to 1."""

    frame: int
    note: int
    strength: float
    place: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One time through the form of a piece, in notes. Frames count from its beginning."""

    sections: tuple[Section, ...]
    voicings: tuple[Voicing, ...]
    """One for each bar."""
    held: tuple[Held, ...]
    struck: tuple[Struck, ...]
