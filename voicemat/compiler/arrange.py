"""Score and measured durations to timeline: the silences are solved, everything gets its frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voicemat import units
from voicemat.compiler.duck import ducks
from voicemat.compiler.lanes import lanes
from voicemat.compiler.levels import LEVELS, RECORDING_LUFS
from voicemat.compiler.music import lay_music
from voicemat.compiler.score import (
    Breath,
    ChapterStart,
    CueStrike,
    Event,
    Fit,
    Gap,
    LevelChange,
    MixChange,
    MusicEvent,
    MusicFadeEvent,
    Score,
    Silence,
    Speak,
)
from voicemat.compiler.solve import Elastic, share
from voicemat.diagnostics import Diagnostic, Kind, Severity
from voicemat.script.model import FadeDirection
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Marker,
    MarkerKind,
    Media,
    MediaKind,
    Timeline,
)
from voicemat.timeline.utterance import Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A measured recording: the name by which samples are asked for, and its frames."""

    media: str
    frames: int


Recordings = Mapping[Utterance, Recording]


def arrange(score: Score, recordings: Recordings) -> tuple[Timeline | None, tuple[Diagnostic, ...]]:
    """The timeline of a score whose utterances have all been measured.

    Exactly as long as asked, to the frame; where that is impossible there is no timeline but a
    diagnostic that says what is possible (or, with `Fit.NEAREST`, the nearest there is).
    """
    rigid = [_rigid(event, recordings) for event in score.events]
    tail = _tail(score.events, rigid)
    silences = [event for event in score.events if isinstance(event, Silence)]
    fixed = sum(rigid) + tail
    sizes, problem = _solve(score, silences, fixed, rigid)
    if problem:
        return None, (problem,)
    return _lay(score, recordings, rigid, sizes, tail), ()


# -- durations -------------------------------------------------------------------------------


def _rigid(event: Event, recordings: Recordings) -> int:
    """The frames that an event takes whatever the length; silences are solved apart."""
    match event:
        case Speak():
            return recordings[event.utterance].frames
        case Gap():
            return event.frames
        case Breath():
            return event.cycles * sum(length for _, length in event.phases)
        case CueStrike():
            return (event.times - 1) * event.every + event.clear
        case _:
            return 0


def _tail(events: tuple[Event, ...], rigid: list[int]) -> int:
    """Frames to add at the end so that the last cue rings out and a written fade completes."""
    after = 0
    tail = 0
    for event, length in zip(reversed(events), reversed(rigid), strict=True):
        rings = length
        if isinstance(event, CueStrike):
            rings = (event.times - 1) * event.every + event.frames
        elif isinstance(event, MusicFadeEvent) and event.direction is FadeDirection.OUT:
            rings = event.over
        tail = max(tail, rings - length - after)
        after += event.least if isinstance(event, Silence) else length
    return tail


def _solve(
    score: Score, silences: list[Silence], fixed: int, rigid: list[int]
) -> tuple[tuple[int, ...], Diagnostic | None]:
    elastics = [
        Elastic(least=silence.least, most=silence.most, weight=silence.natural)
        for silence in silences
    ]
    if score.asked is None:
        return tuple(silence.natural for silence in silences), None
    least = sum(elastic.least for elastic in elastics)
    endless = any(elastic.most is None for elastic in elastics)
    most = sum(elastic.most or 0 for elastic in elastics)
    wanted = score.asked - fixed
    possible = wanted
    if wanted < least:
        possible = least
    elif not endless and wanted > most:
        possible = most
    if possible != wanted and score.fit is Fit.EXACT:
        longest = None if endless else fixed + most
        return (), _impossible(score, fixed + least, longest, rigid)
    return share(elastics, possible), None


