"""A parsed script: what the author wrote, in order, each part with its place.

Nothing is resolved here: names are still names, durations exact decimals of seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from voicemat.source import Span


class Ending(StrEnum):
    """How a session ends."""

    BELL = "bell"
    QUIET = "quiet"
    SLEEP = "sleep"


class BreathStyle(StrEnum):
    """What leads a guided breath."""

    SPOKEN_FIRST = "spoken first"
    WORDS = "words"
    TONES = "tones"


class BreathPhase(StrEnum):
    """The phases of a breath."""

    IN = "in"
    HOLD = "hold"
    OUT = "out"


class Strike(StrEnum):
    """How hard a cue is struck."""

    NORMAL = "normal"
    SOFT = "soft"


class FadeDirection(StrEnum):
    """Which way the music fades."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A silence's bounds in seconds; `most` is None where there is no upper bound."""

    least: Decimal
    most: Decimal | None


class Course(StrEnum):
    """How a bed goes on for as long as it is wanted."""

    LOOP = "loop"
    """A recording that begins again."""
    ENDLESS = "endless"
    """Made while it plays; it never repeats. What cannot be made so is looped all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One bed of a mix: a name or a file path as written, its level in dB, and its course."""

    name: str
    gain: Decimal
    course: Course = Course.LOOP
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The file of a cover picture as written."""

    file: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A run of spoken text on one line, as written."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceIs:
    """True when an option has this value."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthFrom:
    """True when the asked length is at least this many seconds."""

    least: Decimal
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthUnder:
    """True when the asked length is less than this many seconds."""

    limit: Decimal
    span: Span


Condition = ChoiceIs | LengthFrom | LengthUnder


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A part of a paragraph that is spoken under a condition: ``[beginner: text]``."""

    condition: Condition
    parts: tuple[Line | Variant, ...]
    span: Span


Part = Line | Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Spoken text. The parts are joined before they are split into sentences."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The beginning of a chapter, with the bounds of its length where they are given.

    An optional chapter is left out when the session is too short for it.
    """

    title: str
    bounds: Stretch | None = None
    optional: bool = False
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note for the author; never spoken."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """`count` consecutive elastic silences of weight 1."""

    count: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A silence: exact when its bounds are equal, otherwise elastic."""

    stretch: Stretch
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Breathe:
    """A guided breath: the phases of one cycle with their seconds, and either a number of
    cycles or a time to fill with whole ones.
    """

    pattern: tuple[tuple[BreathPhase, Decimal], ...]
    cycles: int | None
    fill: Decimal | None
    style: BreathStyle
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CueCall:
    """A one-shot sound, `times` times, one `every` seconds where that is given."""

    name: str
    strike: Strike
    times: int
    every: Decimal | None
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalStart:
    """A cue that sounds `every` seconds from here on."""

    name: str
    strike: Strike
    every: Decimal
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalStop:
    """The end of an interval cue."""

    name: str
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTime:
    """A cue at a session time of `at` seconds."""

    at: Decimal
    cue: CueCall
    span: Span


class ToneKind(StrEnum):
    """How an entrainment tone makes its beat."""

    BINAURAL = "binaural"
    ISOCHRONIC = "isochronic"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneRamp:
    """Where a tone goes: carrier and beat in Hz, reached in a straight line after `over` s."""

    carrier: Decimal
    beat: Decimal
    over: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneStart:
    """An entrainment layer: carrier and beat in Hz, and where they go from there."""

    kind: ToneKind
    carrier: Decimal
    beat: Decimal
    ramp: ToneRamp | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneStop:
    """The end of the entrainment layer."""

    span: Span


class Tempo(StrEnum):
    """A change of pace."""

    SLOWER = "slower"
    FASTER = "faster"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceChange:
    """Another voice or pace from here on; with neither, the session's own again."""

    name: str | None
    tempo: Tempo | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """The author's own recording in place of synthesis; `text` is its transcript."""

    file: str
    text: str
    span: Span


class MatSide(StrEnum):
    """Whether the listener lies on the mat."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatChange:
    """The listener comes on or off the mat."""

    side: MatSide
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Include:
    """Another script's body."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What happens under a condition: ``[when beginner]`` ... ``[end]``, or an inline variant
    that holds more than text.
    """

    condition: Condition
    nodes: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """What happens several times over."""

    times: int
    nodes: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicMix:
    """A change to another mix of beds, crossfaded over `over` seconds where given."""

    layers: tuple[Layer, ...]
    over: Decimal | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicFade:
    """The music fades in or out."""

    direction: FadeDirection
    over: Decimal | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicLevel:
    """The music moves by `change` dB from where it is."""

    change: Decimal
    over: Decimal | None
    span: Span


Node = (
    Paragraph
    | Heading
    | Note
    | Dots
    | Pause
    | Breathe
    | CueCall
    | IntervalStart
    | IntervalStop
    | AtTime
    | ToneStart
    | ToneStop
    | VoiceChange
    | Take
    | MatChange
    | Include
    | When
    | Repeat
    | MusicMix
    | MusicFade
    | MusicLevel
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthWish:
    """The length in seconds that the author means, and the range that was judged good."""

    target: Decimal
    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something that a listener may choose: one of `choices`, the first by default; any text
    when there is one choice alone.
    """

    name: str
    choices: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Respelling:
    """A word, and how it is said: in letters, or in IPA between slashes."""

    word: str
    said: str
    span: Span

    @property
    def ipa(self) -> str:
        """The pronunciation in IPA; empty when it is given in letters."""
        return self.said.strip("/").strip() if self.said.startswith("/") else ""


DOT = Stretch(least=Decimal(2), most=Decimal(20))
"""Bounds in seconds of one `...` unless the header says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The front matter. None stands for a key that was not given."""

    title: str
    summary: str = ""
    language: str = "en"
    length: LengthWish | None = None
    voice: str | None = None
    pace: Decimal | None = None
    music: tuple[Layer, ...] = ()
    ending: Ending = Ending.QUIET
    mat: Decimal | None = None
    options: tuple[Option, ...] = ()
    say: tuple[Respelling, ...] = ()
    dots: Stretch = DOT
    author: str = ""
    license: str = ""
    year: str = ""
    tags: tuple[str, ...] = ()
    cover: Cover | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole routine as written."""

    source: str
    header: Header
    nodes: tuple[Node, ...]
