"""The canonical spelling of what stands in brackets, in a heading's end and in header values.

What is spelled anew reads as before: a spelling that would not is given up for the author's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal

from voicemat.script.cursor import CLOCK, DASH, NUMBER, UNIT, Cursor, UnreadableError
from voicemat.script.directives import DIRECTIVES, read_condition, read_cue
from voicemat.script.directives.block import CloseBlock, Opening, OpenRepeat, OpenWhen
from voicemat.script.directives.music import read_layers
from voicemat.script.model import (
    AtTime,
    Breathe,
    BreathStyle,
    ChoiceIs,
    Condition,
    Course,
    CueCall,
    Include,
    IntervalStart,
    IntervalStop,
    Layer,
    LengthFrom,
    MatChange,
    MusicFade,
    MusicLevel,
    MusicMix,
    Node,
    Pause,
    Stretch,
    Strike,
    ToneStart,
    ToneStop,
    VoiceChange,
)
from voicemat.source import Span

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_AMOUNT = re.compile(rf"({NUMBER.pattern})[\s,]*(?:{UNIT.pattern})?", re.IGNORECASE)
_UNITS = {"h": "h", "m": "min", "s": "s"}
_BOX_OR_COUNTS = re.compile(r"[\s,]*(?:(box)\b|\d)", re.IGNORECASE)
_STEP = re.compile(r"[\s,]*(quieter|louder)\b", re.IGNORECASE)
_BARE_NAME = re.compile(r'[^\s,"]+')


def unplaced(value: object) -> object:
    """`value` without the places at which it and its parts were written, to be compared."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = ((field.name, getattr(value, field.name)) for field in fields(value))
        held = {name: unplaced(part) for name, part in parts if not isinstance(part, Span)}
        return type(value), held
    if isinstance(value, tuple):
        return tuple(unplaced(part) for part in value)
    return value


# -- durations -------------------------------------------------------------------------------


def spell_duration(written: str) -> str:
    """A duration or a range with short units, in the numbers and units that the author chose."""
    sides = [_side(side) for side in DASH.split(written.strip(" \t,"), maxsplit=1)]
    if len(sides) == 1:
        return _joined(sides[0])
    low, high = sides
    (number, unit), *others = low
    same_unit = not others and len(high) == 1 and unit == high[0][1]
    if same_unit or (not unit and not others):
        return f"{number}-{_joined(high)}"
    return f"{_joined(low)} to {_joined(high)}"


def _side(written: str) -> list[tuple[str, str]]:
    """The numbers of a duration, each with its short unit, empty where there is none."""
    if CLOCK.fullmatch(written.strip()):
        return [(written.strip(), "")]
    found = [
        (match.group(1), _UNITS[match.lastgroup or ""] if match.lastgroup else "")
        for match in _AMOUNT.finditer(written)
    ]
    return found or [(written.strip(), "")]


