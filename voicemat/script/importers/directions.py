"""What a direction says that is neither spoken nor part of the language yet: a pause, a breath,
a bell, music; in the words that people use for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum, auto

from voicemat.script.importers import durations
from voicemat.script.importers.durations import Quantities
from voicemat.script.importers.known import ANY_MUSIC, BEDS, CUES
from voicemat.script.model import (
    Breathe,
    CueCall,
    FadeDirection,
    MatChange,
    MusicFade,
    MusicLevel,
    MusicMix,
    Node,
    Pause,
)
from voicemat.script.parser import parse
from voicemat.source import Source


class Grasp(Enum):
    """How much of a direction was understood."""

    WHOLE = auto()
    PART = auto()


class Music(Enum):
    """What a direction means for the music, by which a later one is judged."""

    NOTHING = auto()
    STARTS = auto()
    STOPS = auto()
    NEEDED = auto()


class Topic(StrEnum):
    """What a direction is about."""

    PAUSE = "pause"
    BREATH = "breath"
    CUE = "cue"
    MUSIC = "music"


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """A direction in the language, ``[pause 5 s]``.

    `named` tells that it says outright what it is or how long, so that it can be nothing else
    even where it stands among spoken words.
    """

    directive: str
    topic: Topic
    grasp: Grasp = Grasp.WHOLE
    music: Music = Music.NOTHING
    named: bool = True


MOST_READ = 200
"""Characters; a longer direction is prose, and is not read as one."""

MOST_BARE = 600
"""Seconds that a number may mean where nothing else is said; a larger one is a year or so."""


def vocabulary(text: str) -> frozenset[str]:
    """The words of `text` as a set."""
    return frozenset(text.split())


_NEGATIONS = vocabulary("no not don't don’t never without cannot can't can’t")
_FILLERS = vocabulary(
    "a an the for of about around approximately approx ca up at least here and now then please "
    "in time duration length more further another again let us be seconds sec s minutes"
)
_PAUSES = vocabulary(
    "pause pauses pausing silence silent wait hold rest break quiet stillness delay gap beat "
    "moment moments"
)
_OUTRIGHT = vocabulary("pause pauses silence")
_STARTS_PAUSE = _PAUSES - vocabulary("beat quiet moment moments silent")
_SIZES: Mapping[str, Decimal] = {
    **dict.fromkeys(("short", "brief", "small", "little", "quick", "tiny"), durations.SHORT),
    **dict.fromkeys(("plain", "medium", "normal", "regular"), durations.PLAIN),
    **dict.fromkeys(("long", "longer", "extended", "lengthy", "big"), durations.LONG),
}
_BREATHS = vocabulary(
    "breathe breathes breath breaths breathing inhale inhales inhaling exhale exhales exhaling"
)
_BREATH_WORDS = vocabulary(
    "in out deep deeply slow slowly full take through nose mouth gently softly"
)
_SOFT = vocabulary("soft softly gentle gently quiet quietly light lightly")
_CUE_VERBS = vocabulary("ring rings strike strikes sound sounds play plays tap taps hit hits")
_CUE_WORDS = _CUE_VERBS | vocabulary(
    "ringing rung struck singing tibetan meditation hand start starting opening end ending "
    "closing final sfx fx audio temple"
)
_MUSIC_NOUNS = vocabulary("music soundtrack soundscape ambience")
_MUSIC_WORDS = vocabulary(
    "soft softly gentle gently calm calming relaxing slow slowly background quiet quietly "
    "ambient meditation soothing peaceful sound sounds noise volume track falls falling "
    "over under to its audio sfx get gets become becomes go goes turn turns"
)
_BEGINS = vocabulary("begin begins start starts starting play plays playing on enters cue resumes")
_STOPS = vocabulary("stop stops end ends off")
_FADES = vocabulary("fade fades fading")
_QUIETER = vocabulary("quieter softer lower lowers down decrease decreases")
_LOUDER = vocabulary("louder up swell swells rises raise raises increase increases")
_OWN = re.compile(
    rf"\s*(?:pause|rest|breathe|music|on|off|{'|'.join(sorted({*CUES.values()}))})\b[^\[\]\\<\n]*",
    re.IGNORECASE,
)


def read(text: str) -> Direction | None:
    """The direction that `text`, taken out of its brackets, gives; None where it gives none."""
    if len(text) > MOST_READ:
        return None
    if (breath := _counted(text)) is not None:
        return breath
    found = durations.read(text)
    if found.odd or not _NEGATIONS.isdisjoint(found.words):
        return None
    words = frozenset(found.words)
    if words & (_MUSIC_NOUNS | BEDS.keys()):
        return _music(words, found)
    if words & CUES.keys():
        return _cue(words, found)
    if words & _BREATHS and words <= _BREATHS | _BREATH_WORDS | _FILLERS:
        return _breath(words, found)
    return _pause(words, found)


def read_own(text: str) -> Direction | None:
    """The direction that `text` is in the language already, to stand as it is."""
    if len(text) > MOST_READ or not _OWN.fullmatch(text):
        return None
    script, findings = parse(Source(name="", text=f"[{text}]"))
    if findings or len(script.nodes) != 1:
        return None
    kind = _own_kind(script.nodes[0])
    if kind is None:
        return None
    topic, music = kind
    return Direction(directive=f"[{text}]", topic=topic, music=music)


def _own_kind(node: Node) -> tuple[Topic, Music] | None:
    # Blocks, variants and includes depend on what stands elsewhere, so they are not kept alive.
    match node:
        case Pause() | MatChange():
            return Topic.PAUSE, Music.NOTHING
        case Breathe():
            return Topic.BREATH, Music.NOTHING
        case CueCall(name=name) if name in CUES.values():
            return Topic.CUE, Music.NOTHING
        case MusicMix(layers=layers) if {layer.name for layer in layers} <= {*BEDS.values()}:
            return Topic.MUSIC, Music.STARTS
        case MusicFade(direction=FadeDirection.OUT):
            return Topic.MUSIC, Music.STOPS
        case MusicFade() | MusicLevel():
            return Topic.MUSIC, Music.NEEDED
        case _:
            return None


def _pause(words: frozenset[str], found: Quantities) -> Direction | None:
    least, most = found.least, found.most
    if found.clock is not None:
        if not words & _PAUSES:
            return None  # a time of the session, not a length
        least = most = found.clock
    rest = words - _PAUSES - _SIZES.keys() - _FILLERS - _BREATHS
    sized = [size for word, size in _SIZES.items() if word in words]
    if found.times is not None or (found.bare and rest):
        return None  # a number of something else
    grasp = Grasp.PART if rest else Grasp.WHOLE
    if least is None and found.bare:
        least, most = found.bare
        if not words & _PAUSES and most > MOST_BARE:
            return None
    if least is None or most is None:
        if not words & _PAUSES or (rest and found.words[0] not in _STARTS_PAUSE | _SIZES.keys()):
            return None
        least = most = sized[0] if sized else _unsized(words)
    elif rest and not words & _PAUSES:
        return None
    directive = durations.pause(least, most)
    if directive is None:
        return None
    named = bool(words & _OUTRIGHT) or not words
    return Direction(directive=directive, topic=Topic.PAUSE, grasp=grasp, named=named)


def _unsized(words: frozenset[str]) -> Decimal:
    return durations.SHORT if words & {"moment", "beat"} else durations.PLAIN


_COUNTED = re.compile(
    r"\s*(?:breathe\s+|breath\s+)?(?:in|inhale)\D{0,12}?(\d{1,2})\D{1,20}?"
    r"(?:hold\D{0,12}?(\d{1,2})\D{1,20}?)?"
    r"(?:out|exhale)\D{0,12}?(\d{1,2})[^\w]*",
    re.IGNORECASE,
)


def _counted(text: str) -> Direction | None:
    """One breath whose phases have their seconds: ``inhale 4, hold 7, exhale 8``."""
    match = _COUNTED.fullmatch(text)
    if match is None or not all(1 <= int(number) <= 30 for number in match.groups() if number):
        return None
    hold = f"hold {match[2]}, " if match[2] else ""
    directive = f"[breathe in {match[1]}, {hold}out {match[3]}, 1 time]"
    return Direction(directive=directive, topic=Topic.BREATH)


def _breath(words: frozenset[str], found: Quantities) -> Direction | None:
    if found.clock is not None:
        return None
    times = Decimal(found.times or 1)
    least, most = found.least, found.most
    if (least is None or most is None) and found.bare:
        # Three deep breaths are counted; "inhale 4" gives seconds.
        size = durations.BREATH if words & {"breath", "breaths"} else Decimal(1)
        least, most = found.bare[0] * size, found.bare[1] * size
    if least is None or most is None:
        least = most = durations.BREATH
    directive = durations.pause(least * times, most * times)
    if directive is None:
        return None
    return Direction(directive=directive, topic=Topic.BREATH, named=False)


def _cue(words: frozenset[str], found: Quantities) -> Direction | None:
    names = {CUES[word] for word in words if word in CUES}
    if len(names) > 1 and "bowl" in names:
        names = {"bowl"}  # "bell bowl" and the like
    rest = words - CUES.keys() - _CUE_WORDS - _SOFT - _FILLERS
    if len(names) != 1 or (rest and found.words[0] not in _CUE_VERBS) or found.clock is not None:
        return None
    times = found.times or (int(found.bare[0]) if found.bare and not rest else 1)
    if found.least is not None or not 1 <= times <= 20:
        return None
    parts = [names.pop()]
    if words & _SOFT:
        parts.append("soft")
    if times > 1:
        parts.append(f"{times} times")
    return Direction(
        directive=f"[{', '.join(parts)}]",
        topic=Topic.CUE,
        grasp=Grasp.PART if rest else Grasp.WHOLE,
    )


def _music(words: frozenset[str], found: Quantities) -> Direction | None:
    verbs = _BEGINS | _STOPS | _FADES | _QUIETER | _LOUDER
    rest = words - _MUSIC_NOUNS - BEDS.keys() - _MUSIC_WORDS - _FILLERS - verbs - {"out"}
    if rest or found.times or found.bare or found.clock is not None:
        return None
    over = ""
    if found.most is not None:
        if not 0 < found.most <= durations.LONGEST:
            return None
        over = f" over {durations.written(found.most)}"
    beds = {BEDS[word] for word in words if word in BEDS}
    if {"rain", "night"} <= beds:
        beds = {"night-rain"}
    if len(beds) > 1:
        return None
    bed = beds.pop() if beds else ANY_MUSIC
    if words & _STOPS or (words & _FADES and words & {"out", "down", "away"}):
        return _moved(f"fades out{over}", Music.STOPS)
    if words & _FADES or words & _BEGINS:
        return _moved(f"{bed}{over}", Music.STARTS)
    if words & _QUIETER:
        return _moved(f"quieter{over}", Music.NEEDED)
    if words & _LOUDER:
        return _moved(f"louder{over}", Music.NEEDED)
    return _moved(f"{bed}{over}", Music.STARTS)


def _moved(what: str, music: Music) -> Direction:
    return Direction(directive=f"[music {what}]", topic=Topic.MUSIC, music=music)
