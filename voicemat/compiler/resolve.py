"""Script to score: options filled in, names looked up, sentences split; time still symbolic."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isqrt, log10

from voicemat import units
from voicemat.compiler.catalog import Bed, Catalog
from voicemat.compiler.levels import LEVELS, ROOM_TONE, SOFT, Levels
from voicemat.compiler.narration import Splitter, plain, respell, sentences
from voicemat.compiler.score import (
    Breath,
    ChapterStart,
    CueStrike,
    Event,
    Gap,
    LevelChange,
    MixChange,
    MusicFadeEvent,
    Prompt,
    Score,
    ScoreLayer,
    Silence,
    Speak,
    Wishes,
)
from voicemat.diagnostics import Diagnostic, Kind, Severity, nearest
from voicemat.script.model import (
    Breathe,
    BreathPhase,
    BreathStyle,
    CueCall,
    Dots,
    Ending,
    FadeDirection,
    Heading,
    Layer,
    Line,
    MusicFade,
    MusicLevel,
    MusicMix,
    Node,
    Note,
    Paragraph,
    Pause,
    Script,
    Strike,
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

MIX_OVER = units.frames(8)
FADE_OVER = units.frames(10)
LEVEL_OVER = units.frames(8)

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

MOST_GAIN = 12.0
"""dB by which a quiet music file is raised at the most."""

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
        self._script = script
        self._header = script.header
        self._catalog = catalog
        self._wishes = wishes
        self._split = split
        self._levels: Levels = LEVELS[script.header.ending]
        self._findings: list[Diagnostic] = []
        self._events: list[Event] = []
        self._say = dict(script.header.say)
        self._voice = wishes.voice or script.header.voice or wishes.default_voice
        self._pace = wishes.pace or script.header.pace or wishes.default_pace
        self._music_plays = False
        self._music_played = False
        self._begun = False
        self._sounds = False
        self._breath = 0
        self._asked = self._length()
        self._values = self._options()

    # -- wishes --------------------------------------------------------------------------

    def _length(self) -> int | None:
        wish = self._header.length
        asked = self._wishes.length
        if asked is None and wish:
            asked = units.frames(wish.target)
        if asked is not None and wish and wish.least is not None and wish.most is not None:
            least, most = units.frames(wish.least), units.frames(wish.most)
            if not least <= asked <= most:
                self._find(
                    Kind.LENGTH_OUTSIDE_RANGE,
                    None,
                    severity=Severity.WARNING,
                    asked=units.words(asked),
                    least=units.words(least),
                    most=units.words(most),
                )
        return asked

    def _options(self) -> dict[str, str]:
        options = {option.name: option for option in self._header.options}
        values = {name: option.choices[0] for name, option in options.items()}
        for name, value in self._wishes.settings:
            option = options.get(name)
            if option is None:
                self._find(
                    Kind.UNKNOWN_OPTION,
                    None,
                    suggestion=nearest(name, options),
                    name=name,
                    known=", ".join(options) or "none",
                )
            elif len(option.choices) > 1 and value not in option.choices:
                self._find(
                    Kind.UNKNOWN_CHOICE,
                    None,
                    suggestion=nearest(value, option.choices),
                    name=name,
                    value=value,
                    known=", ".join(option.choices),
                )
            else:
                values[name] = value
        return values

    # -- the whole -----------------------------------------------------------------------

    def resolve(self) -> tuple[Score, tuple[Diagnostic, ...]]:
        opening = self._layers(self._header.music)
        nodes = self._script.nodes
        waits = next(
            (
                isinstance(node, MusicFade) and node.direction is FadeDirection.IN
                for node in nodes
                if isinstance(node, MusicFade | MusicMix | MusicLevel)
            ),
            False,
        )
        if opening and not waits:
            self._events.append(MixChange(layers=opening, over=LEAD_IN, origin=None))
            self._music_plays = True
        for node in nodes:
            self._node(node, opening)
        self._end()
        header = self._header
        score = Score(
            tags=Tags(
                title=header.title,
                summary=header.summary,
                author=header.author,
                license=header.license,
                language=header.language,
                voice=self._voice,
                keywords=header.tags,
            ),
            ending=header.ending,
            asked=self._asked,
            fit=self._wishes.fit,
            events=tuple(self._events),
            opening_mix=opening,
            room_tone=ScoreLayer(
                media=self._catalog.room_tone.media, gain=ROOM_TONE - self._catalog.room_tone.lufs
            ),
            breath_gain=self._levels.voice - self._levels.breath - self._catalog.breath_momentary,
        )
        return score, tuple(self._findings)

    def _end(self) -> None:
        if not any(
            isinstance(event, Speak | Silence | Breath | CueStrike) for event in self._events
        ):
            self._find(
                Kind.EMPTY_SCRIPT,
                Span(source=self._script.source, line=1, column=1, length=1),
            )
        if self._header.ending is Ending.BELL:
            origin = Span(source=self._script.source, line=1, column=1, length=1)
            self._breath = BREATH_GAP
            self._cue(CueCall(name=END_CUE, strike=Strike.SOFT, times=3, every=None, span=origin))
        elif self._sounds:
            self._events.append(Gap(frames=ENDING_GAP))

    def _node(self, node: Node, opening: tuple[ScoreLayer, ...]) -> None:
        match node:
            case Paragraph():
                self._paragraph(node)
            case Heading():
                self._breath = CHAPTER_GAP
                self._events.append(ChapterStart(title=self._fill_title(node), origin=node.span))
            case Dots():
                self._dots(node)
            case Pause():
                self._pause(node)
            case Breathe():
                self._breathe(node)
            case CueCall():
                self._cue(node)
            case MusicMix() | MusicFade() | MusicLevel():
                self._music(node, opening)
            case Note():
                pass

    # -- speech --------------------------------------------------------------------------

    def _utterance(self, text: str) -> Utterance:
        return Utterance(
            text=respell(text, self._say),
            voice=self._voice,
            language=self._header.language,
            pace=str(self._pace.normalize()),
        )

    def _paragraph(self, paragraph: Paragraph) -> None:
        language = self._header.language
        for number, sentence in enumerate(sentences(paragraph, language, self._split, self._fill)):
            if not sayable(sentence.text):
                if sentence.starts_line or number == 0:
                    self._find(Kind.NOTHING_TO_SAY, sentence.origin)
                continue
            speak = Speak(
                utterance=self._utterance(sentence.text),
                text=sentence.text,
                origin=sentence.origin,
            )
            within_line = number > 0 and not sentence.starts_line
            self._sound(speak, SENTENCE_GAP if within_line else LINE_GAP)

    def _fill(self, name: str, span: Span) -> str:
        if name == "length":
            if self._asked is None:
                self._find(Kind.LENGTH_UNKNOWN, span)
                return ""
            return _length_in_words(self._asked)
        if name not in self._values:
            self._find(
                Kind.UNKNOWN_NAME,
                span,
                suggestion=nearest(name, (*self._values, "length")),
                name=name,
            )
            return ""
        return self._values[name]

    def _fill_title(self, heading: Heading) -> str:
        line = Line(text=heading.title, span=heading.span)
        return plain(line, lambda name, _: self._fill(name, heading.span))

    # -- the breath between -----------------------------------------------------------------

    def _sound(self, event: Speak | Breath | CueStrike, breath: int) -> None:
        """Something sounds, `breath` frames after what sounded before it."""
        if self._sounds:
            self._events.append(Gap(frames=max(breath, self._breath)))
        elif not self._begun:
            self._events.append(Gap(frames=LEAD_IN))
        self._events.append(event)
        self._begun = True
        self._sounds = not isinstance(event, CueStrike)
        self._breath = 0

    # -- silence, breath, cues -----------------------------------------------------------

    def _silence(self, least: int, most: int | None, natural: int, origin: Span) -> None:
        # A written silence is exact: no breath is added to it.
        self._events.append(Silence(least=least, most=most, natural=natural, origin=origin))
        self._begun = True
        self._sounds = False
        self._breath = 0

    def _dots(self, node: Dots) -> None:
        dots = self._header.dots
        assert dots.most is not None
        least, most = units.frames(dots.least), units.frames(dots.most)
        self._silence(
            node.count * least,
            node.count * most,
            node.count * _geometric_mean(least, most),
            node.span,
        )

    def _pause(self, node: Pause) -> None:
        least = units.frames(node.stretch.least)
        if node.stretch.most is None:
            self._silence(least, None, REST_NATURAL, node.span)
        else:
            most = units.frames(node.stretch.most)
            self._silence(least, most, _geometric_mean(least, most), node.span)

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

    def _cue(self, node: CueCall) -> None:
        cue = self._catalog.cues.get(node.name)
        if cue is None:
            known = tuple(self._catalog.cues)
            self._find(
                Kind.UNKNOWN_CUE,
                node.span.within(1, len(node.name)),
                suggestion=nearest(node.name, (*known, "pause", "rest", "breathe", "music")),
                name=node.name,
                known=", ".join(known),
            )
            return
        level = self._levels.voice - self._levels.cue
        if node.strike is Strike.SOFT:
            level -= SOFT
        strike = CueStrike(
            media=cue.media,
            frames=cue.frames,
            clear=cue.clear,
            gain=level - cue.momentary,
            times=node.times,
            every=units.frames(node.every) if node.every else max(CUE_EVERY, cue.clear),
            origin=node.span,
        )
        self._sound(strike, LINE_GAP)

    # -- music ---------------------------------------------------------------------------

    def _music(
        self, node: MusicMix | MusicFade | MusicLevel, opening: tuple[ScoreLayer, ...]
    ) -> None:
        match node:
            case MusicMix():
                over = units.frames(node.over) if node.over else MIX_OVER
                layers = self._layers(node.layers)
                self._events.append(MixChange(layers=layers, over=over, origin=node.span))
                self._music_plays = self._music_played = True
            case MusicFade():
                if node.direction is FadeDirection.OUT or not (opening or self._music_played):
                    self._music_needed(node.span)
                over = units.frames(node.over) if node.over else FADE_OVER
                self._events.append(
                    MusicFadeEvent(direction=node.direction, over=over, origin=node.span)
                )
                self._music_plays = node.direction is FadeDirection.IN
            case MusicLevel():
                self._music_needed(node.span)
                over = units.frames(node.over) if node.over else LEVEL_OVER
                self._events.append(
                    LevelChange(change=float(node.change), over=over, origin=node.span)
                )

    def _layers(self, layers: tuple[Layer, ...]) -> tuple[ScoreLayer, ...]:
        level = self._levels.voice - self._levels.bed_in_silence
        found: list[tuple[Bed, Layer]] = []
        for layer in layers:
            bed = self._catalog.beds.get(layer.name) or self._catalog.beds.get(
                layer.name.casefold()
            )
            if bed is None:
                self._find(
                    Kind.UNKNOWN_BED,
                    layer.span,
                    suggestion=nearest(layer.name, self._catalog.beds),
                    name=layer.name,
                )
            else:
                found.append((bed, layer))
        return tuple(
            ScoreLayer(
                media=bed.media,
                # Unrelated beds add their powers: n of them are 10 log n dB louder than one.
                # A very quiet file stays quiet rather than bring up its noise.
                gain=min(level - bed.lufs, MOST_GAIN) + float(layer.gain) - 10 * log10(len(found)),
            )
            for bed, layer in found
        )

    def _music_needed(self, span: Span) -> None:
        if not self._music_plays:
            self._find(Kind.NO_MUSIC_YET, span)

    # -- findings ------------------------------------------------------------------------

    def _find(
        self,
        kind: Kind,
        span: Span | None,
        *,
        severity: Severity = Severity.ERROR,
        suggestion: str | None = None,
        **values: str,
    ) -> None:
        self._findings.append(
            Diagnostic(
                kind=kind,
                severity=severity,
                span=span,
                values=tuple(values.items()),
                suggestion=suggestion,
            )
        )


def _geometric_mean(least: int, most: int) -> int:
    return max(isqrt(least * most), 1)


def _length_in_words(frames: int) -> str:
    minutes = round(units.seconds(frames) / 60)
    if minutes < 1:
        return "less than a minute"
    hours, rest = divmod(minutes, 60)
    parts = [
        f"{value} {unit}{'s' if value > 1 else ''}"
        for value, unit in ((hours, "hour"), (rest, "minute"))
        if value
    ]
    return " and ".join(parts)
