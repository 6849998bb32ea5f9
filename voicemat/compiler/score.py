"""The score: what happens in which order, with symbolic time.

Rigid durations are frames; the durations of speech are still unknown, and elastic silences have
bounds only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from voicemat.compiler.levels import Balance, Levels
from voicemat.script.model import BreathPhase, Course, Ending, FadeDirection, MatSide
from voicemat.source import Span
from voicemat.timeline.model import Tags
from voicemat.timeline.utterance import Utterance


class Fit(StrEnum):
    """What to do where the asked length cannot be met."""

    EXACT = "exact"
    """Say so, and compile nothing."""
    NEAREST = "nearest"
    """Take the nearest length that is possible."""


NO_MUSIC = "none"
"""What a listener says who wants no music."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the listener asks for.

    `length` is in frames. `voice` and `pace` go before the script's own, the defaults after;
    `music` is a bed in place of all music of the script, or `NO_MUSIC`. An endless `course` goes
    before whatever the script says of its beds.
    """

    length: int | None = None
    fit: Fit = Fit.EXACT
    settings: tuple[tuple[str, str], ...] = ()
    voice: str | None = None
    pace: Decimal | None = None
    course: Course = Course.LOOP
    music: str | None = None
    default_voice: str = "heart"
    default_pace: Decimal = Decimal("0.9")
    balance: Balance = field(default_factory=Balance)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterStart:
    """A chapter begins here. `least` and `most` bound its length in frames where they are given;
    an optional one is left out when time is short.
    """

    title: str
    least: int = 0
    most: int | None = None
    optional: bool = False
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak:
    """A sentence is spoken. `text` is what the author wrote, without its marks."""

    utterance: Utterance
    text: str
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The short, exact breath between two things that happen."""

    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A silence that the author wrote, in frames; elastic when its bounds differ.

    `natural` is its size when no length is asked for, and its weight otherwise: silences share
    what there is in proportion to their natural sizes.
    """

    least: int
    most: int | None
    natural: int
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A spoken prompt for one phase of a breath."""

    phase: BreathPhase
    utterance: Utterance
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """`cycles` whole breaths of the given phases, each with its frames. The first
    `spoken_cycles` are led by the prompts, the others by tones.
    """

    phases: tuple[tuple[BreathPhase, int], ...]
    cycles: int
    spoken_cycles: int
    prompts: tuple[Prompt, ...]
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CueStrike:
    """A cue, `times` times, one every `every` frames. `gain` in dB brings it to its level."""

    media: str
    frames: int
    clear: int
    gain: float
    times: int
    every: int
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLayer:
    """One bed of a mix, looped or endless; `gain` in dB brings it to its level."""

    media: str
    gain: float
    course: Course = Course.LOOP


@dataclass(frozen=True, slots=True, kw_only=True)
class MixChange:
    """The music becomes another mix, crossfaded over `over` frames."""

    layers: tuple[ScoreLayer, ...]
    over: int
    origin: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicFadeEvent:
    """The music fades in or out over `over` frames."""

    direction: FadeDirection
    over: int
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChange:
    """The music moves by `change` dB over `over` frames."""

    change: float
    over: int
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalBegin:
    """A cue sounds every `every` frames from here on."""

    strike: CueStrike
    every: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalEnd:
    """The interval of the cue `media` ends."""

    media: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What follows happens at frame `at` of the session."""

    at: int
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MatEvent:
    """The listener comes on or off the mat."""

    side: MatSide
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneEvent:
    """The entrainment layer becomes the tone `media`; None stops it."""

    media: str | None
    gain: float
    origin: Span


MusicEvent = MixChange | MusicFadeEvent | LevelChange

Event = (
    ChapterStart
    | Speak
    | Gap
    | Silence
    | Breath
    | CueStrike
    | IntervalBegin
    | IntervalEnd
    | Anchor
    | MatEvent
    | ToneEvent
    | MusicEvent
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Everything that happens in a session, in order.

    `asked` is the length in frames, None for the natural one. `opening_mix` is the music that
    a fade in brings where none has played yet. `mat_cap` is the longest time on the mat in frames.
    """

    tags: Tags
    ending: Ending
    levels: Levels
    asked: int | None
    fit: Fit
    events: tuple[Event, ...]
    opening_mix: tuple[ScoreLayer, ...]
    room_tone: ScoreLayer
    breath_gain: float
    mat_cap: int | None = None

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """Every distinct utterance, in the order in which it is first needed."""
        found: dict[Utterance, None] = {}
        for event in self.events:
            if isinstance(event, Speak):
                found[event.utterance] = None
            elif isinstance(event, Breath) and event.spoken_cycles:
                found.update(dict.fromkeys(prompt.utterance for prompt in event.prompts))
        return tuple(found)
