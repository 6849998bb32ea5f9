"""Score and measured durations to timeline: the silences are solved, everything gets its frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from voicemat import units
from voicemat.compiler.duck import ducks
from voicemat.compiler.lanes import lanes
from voicemat.compiler.levels import RECORDING_LUFS
from voicemat.compiler.music import lay_music
from voicemat.compiler.plan import Plan, Recordings, plan
from voicemat.compiler.score import (
    Anchor,
    Breath,
    ChapterStart,
    CueStrike,
    Event,
    Gap,
    IntervalBegin,
    IntervalEnd,
    LevelChange,
    MatEvent,
    MixChange,
    MusicEvent,
    MusicFadeEvent,
    Score,
    Silence,
    Speak,
    ToneEvent,
)
from voicemat.diagnostics import Diagnostic
from voicemat.script.model import MatSide
from voicemat.source import Span
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Fade,
    FadeShape,
    Marker,
    MarkerKind,
    Media,
    MediaKind,
    Timeline,
)

TONE_FADE = units.frames(20)
"""An entrainment tone comes and goes slowly."""


def arrange(score: Score, recordings: Recordings) -> tuple[Timeline | None, tuple[Diagnostic, ...]]:
    """The timeline of a score whose utterances have all been measured.

    Exactly as long as asked, to the frame; where that is impossible there is no timeline but a
    diagnostic that says what is possible (or, with `Fit.NEAREST`, the nearest there is).
    """
    found, findings = plan(score, recordings)
    return (None if found is None else lay(score, recordings, found)), findings


def lay(score: Score, recordings: Recordings, found: Plan) -> Timeline:
    """The timeline of a score whose time is solved."""
    layout = _Layout(score=score, recordings=recordings)
    at = 0
    for event, length in zip(found.events, found.lengths, strict=True):
        layout.place(event, at, length)
        at += length
    layout.close(at, found.frames)
    levels = score.levels
    music = lay_music(layout.music, score.opening_mix, score.room_tone, score.ending, found.frames)
    return Timeline(
        rate=units.RATE,
        frames=found.frames,
        tags=score.tags,
        voice_loudness=levels.voice,
        buses=(
            Bus(name=BusName.VOICE, tracks=lanes("voice", layout.speech)),
            Bus(
                name=BusName.MUSIC,
                tracks=music.tracks,
                automation=music.automation,
                ducks=ducks(layout.speech, levels.duck_depth, found.frames) if music.tracks else (),
            ),
            Bus(name=BusName.CUES, tracks=lanes("cues", layout.cues)),
            Bus(name=BusName.TONES, tracks=lanes("tones", layout.tones)),
            Bus(name=BusName.ROOM, tracks=music.room),
        ),
        chapters=_chapters(score.tags.title, found, layout.starts),
        markers=tuple(sorted(layout.markers, key=lambda marker: marker.start)),
        mat_cap=score.mat_cap,
    )


@dataclass(slots=True, kw_only=True)
class _Layout:
    """Collects clips, markers and music as the events get their frames."""

    score: Score
    recordings: Recordings
    speech: list[Clip] = field(default_factory=list)
    cues: list[Clip] = field(default_factory=list)
    tones: list[Clip] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    music: list[tuple[int, MusicEvent]] = field(default_factory=list)
    starts: list[tuple[int, ChapterStart]] = field(default_factory=list)
    _intervals: dict[str, tuple[int, IntervalBegin]] = field(default_factory=dict)
    _rung: list[tuple[int, int, IntervalBegin]] = field(default_factory=list)
    _tone: tuple[int, ToneEvent] | None = None
    _mat: tuple[int, MatEvent] | None = None

    @property
    def _voice_gain(self) -> float:
        return self.score.levels.voice - RECORDING_LUFS

    def place(self, event: Event, at: int, length: int) -> None:
        """Give an event its frames."""
        match event:
            case Speak():
                self.speech.append(self._spoken(event, at))
            case Silence():
                self._mark(MarkerKind.SILENCE, at, at + length, event.origin)
            case Breath():
                self._mark(MarkerKind.BREATH, at, at + length, event.origin)
                self._breath(event, at)
            case CueStrike():
                self.cues.extend(_strikes(event, at))
            case ChapterStart():
                self.starts.append((at, event))
            case MixChange() | MusicFadeEvent() | LevelChange():
                self.music.append((at, event))
            case IntervalBegin() | IntervalEnd() | ToneEvent() | MatEvent():
                self._change(event, at)
            case Gap() | Anchor():
                pass

    def close(self, at: int, frames: int) -> None:
        """End what is still going on at the end, `at`, of a session of `frames` frames."""
        for media in tuple(self._intervals):
            self._change(IntervalEnd(media=media), at)
        self._end_tone(frames)
        self._end_mat(at)
        for start, end, begin in self._rung:
            for strike in _interval(begin, start, end, self.speech):
                if strike.end <= frames:
                    self.cues.append(strike)

    def _change(self, event: IntervalBegin | IntervalEnd | ToneEvent | MatEvent, at: int) -> None:
        match event:
            case IntervalBegin():
                self._intervals[event.strike.media] = (at, event)
            case IntervalEnd():
                start, begin = self._intervals.pop(event.media)
                self._rung.append((start, at, begin))
            case ToneEvent():
                self._end_tone(at)
                self._tone = (at, event) if event.media else None
            case MatEvent():
                self._end_mat(at)
                self._mat = (at, event) if event.side is MatSide.ON else None

    def _mark(self, kind: MarkerKind, start: int, end: int, origin: Span) -> None:
        self.markers.append(Marker(kind=kind, start=start, end=end, origin=origin))

    def _end_mat(self, at: int) -> None:
        if self._mat and at > self._mat[0]:
            self._mark(MarkerKind.MAT, self._mat[0], at, self._mat[1].origin)
        self._mat = None

    def _end_tone(self, at: int) -> None:
        if self._tone and at > self._tone[0] and self._tone[1].media:
            start, event = self._tone
            fade = Fade(frames=min(TONE_FADE, (at - start) // 2), shape=FadeShape.EQUAL_POWER)
            self.tones.append(
                Clip(
                    start=start,
                    duration=at - start,
                    media=Media(kind=MediaKind.TONE, name=event.media or ""),
                    gain=event.gain,
                    fade_in=fade,
                    fade_out=fade,
                    origin=event.origin,
                )
            )
        self._tone = None

    def _spoken(self, event: Speak, at: int) -> Clip:
        recording = self.recordings[event.utterance]
        return Clip(
            start=at,
            duration=recording.frames,
            media=Media(kind=MediaKind.RECORDING, name=recording.media),
            gain=self._voice_gain,
            origin=event.origin,
            text=event.text,
            words=recording.words,
        )

    def _breath(self, event: Breath, at: int) -> None:
        prompts = {prompt.phase: prompt for prompt in event.prompts}
        for cycle in range(event.cycles):
            for phase, length in event.phases:
                prompt = prompts.get(phase) if cycle < event.spoken_cycles else None
                # Words that would run into the next phase would lead the breath wrong.
                if prompt and self.recordings[prompt.utterance].frames <= length:
                    said = Speak(utterance=prompt.utterance, text=prompt.text, origin=event.origin)
                    self.speech.append(self._spoken(said, at))
                else:
                    self.cues.append(
                        Clip(
                            start=at,
                            duration=length,
                            media=Media(kind=MediaKind.BREATH, name=phase),
                            gain=self.score.breath_gain,
                            origin=event.origin,
                        )
                    )
                at += length


def _strikes(event: CueStrike, at: int) -> Iterator[Clip]:
    for number in range(event.times):
        yield Clip(
            start=at + number * event.every,
            duration=event.frames,
            media=Media(kind=MediaKind.CUE, name=event.media),
            gain=event.gain,
            origin=event.origin,
        )


def _interval(begin: IntervalBegin, start: int, end: int, speech: Sequence[Clip]) -> Iterator[Clip]:
    """The strikes of an interval cue. One that would fall into a sentence waits for its end."""
    strike = replace(begin.strike, times=1)
    for due in range(start + begin.every, end, begin.every):
        at = due
        for clip in speech:
            if clip.start - strike.clear // 2 < at < clip.end:
                at = clip.end
        if at < end:
            yield from _strikes(strike, at)


def _chapters(
    title: str, found: Plan, starts: Sequence[tuple[int, ChapterStart]]
) -> tuple[Chapter, ...]:
    """The chapters of the session. What is said before the first heading is one too, under the
    session's own title.
    """
    if not starts:
        return (Chapter(title=title, start=0, end=found.frames),)
    first_at, first = starts[0]
    before = found.events[: found.events.index(first)]
    chapters = []
    begins = 0
    if any(isinstance(event, Speak | Breath) for event in before):
        chapters.append(Chapter(title=title, start=0, end=first_at))
        begins = first_at
    ends = [at for at, _ in starts[1:]] + [found.frames]
    for number, ((at, event), end) in enumerate(zip(starts, ends, strict=True)):
        start = begins if number == 0 else at
        chapters.append(Chapter(title=event.title, start=start, end=end, origin=event.origin))
    return tuple(chapters)
