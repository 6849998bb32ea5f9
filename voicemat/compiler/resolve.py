"""Script to score: conditions and options settled, scripts included, names looked up, sentences
split; time still symbolic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from math import isqrt

from voicemat import units
from voicemat.compiler.catalog import Catalog, Cue
from voicemat.compiler.desk import MusicDesk
from voicemat.compiler.languages import MANY, speaks
from voicemat.compiler.levels import ROOM_TONE, SOFT, TONE_LUFS, balanced
from voicemat.compiler.listener import Listener
from voicemat.compiler.narration import Splitter, plain, sentences, standing
from voicemat.compiler.score import (
    NO_MUSIC,
    Anchor,
    Breath,
    ChapterStart,
    CueStrike,
    Event,
    Gap,
    IntervalBegin,
    IntervalEnd,
    MatEvent,
    Prompt,
    Score,
    ScoreLayer,
    Silence,
    Speak,
    ToneEvent,
    Wishes,
)
from voicemat.diagnostics import Diagnostic, Findings, Kind, nearest
from voicemat.script.directives import DIRECTIVES
from voicemat.script.model import (
    AtTime,
    Breathe,
    BreathPhase,
    BreathStyle,
    CueCall,
    Dots,
    Ending,
    Heading,
    Include,
    IntervalStart,
    IntervalStop,
    Layer,
    Line,
    MatChange,
    MatSide,
    MusicFade,
    MusicLevel,
    MusicMix,
    Node,
    Note,
    Paragraph,
    Pause,
    Repeat,
    Script,
    Strike,
    Take,
    Tempo,
    ToneStart,
    ToneStop,
    VoiceChange,
    When,
)
from voicemat.source import Span
from voicemat.timeline.model import Tags
from voicemat.timeline.utterance import Utterance

LEAD_IN = units.frames(4)
"""The music is there before the first word."""

SENTENCE_GAP = units.frames(Decimal("0.5"))
LINE_GAP = units.frames(Decimal("0.8"))
"""The voice's own short breath after a line end or between paragraphs."""

CHAPTER_GAP = units.frames(Decimal("1.5"))
BREATH_GAP = units.frames(Decimal("1.2"))
"""Between speech and a guided breath, on either side."""

ENDING_GAP = units.frames(4)
"""Nothing ends on the last syllable."""

REST_NATURAL = units.frames(60)
"""What a [rest] takes when no length is asked for."""

CUE_EVERY = units.frames(6)
"""Between the strikes of a repeated cue, unless the script says."""

END_CUE = "bowl"
"""The cue that `ending: bell` adds, three times, softly."""

SPOKEN_CYCLES = 2
"""Breaths that are led by words before tones take over."""

PROMPTS: Mapping[str, Mapping[BreathPhase, str]] = {
    "en": {
        BreathPhase.IN: "Breathe in.",
        BreathPhase.HOLD: "Hold.",
        BreathPhase.OUT: "Breathe out.",
    },
}
"""Breath prompts by language; other languages are led by tones from the start."""

TEMPI = {Tempo.SLOWER: Decimal("0.9"), Tempo.FASTER: Decimal("1.1")}
"""What `slower` and `faster` make of the session's pace."""

MOST_EVENTS = 50_000
"""Things that may happen in a session: many times what a day of narration holds."""

_SAYABLE = re.compile(r"[^\W_]")


def resolve(
    script: Script, catalog: Catalog, wishes: Wishes, split: Splitter
) -> tuple[Score, tuple[Diagnostic, ...]]:
    """The score of a script for a listener's wishes, and everything that is wrong.

    `split` divides a text into sentences. Never raises for a bad script.
    """
    return _Resolver(script, catalog, wishes, split).resolve()


def sayable(text: str) -> bool:
    """Whether there is a letter or a digit in `text` for a voice to say."""
    return bool(_SAYABLE.search(text))