def _joined(amounts: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{number} {unit}".strip() for number, unit in amounts)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


# -- directives ------------------------------------------------------------------------------


class _NotingCursor(Cursor):
    """A cursor that notes the durations that it reads, as they are written."""

    def __init__(self, text: str) -> None:
        super().__init__(text, _span(text), "")
        self.written = text
        self.durations: list[str] = []

    def duration(self) -> Decimal:
        start = self.mark
        value = super().duration()
        self._note(start)
        return value

    def stretch(self) -> Stretch:
        start = self.mark
        value = super().stretch()
        self._note(start)
        return value

    def _note(self, start: int) -> None:
        length = self.place(start).length
        self.durations.append(spell_duration(self.written[start : start + length]))


def _span(text: str) -> Span:
    return Span(source="", line=1, column=1, length=max(len(text), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What a directive means, what follows its first word, and the durations in it, spelled."""

    found: Node | Opening | CloseBlock
    written: str
    durations: tuple[str, ...]


def _read(inside: str) -> _Reading | None:
    """What stands in brackets; None where it cannot be read."""
    word = _WORD.match(inside)
    if word is None:
        return None
    written = inside[word.end() :]
    cursor = _NotingCursor(written)
    span = _span(inside)
    directive = DIRECTIVES.get(word.group().casefold())
    try:
        if directive:
            found = directive.read(cursor, span)
        else:
            found = read_cue(cursor, span, word.group().casefold(), span)
    except UnreadableError:
        return None
    return _Reading(found=found, written=written, durations=tuple(cursor.durations))


def spell_directive(inside: str) -> str:
    """The canonical form of what stands in brackets, which can be read."""
    inside = inside.strip()
    reading = _read(inside)
    if reading is None:
        return inside
    spelled = _spell(reading)
    again = _read(spelled)
    same = again is not None and unplaced(again.found) == unplaced(reading.found)
    return spelled if same else inside


def _spell(reading: _Reading) -> str:
    found = reading.found
    match found:
        case CueCall() | IntervalStart() | IntervalStop() | AtTime():
            return _cue(found, reading.durations)
        case MusicMix() | MusicFade() | MusicLevel():
            return _music(found, reading)
        case OpenWhen() | OpenRepeat() | CloseBlock():
            return _block(found, reading.durations)
        case Breathe():
            return _breathe(found, reading)
        case Pause():
            return f"pause {reading.durations[0]}" if reading.durations else "rest"
        case Include():
            bare = _BARE_NAME.fullmatch(found.name)
            return f"include {found.name}" if bare else f'include "{found.name}"'
        case ToneStart() | ToneStop() | VoiceChange() | MatChange():
            return _state(found, reading.durations)
    raise AssertionError(f"no directive reads as {found}")


def _state(
    found: ToneStart | ToneStop | VoiceChange | MatChange, durations: tuple[str, ...]
) -> str:
    match found:
        case ToneStart():
            return _tone(found, durations)
        case ToneStop():
            return "tone stops"
        case VoiceChange():
            parts = [part for part in (found.name, found.tempo) if part]
            return f"voice {', '.join(parts)}".strip()
        case MatChange():
            return f"{found.side} the mat"


def _tone(found: ToneStart, durations: tuple[str, ...]) -> str:
    ramp = found.ramp
    carrier = _hertz(found.carrier, ramp.carrier if ramp else found.carrier)
    beat = _hertz(found.beat, ramp.beat if ramp else found.beat)
    over = f" over {durations[0]}" if ramp else ""
    return f"tone {found.kind} {carrier} {beat}{over}"


def _hertz(start: Decimal, goal: Decimal) -> str:
    return f"{_number(start)} Hz" if start == goal else f"{_number(start)} to {_number(goal)} Hz"


def _times(count: int) -> str:
    return f"{count} time{'s' if count > 1 else ''}"


def _block(found: OpenWhen | OpenRepeat | CloseBlock, durations: tuple[str, ...]) -> str:
    match found:
        case OpenWhen():
            return f"when {_condition(found.condition, durations)}"
        case OpenRepeat():
            return f"repeat {_times(found.times)}"
        case CloseBlock():
            return "end"


def _condition(condition: Condition, durations: tuple[str, ...]) -> str:
    if isinstance(condition, ChoiceIs):
        return condition.value
    return f"{'from' if isinstance(condition, LengthFrom) else 'under'} {durations[0]}"


def _breathe(found: Breathe, reading: _Reading) -> str:
    short = _BOX_OR_COUNTS.match(reading.written)
    seconds = [_number(value) for _, value in found.pattern]
    if short and short.group(1):
        pattern = f"box {seconds[0]}"
    elif short:
        pattern = "-".join(seconds)
    else:
        pattern = ", ".join(
            f"{phase} {value}" for (phase, _), value in zip(found.pattern, seconds, strict=True)
        )
    parts = [pattern]
    parts.append(_times(found.cycles) if found.cycles else f"for {reading.durations[-1]}")
    if found.style is not BreathStyle.SPOKEN_FIRST:
        parts.append(found.style)
    return f"breathe {', '.join(parts)}"


def _cue(found: CueCall | IntervalStart | IntervalStop | AtTime, durations: tuple[str, ...]) -> str:
    match found:
        case AtTime():
            return f"at {durations[0]} {_cue(found.cue, durations)}"
        case IntervalStop():
            return f"{found.name} stops"
        case IntervalStart(strike=Strike.NORMAL):
            return f"{found.name} every {durations[-1]}"
        case IntervalStart():
            return f"{found.name}, {found.strike}, every {durations[-1]}"
    parts = [found.name]
    if found.strike is not Strike.NORMAL:
        parts.append(found.strike)
    if found.times > 1 or found.every:
        # Without a number, a cue with "every" would sound for ever.
        parts.append({1: "once", 2: "twice"}.get(found.times, _times(found.times)))
    if found.every:
        parts.append(f"every {durations[-1]}")
    return ", ".join(parts)


def _music(found: MusicMix | MusicFade | MusicLevel, reading: _Reading) -> str:
    over = f"over {reading.durations[-1]}" if found.over is not None else ""
    match found:
        case MusicMix():
            mix = _mix(found.layers, reading.written)
            return f"music {mix}, {over}" if over else f"music {mix}"
        case MusicFade():
            change = f"fades {found.direction}"
        case MusicLevel():
            step = _STEP.match(reading.written)
            change = step.group(1).casefold() if step else _decibels(found.change)
    return f"music {change} {over}".strip()


def _mix(layers: Sequence[Layer], written: str) -> str:
    names = []
    for layer in layers:
        start = layer.span.column - 1
        name = written[start : start + layer.span.length]
        names.append(f"{name} {_decibels(layer.gain)}" if layer.gain else name)
    endless = any(layer.course is Course.ENDLESS for layer in layers)
    return " + ".join(names) + (", endless" if endless else "")


def _decibels(value: Decimal) -> str:
    return f"{value.normalize():+f} dB"


# -- what else is written -----------------------------------------------------------------------


def spell_condition(head: str) -> str:
    """The canonical form of the condition of ``[from 25 min: text]``, which can be read."""
    condition, durations = _read_condition(head)
    spelled = _condition(condition, durations)
    return spelled if unplaced(_read_condition(spelled)[0]) == unplaced(condition) else head


def _read_condition(head: str) -> tuple[Condition, tuple[str, ...]]:
    cursor = _NotingCursor(head)
    condition = read_condition(cursor)
    return condition, tuple(cursor.durations)


def spell_mix(written: str) -> str:
    """The canonical form of the header's ``music:``."""
    cursor = Cursor(written, _span(written), "")
    try:
        return _mix(read_layers(cursor), written)
    except UnreadableError:
        return written