def _impossible(score: Score, shortest: int, longest: int | None, rigid: list[int]) -> Diagnostic:
    assert score.asked is not None
    least = sum(event.least for event in score.events if isinstance(event, Silence))
    speech = gaps = 0
    for event, length in zip(score.events, rigid, strict=True):
        if isinstance(event, Speak):
            speech += length
        elif isinstance(event, Gap):
            gaps += length
    # Shown to the second, the shortest rounds up and the longest down, so that asking for it works.
    if longest is None or score.asked < shortest:
        kind, shown = Kind.TOO_SHORT, -(-shortest // units.RATE) * units.RATE
    else:
        kind, shown = Kind.TOO_LONG, longest // units.RATE * units.RATE
    if longest is not None and not shortest <= shown <= longest:
        kind, shown = Kind.FIXED_LENGTH, longest
    return Diagnostic(
        kind=kind,
        severity=Severity.ERROR,
        values=(
            ("asked", units.words(score.asked)),
            ("possible", units.words(shown)),
            ("speech", units.words(speech)),
            ("silence", units.words(gaps + least)),
            ("other", units.words(shortest - speech - gaps - least)),
        ),
    )


# -- layout ----------------------------------------------------------------------------------


def _lay(
    score: Score,
    recordings: Recordings,
    rigid: list[int],
    sizes: tuple[int, ...],
    tail: int,
) -> Timeline:
    levels = LEVELS[score.ending]
    voice_gain = levels.voice - RECORDING_LUFS
    solved = iter(sizes)
    speech: list[Clip] = []
    cues: list[Clip] = []
    markers: list[Marker] = []
    music: list[tuple[int, MusicEvent]] = []
    starts: list[tuple[int, ChapterStart]] = []
    at = 0
    for event, length in zip(score.events, rigid, strict=True):
        match event:
            case Speak():
                speech.append(_spoken(event, at, recordings, voice_gain))
            case Silence():
                length = next(solved)
                markers.append(
                    Marker(kind=MarkerKind.SILENCE, start=at, end=at + length, origin=event.origin)
                )
            case Breath():
                markers.append(
                    Marker(kind=MarkerKind.BREATH, start=at, end=at + length, origin=event.origin)
                )
                for clip in _breath(event, at, recordings, voice_gain, score.breath_gain):
                    (speech if clip.media.kind is MediaKind.RECORDING else cues).append(clip)
            case CueStrike():
                cues.extend(_strikes(event, at))
            case ChapterStart():
                starts.append((at, event))
            case MixChange() | MusicFadeEvent() | LevelChange():
                music.append((at, event))
            case Gap():
                pass
        at += length
    frames = at + tail
    laid = lay_music(music, score.opening_mix, score.room_tone, score.ending, frames)
    return Timeline(
        rate=units.RATE,
        frames=frames,
        tags=score.tags,
        voice_loudness=levels.voice,
        buses=(
            Bus(name=BusName.VOICE, tracks=lanes("voice", speech)),
            Bus(
                name=BusName.MUSIC,
                tracks=laid.tracks,
                automation=laid.automation,
                ducks=ducks(speech, levels.duck_depth, frames) if laid.tracks else (),
            ),
            Bus(name=BusName.CUES, tracks=lanes("cues", cues)),
            Bus(name=BusName.ROOM, tracks=laid.room),
        ),
        chapters=_chapters(score, starts, frames),
        markers=tuple(markers),
    )


def _spoken(event: Speak, at: int, recordings: Recordings, gain: float) -> Clip:
    recording = recordings[event.utterance]
    return Clip(
        start=at,
        duration=recording.frames,
        media=Media(kind=MediaKind.RECORDING, name=recording.media),
        gain=gain,
        origin=event.origin,
        text=event.text,
    )


def _breath(
    event: Breath, at: int, recordings: Recordings, voice_gain: float, tone_gain: float
) -> Iterator[Clip]:
    prompts = {prompt.phase: prompt for prompt in event.prompts}
    for cycle in range(event.cycles):
        for phase, length in event.phases:
            prompt = prompts.get(phase) if cycle < event.spoken_cycles else None
            # Words that would run into the next phase would lead the breath wrong.
            if prompt and recordings[prompt.utterance].frames <= length:
                recording = recordings[prompt.utterance]
                yield Clip(
                    start=at,
                    duration=recording.frames,
                    media=Media(kind=MediaKind.RECORDING, name=recording.media),
                    gain=voice_gain,
                    origin=event.origin,
                    text=prompt.text,
                )
            else:
                yield Clip(
                    start=at,
                    duration=length,
                    media=Media(kind=MediaKind.BREATH, name=phase),
                    gain=tone_gain,
                    origin=event.origin,
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


def _chapters(
    score: Score, starts: list[tuple[int, ChapterStart]], frames: int
) -> tuple[Chapter, ...]:
    if not starts:
        return (Chapter(title=score.tags.title, start=0, end=frames),)
    opening = starts[0]
    before = score.events.index(opening[1])
    speaks_before = any(isinstance(event, Speak | Breath) for event in score.events[:before])
    chapters = []
    if speaks_before:
        chapters.append(Chapter(title=score.tags.title, start=0, end=opening[0]))
    ends = [at for at, _ in starts[1:]] + [frames]
    for index, ((at, event), end) in enumerate(zip(starts, ends, strict=True)):
        start = 0 if index == 0 and not speaks_before else at
        chapters.append(Chapter(title=event.title, start=start, end=end, origin=event.origin))
    return tuple(chapters)