class _Resolver:
    def __init__(self, script: Script, catalog: Catalog, wishes: Wishes, split: Splitter) -> None:
        header = script.header
        self._script = script
        self._header = header
        self._catalog = catalog
        self._split = split
        self._fit = wishes.fit
        self._findings = Findings()
        self._events: list[Event] = []
        self._listener = Listener(header, wishes, self._findings)
        self._levels = balanced(header.ending, wishes.balance)
        self._music = self._wished_music(wishes.music)
        opening = header.music if self._music is None else self._music
        self._desk = MusicDesk(opening, catalog, self._levels, wishes.course, self._findings)
        self._say = {entry.word: entry.said for entry in header.say if not entry.ipa}
        self._ipa = {entry.word: entry.ipa for entry in header.say if entry.ipa}
        self._own_voice = wishes.voice or header.voice or wishes.default_voice
        self._chosen: dict[str, Span | None] = {self._own_voice: None}
        if header.voice and not wishes.voice:
            self._choose_voice(header.voice, self._top())
        self._own_pace = wishes.pace or header.pace or wishes.default_pace
        self._voice = self._own_voice
        self._pace = self._own_pace
        self._heard: set[str] = set()
        self._including = [script.source]
        self._intervals: set[str] = set()
        self._tone = False
        self._side = MatSide.OFF
        self._begun = False
        self._sounds = False
        self._breath = 0

    # -- the whole -----------------------------------------------------------------------

    def resolve(self) -> tuple[Score, tuple[Diagnostic, ...]]:
        self._nodes(self._script.nodes)
        self._open_music(None)
        self._end()
        header = self._header
        catalog = self._catalog
        score = Score(
            tags=Tags(
                title=header.title,
                summary=header.summary,
                author=header.author,
                license=header.license,
                year=header.year,
                language=header.language,
                voice=self._own_voice,
                keywords=header.tags,
            ),
            ending=header.ending,
            levels=self._levels,
            asked=self._listener.asked,
            fit=self._fit,
            events=tuple(self._events),
            opening_mix=self._desk.opening,
            room_tone=ScoreLayer(
                media=catalog.room_tone.media, gain=ROOM_TONE - catalog.room_tone.lufs
            ),
            breath_gain=self._levels.voice - self._levels.breath - catalog.breath_momentary,
            mat_cap=units.frames(header.mat) if header.mat else None,
        )
        return score, self._findings.all()

    def _wished_music(self, name: str | None) -> tuple[Layer, ...] | None:
        """The listener's mix: empty for no music, None where the script's own is wanted."""
        if name is None or name == NO_MUSIC:
            return None if name is None else ()
        return (Layer(name=name, gain=Decimal(0), span=self._top()),)

    def _top(self) -> Span:
        return Span(source=self._script.source, line=1, column=1, length=1)

    def _change_music(self, node: MusicMix | MusicFade | MusicLevel) -> None:
        if self._music is not None and isinstance(node, MusicMix):
            node = replace(node, layers=self._music)
        if self._music != ():
            self._open_music(node)
            self._events.append(self._desk.event(node))

    def _open_music(self, first: MusicMix | MusicFade | MusicLevel | None) -> None:
        """Music of the header begins with the session, whatever has happened since."""
        if opening := self._desk.opening_event(first):
            self._events.insert(0, opening)

    def _end(self) -> None:
        if not any(
            isinstance(event, Speak | Silence | Breath | CueStrike) for event in self._events
        ):
            self._findings.add(Kind.EMPTY_SCRIPT, self._top())
        if self._header.ending is Ending.BELL:
            self._breath = BREATH_GAP
            top = self._top()
            self._cue(
                CueCall(
                    name=END_CUE, strike=Strike.SOFT, times=3, every=None, name_span=top, span=top
                )
            )
        elif self._sounds:
            self._events.append(Gap(frames=ENDING_GAP))

    def _nodes(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if len(self._events) > MOST_EVENTS:
                return
            self._node(node)

    def _node(self, node: Node) -> None:  # noqa: C901  # one line for each kind of node
        match node:
            case Paragraph():
                self._paragraph(node)
            case Heading():
                self._chapter(node)
            case Dots() | Pause():
                self._silence(node)
            case Breathe():
                self._breathe(node)
            case CueCall() | AtTime() | IntervalStart() | IntervalStop():
                self._cue_node(node)
            case MusicMix() | MusicFade() | MusicLevel():
                self._change_music(node)
            case Take():
                self._take(node)
            case VoiceChange():
                self._change_voice(node)
            case MatChange() | ToneStart() | ToneStop():
                self._state(node)
            case When() | Repeat() | Include():
                self._block(node)
            case Note():
                pass

    # -- structure -----------------------------------------------------------------------

    def _block(self, node: When | Repeat | Include) -> None:
        match node:
            case When():
                if self._listener.holds(node.condition):
                    self._nodes(node.nodes)
            case Repeat():
                for _ in range(node.times):
                    self._nodes(node.nodes)
            case Include():
                self._include(node)
        if len(self._events) > MOST_EVENTS and self._including:
            self._findings.add(Kind.TOO_MUCH, node.span, most=str(MOST_EVENTS))
            self._including = []

    def _include(self, node: Include) -> None:
        here = self._including[-1] if self._including else self._script.source
        part = self._catalog.scripts.get((here, node.name))
        if part is None:
            self._findings.add(
                Kind.UNKNOWN_SCRIPT,
                node.span,
                suggestion=nearest(node.name, self._catalog.script_names),
                name=node.name,
            )
        elif part.source in self._including:
            path = " includes ".join([*self._including, part.source])
            self._findings.add(Kind.INCLUDE_CYCLE, node.span, name=node.name, path=path)
        else:
            self._including.append(part.source)
            self._nodes(part.nodes)
            self._including = self._including[:-1]

    def _chapter(self, node: Heading) -> None:
        self._breath = CHAPTER_GAP
        line = Line(text=node.title, span=node.span)
        bounds = node.bounds
        self._events.append(
            ChapterStart(
                title=plain(line, lambda name, _: self._listener.fill(name, node.span)),
                least=units.frames(bounds.least) if bounds else 0,
                most=units.frames(bounds.most) if bounds and bounds.most else None,
                optional=node.optional,
                origin=node.span,
            )
        )

    # -- speech --------------------------------------------------------------------------

    def _utterance(self, text: str, take: str = "") -> Utterance:
        if not take:
            self._listen(self._voice)
        return Utterance(
            text=text,
            phonemes=standing(text, self._ipa),
            respellings=standing(text, self._say),
            voice=self._voice,
            language=self._header.language,
            pace=str(self._pace.normalize()),
            take=take,
        )

    def _paragraph(self, paragraph: Paragraph) -> None:
        lines = self._listener.lines(paragraph.parts)
        found = sentences(lines, self._header.language, self._split, self._listener.fill)
        for number, sentence in enumerate(found):
            if not sayable(sentence.text):
                if sentence.starts_line or number == 0:
                    self._findings.add(Kind.NOTHING_TO_SAY, sentence.origin)
                continue
            speak = Speak(
                utterance=self._utterance(sentence.text),
                text=sentence.text,
                origin=sentence.origin,
            )
            within_line = number > 0 and not sentence.starts_line
            self._sound(speak, SENTENCE_GAP if within_line else LINE_GAP)

    def _take(self, node: Take) -> None:
        path = self._catalog.recordings.get((node.span.source, node.file))
        if path is None:
            self._findings.add(Kind.UNKNOWN_RECORDING, node.span, name=node.file)
            return
        line = Line(text=node.text, span=node.span)
        text = plain(line, lambda name, _: self._listener.fill(name, node.span))
        utterance = self._utterance(text, take=path)
        self._sound(Speak(utterance=utterance, text=text, origin=node.span), LINE_GAP)

    def _change_voice(self, node: VoiceChange) -> None:
        if node.name is None and node.tempo is None:
            self._voice, self._pace = self._own_voice, self._own_pace
        if node.name is not None:
            self._choose_voice(node.name, node.span)
            self._voice = node.name
        if node.tempo is not None:
            pace = self._own_pace * TEMPI[node.tempo]
            self._pace = min(max(pace, Decimal("0.5")), Decimal("1.5"))

    def _choose_voice(self, name: str, span: Span) -> None:
        self._chosen[name] = self._chosen.get(name) or span
        if name not in self._catalog.voices:
            self._findings.add(
                Kind.UNKNOWN_VOICE,
                span,
                suggestion=nearest(name, self._catalog.voice_names),
                name=name,
            )

    def _listen(self, voice: str) -> None:
        """Warn, once, of a voice that speaks and cannot speak the language of the script."""
        if voice in self._heard:
            return
        self._heard.add(voice)
        language = self._catalog.voices.get(voice, MANY)
        if not speaks(language, self._header.language):
            self._findings.warn(
                Kind.VOICE_LANGUAGE,
                self._chosen[voice],
                voice=voice,
                spoken=language,
                written=self._header.language,
            )

    # -- the breath between ----------------------------------------------------------------

    def _sound(self, event: Speak | Breath | CueStrike, breath: int) -> None:
        """Something sounds, `breath` frames after what sounded before it."""
        self._gap(breath)
        self._events.append(event)
        self._sounds = not isinstance(event, CueStrike)

    def _gap(self, breath: int) -> None:
        if self._sounds:
            self._events.append(Gap(frames=max(breath, self._breath)))
        elif not self._begun:
            self._events.append(Gap(frames=LEAD_IN))
        self._begun = True
        self._sounds = False
        self._breath = 0

    # -- silence and breath ----------------------------------------------------------------

    def _silence(self, node: Dots | Pause) -> None:
        count, stretch = (
            (node.count, self._header.dots) if isinstance(node, Dots) else (1, node.stretch)
        )
        least = units.frames(stretch.least)
        most = None if stretch.most is None else units.frames(stretch.most)
        natural = REST_NATURAL if most is None else max(isqrt(least * most), 1)
        # A written silence is exact: no breath is added to it.
        self._events.append(
            Silence(
                least=count * least,
                most=None if most is None else count * most,
                natural=count * natural,
                origin=node.span,
            )
        )
        self._begun = True
        self._sounds = False
        self._breath = 0

    def _breathe(self, node: Breathe) -> None:
        phases = tuple((phase, int(units.frames(value))) for phase, value in node.pattern)
        cycle = sum(length for _, length in phases)
        cycles = node.cycles or max(int(units.frames(node.fill or Decimal(0))) // cycle, 1)
        words = PROMPTS.get(self._header.language.split("-")[0].casefold(), {})
        spoken = {
            BreathStyle.SPOKEN_FIRST: min(SPOKEN_CYCLES, cycles),
            BreathStyle.WORDS: cycles,
            BreathStyle.TONES: 0,
        }[node.style]
        prompts = tuple(
            Prompt(phase=phase, utterance=self._utterance(text), text=text)
            for phase, text in words.items()
            if any(phase is other for other, _ in phases)
        )
        breath = Breath(
            phases=phases,
            cycles=cycles,
            spoken_cycles=spoken if words else 0,
            prompts=prompts,
            origin=node.span,
        )
        self._sound(breath, BREATH_GAP)

    # -- cues ----------------------------------------------------------------------------

    def _cue_node(self, node: CueCall | AtTime | IntervalStart | IntervalStop) -> None:
        match node:
            case CueCall():
                self._cue(node)
            case AtTime():
                if cue := self._known_cue(node.cue.name, node.cue.name_span):
                    self._gap(LINE_GAP)
                    self._events.append(Anchor(at=units.frames(node.at), origin=node.span))
                    self._events.append(self._strike(cue, node.cue))
            case IntervalStart():
                self._begin_interval(node)
            case IntervalStop():
                if node.name not in self._intervals:
                    self._findings.add(Kind.NOTHING_STARTED, node.span, what=f"[{node.name} every]")
                elif cue := self._known_cue(node.name, node.name_span):
                    self._intervals.remove(node.name)
                    self._events.append(IntervalEnd(media=cue.media))

    def _begin_interval(self, node: IntervalStart) -> None:
        cue = self._known_cue(node.name, node.name_span)
        if cue is None:
            return
        call = CueCall(
            name=node.name,
            strike=node.strike,
            times=1,
            every=None,
            name_span=node.name_span,
            span=node.span,
        )
        if node.name in self._intervals:
            self._events.append(IntervalEnd(media=cue.media))
        self._intervals.add(node.name)
        self._events.append(
            IntervalBegin(strike=self._strike(cue, call), every=units.frames(node.every))
        )

    def _cue(self, node: CueCall) -> None:
        if cue := self._known_cue(node.name, node.name_span):
            self._sound(self._strike(cue, node), LINE_GAP)

    def _known_cue(self, name: str, span: Span) -> Cue | None:
        cue = self._catalog.cues.get(name)
        if cue is None:
            known = tuple(self._catalog.cues)
            self._findings.add(
                Kind.UNKNOWN_CUE,
                span,
                suggestion=nearest(name, (*known, *DIRECTIVES)),
                name=name,
                known=", ".join(known),
            )
        return cue

    def _strike(self, cue: Cue, node: CueCall) -> CueStrike:
        level = self._levels.voice - self._levels.cue
        if node.strike is Strike.SOFT:
            level -= SOFT
        return CueStrike(
            media=cue.media,
            frames=cue.frames,
            clear=cue.clear,
            gain=level - cue.momentary,
            times=node.times,
            every=units.frames(node.every) if node.every else max(CUE_EVERY, cue.clear),
            origin=node.span,
        )

    # -- mat and tones -------------------------------------------------------------------

    def _state(self, node: MatChange | ToneStart | ToneStop) -> None:
        match node:
            case MatChange():
                if node.side is self._side:
                    self._findings.add(Kind.MAT_ALREADY, node.span, side=node.side)
                self._side = node.side
                self._events.append(MatEvent(side=node.side, origin=node.span))
            case ToneStart():
                self._tone = True
                media = _tone(node)
                gain = self._levels.voice - self._levels.tone - TONE_LUFS
                self._events.append(ToneEvent(media=media, gain=gain, origin=node.span))
            case ToneStop():
                if not self._tone:
                    self._findings.add(Kind.NOTHING_STARTED, node.span, what="a tone")
                self._tone = False
                self._events.append(ToneEvent(media=None, gain=0.0, origin=node.span))


def _tone(node: ToneStart) -> str:
    """What the timeline calls a tone: ``binaural 200 10``, or with a ramp ``binaural 200>150
    10>4 57600000``, the last being frames.
    """
    ramp = node.ramp
    if ramp is None:
        return f"{node.kind} {node.carrier.normalize():f} {node.beat.normalize():f}"
    carrier = f"{node.carrier.normalize():f}>{ramp.carrier.normalize():f}"
    beat = f"{node.beat.normalize():f}>{ramp.beat.normalize():f}"
    return f"{node.kind} {carrier} {beat} {units.frames(ramp.over)}"
