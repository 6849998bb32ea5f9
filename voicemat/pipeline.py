"""The one place that wires the stages: a routine by name, a session for a length, its samples,
its file, its playback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from voicemat import config as configuration
from voicemat import units
from voicemat.compiler import Fit, Score, Wishes, arrange, resolve
from voicemat.compiler.night import Night
from voicemat.compiler.plan import Recording, Recordings
from voicemat.compiler.score import Breath, Speak
from voicemat.compiler.sheet import Entry, make_sheet, number_sentences
from voicemat.config import Config, Layer
from voicemat.diagnostics import (
    Diagnostic,
    Findings,
    Kind,
    Severity,
    error_count,
    message,
    render,
    summarise,
)
from voicemat.errors import FileError, MissingError, UsageError, VoicematError
from voicemat.library import Found
from voicemat.loading import Manuscript, load_manuscript, with_recordings
from voicemat.script import Script
from voicemat.script.cursor import Cursor, UnreadableError
from voicemat.script.model import Course
from voicemat.source import Source, Span
from voicemat.studio import Studio
from voicemat.timeline.model import BusName, Timeline
from voicemat.timeline.utterance import Utterance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicemat.documents import StemFile
    from voicemat.exporter import Metadata, Mix, Settings
    from voicemat.mixer import Mixer
    from voicemat.player import Place, Screen, Updates
    from voicemat.proof import Proof
    from voicemat.sound.segments import AudioSegment
    from voicemat.speech.narrator import SpeechError, Statistics

    Samples = NDArray[np.float32]

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


class ScriptError(VoicematError):
    """A script that has errors. `diagnostics` holds all that was found."""

    exit_code = 1

    def __init__(self, diagnostics: tuple[Diagnostic, ...], sources: Mapping[str, Source]) -> None:
        self.diagnostics = diagnostics
        self.sources = sources
        super().__init__(
            "\n".join(render(diagnostic, sources) for diagnostic in diagnostics)
            + f"\n{summarise(diagnostics)}"
        )


def parse_length(text: str, asked: str = "--length") -> int:
    """A length as a person writes it (``20m``, ``20 min``, ``1:30:00``), in frames. `asked` is
    the option that it was given to.

    Raises UsageError for what is no duration.
    """
    what = asked.removeprefix("--")
    span = Span(source=asked, line=1, column=1, length=max(len(text), 1))
    cursor = Cursor(text, span, "as in 20m, 45 min or 1:30:00")
    try:
        value = cursor.duration()
        cursor.done()
    except UnreadableError as error:
        raise UsageError(
            f"the {what} {message(error.diagnostic)}" if text.strip() else f"the {what} is empty",
            advice="write it as 20m, 45 min, 1 h 30 min or 1:30:00",
        ) from None
    return units.frames(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """A routine as its author wrote it. Made by `load`."""

    found: Found
    manuscript: Manuscript
    studio: Studio

    @property
    def script(self) -> Script:
        """The routine's own script, parsed."""
        return self.manuscript.script

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What parsing found. Errors among them are raised by `compile`."""
        return self.manuscript.diagnostics

    @property
    def title(self) -> str:
        """The routine's title."""
        return self.script.header.title

    @property
    def summary(self) -> str:
        """One line about the routine; may be empty."""
        return self.script.header.summary

    def _resolve(self, wishes: Wishes) -> tuple[Score, tuple[Diagnostic, ...]]:
        from voicemat.speech.sentences import split

        voice = wishes.voice or (None if self.script.header.voice else wishes.default_voice)
        catalog = self.studio.catalog(self.manuscript, voice, wishes.music)
        return resolve(self.script, catalog, wishes, split)

    def cover(self) -> bytes:
        """The cover picture, a JPEG: the one that the header names, or else one drawn for the
        routine.

        Raises ScriptError when the named one cannot be used.
        """
        from voicemat.cover import Subject, draw_cover, own_cover

        header, own = self.script.header, self.manuscript.cover
        if own is None or header.cover is None:
            music = tuple(layer.name for layer in header.music)
            name = self.found.path.stem
            return draw_cover(
                Subject(name=name, ending=header.ending, tags=header.tags, music=music)
            )
        try:
            return own_cover(own)
        except FileError as error:
            findings = Findings()
            findings.add(Kind.BAD_COVER, header.cover.span, problem=error.message)
            raise ScriptError(findings.all(), self.manuscript.sources) from error

    def check(self) -> tuple[Diagnostic, ...]:
        """Everything that can be found without a voice: errors and warnings, in order of place."""
        wishes = self._wishes(None, None, None, (), Fit.EXACT, Course.LOOP, None)
        _, findings = self._resolve(wishes)
        return in_order((*self.diagnostics, *findings), self.manuscript.sources)

    def _wishes(
        self,
        length: int | None,
        voice: str | None,
        pace: Decimal | None,
        settings: tuple[tuple[str, str], ...],
        fit: Fit,
        course: Course,
        music: str | AudioSegment | None,
    ) -> Wishes:
        config = self.studio.config
        forced_voice = config.voice.value if config.voice.layer >= Layer.ENVIRONMENT else None
        forced_pace = config.pace.value if config.pace.layer >= Layer.ENVIRONMENT else None
        own_voice = voice or forced_voice or self.script.header.voice
        return Wishes(
            length=length,
            fit=fit,
            course=course,
            settings=settings,
            voice=voice or forced_voice,
            pace=pace or forced_pace,
            music=self._wished_music(music),
            default_voice=own_voice or self.studio.default_voice,
            default_pace=config.pace.value,
            balance=self.studio.balance,
        )

    def _wished_music(self, music: str | AudioSegment | None) -> str | None:
        if music is None or isinstance(music, str):
            return None if music is None else self.studio.bed(music)
        return str(self.studio.file_of(music))

    def compile(
        self,
        length: str | int | None = None,
        *,
        voice: str | None = None,
        pace: Decimal | None = None,
        music: str | AudioSegment | None = None,
        settings: Mapping[str, str] | None = None,
        fit: Fit = Fit.EXACT,
        course: Course = Course.LOOP,
        progress: Progress | None = None,
    ) -> Session:
        """The session of a length: exactly that long, to the frame.

        `length` is text such as ``"20m"`` or a number of frames; without one the script's own
        length is taken, and without that its natural one. `music` is the name of a bed in place of
        all the script's music, ``"none"``, or a pydub AudioSegment, which is looped and levelled
        as any music file is. `settings` chooses the script's options. With an
        endless `course` every bed is made while it plays. `progress` is told (words spoken, words
        to speak).

        Raises ScriptError with every finding when the script has errors or the length cannot be
        met, UsageError and MissingError when the voice cannot be had, and for a segment that
        cannot be used.
        """
        draft = self.speak(
            length,
            voice=voice,
            pace=pace,
            music=music,
            settings=settings,
            fit=fit,
            course=course,
            progress=progress,
        )
        outline = Outline(score=draft.score, diagnostics=draft.diagnostics)
        return self.arranged(outline, draft.recordings)

    def arranged(self, outline: Outline, recordings: Recordings) -> Session:
        """The session of an outline that is spoken. Raises ScriptError for an impossible length."""
        timeline, findings = arrange(outline.score, recordings)
        diagnostics = (*outline.diagnostics, *findings)
        self.raise_errors(diagnostics)
        assert timeline is not None
        warnings = tuple(found for found in diagnostics if found.severity is Severity.WARNING)
        return Session(timeline=timeline, studio=self.studio, warnings=warnings, routine=self)

    def speak(
        self,
        length: str | int | None = None,
        *,
        voice: str | None = None,
        pace: Decimal | None = None,
        music: str | AudioSegment | None = None,
        settings: Mapping[str, str] | None = None,
        fit: Fit = Fit.EXACT,
        course: Course = Course.LOOP,
        progress: Progress | None = None,
    ) -> Draft:
        """What `compile` arranges: everything that happens, with its speech spoken and measured.

        Takes and raises what `compile` does, apart from lengths that cannot be met.
        """
        outline = self.outline(
            length,
            voice=voice,
            pace=pace,
            music=music,
            settings=settings,
            fit=fit,
            course=course,
        )
        recordings = self._speak(outline.score, progress)
        return Draft(score=outline.score, recordings=recordings, diagnostics=outline.diagnostics)

    def outline(
        self,
        length: str | int | None = None,
        *,
        voice: str | None = None,
        pace: Decimal | None = None,
        music: str | AudioSegment | None = None,
        settings: Mapping[str, str] | None = None,
        fit: Fit = Fit.EXACT,
        course: Course = Course.LOOP,
    ) -> Outline:
        """What `speak` speaks: everything that happens, in its order, and nothing made yet.

        Takes and raises what `compile` does, apart from what comes of the voice.
        """
        frames = parse_length(length) if isinstance(length, str) else length
        chosen = tuple((settings or {}).items())
        wishes = self._wishes(frames, voice, pace, chosen, fit, course, music)
        score, findings = self._resolve(wishes)
        diagnostics = (*self.diagnostics, *findings)
        self.raise_errors(diagnostics)
        return Outline(score=score, diagnostics=diagnostics)

    def _speak(self, score: Score, progress: Progress | None) -> Recordings:
        return self.recordings(
            score, lambda: self.studio.narrator.durations(score.utterances, progress)
        )

    def recordings(
        self, score: Score, measure: Callable[[], Mapping[Utterance, int]]
    ) -> Recordings:
        """The recordings of `score` whose lengths `measure` gives.

        Raises what `measure` raises: an OwnTakeError as a ScriptError, a SpeechError with the place
        of its sentence.
        """
        from voicemat.speech.narrator import OwnTakeError, SpeechError

        narrator = self.studio.narrator
        try:
            durations = measure()
        except OwnTakeError as error:
            findings = Findings()
            place = _place(score, error.utterance)
            findings.add(Kind.BAD_RECORDING, place, problem=error.message)
            raise ScriptError(findings.all(), self.manuscript.sources) from error
        except SpeechError as error:
            raise _unspoken(error, score) from error
        return {
            utterance: Recording(
                media=narrator.key(utterance), frames=count, words=narrator.words(utterance)
            )
            for utterance, count in durations.items()
        }

    def with_recordings(self, recordings: Mapping[str, AudioSegment]) -> Routine:
        """The routine with sentences that are said by recordings in place of the voice.

        `recordings` holds, for each sentence, a pydub AudioSegment of any kind. A sentence is
        written as it is heard or as it stands in the script, as in an overlay, and is replaced
        wherever the routine says it. Recordings are trimmed, mixed to one channel and brought to
        one loudness, as takes in files are.

        Raises UsageError for a sentence that the routine never says and for a segment that is
        empty, MissingError without pydub. A silent one is an error of `compile`.
        """
        sentences = [" ".join(sentence.split()) for sentence in recordings]
        files = [self.studio.file_of(segment) for segment in recordings.values()]
        said = dict(zip(sentences, files, strict=True))
        manuscript, unsaid = with_recordings(self.manuscript, said)
        for sentence, suggestion in unsaid.items():
            raise UsageError(
                f'the routine never says "{sentence}"',
                advice=f'did you mean "{suggestion}"?' if suggestion else None,
            )
        return replace(self, manuscript=manuscript)

    def sheet(self, session: Session) -> tuple[Entry, ...]:
        """Every sentence of a session of this routine, for a person who records it herself."""
        from voicemat.speech.sentences import split

        manuscript = self.manuscript
        numbers = number_sentences(manuscript.script, manuscript.scripts, split)
        return make_sheet(session.timeline, numbers, manuscript.sources)

    def raise_errors(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Raises ScriptError with all of `diagnostics` when there is an error among them."""
        if error_count(diagnostics):
            sources = self.manuscript.sources
            raise ScriptError(in_order(diagnostics, sources), sources)


def _place(score: Score, utterance: Utterance) -> Span:
    """Where an utterance is first said."""
    return next(
        event.origin
        for event in score.events
        if (isinstance(event, Speak) and event.utterance == utterance)
        or (
            isinstance(event, Breath)
            and any(prompt.utterance == utterance for prompt in event.prompts)
        )
    )


def _unspoken(error: SpeechError, score: Score) -> MissingError:
    """What is missing of a narration, and where it broke off."""
    place = _place(score, error.utterance)
    total = len(score.utterances)
    made = "none is made yet" if error.missing == total else "the others are kept"
    return MissingError(
        f"{place.source}:{place.line}: {error.message}\n"
        f"  {error.missing} of {total} sentences are missing; {made}, and the next try goes on "
        "from there",
        advice=error.advice,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What happens in a session, and what was found in the script."""

    score: Score
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A session before its silences are solved, and the warnings so far."""

    score: Score
    recordings: Mapping[Utterance, Recording]
    diagnostics: tuple[Diagnostic, ...]


def in_order(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]
) -> tuple[Diagnostic, ...]:
    """By place, script after script, as a person reads them; what concerns the whole session comes
    last.
    """
    scripts = {name: number for number, name in enumerate(sources)}

    def place(diagnostic: Diagnostic) -> tuple[int, int, int]:
        span = diagnostic.span
        last = len(scripts)
        return (
            (last + 1, 0, 0)
            if span is None
            else (
                scripts.get(span.source, last),
                span.line,
                span.column,
            )
        )

    return tuple(sorted(diagnostics, key=place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A compiled session: its timeline, and everything that can be done with it.

    `routine` is the one that it was compiled from; sounds and voices that are tried have none.
    """

    timeline: Timeline
    warnings: tuple[Diagnostic, ...]
    studio: Studio
    routine: Routine | None = None

    @property
    def frames(self) -> int:
        """The session's length in frames at 48 kHz."""
        return self.timeline.frames

    @property
    def seconds(self) -> float:
        """The session's length in seconds."""
        return units.seconds(self.timeline.frames)

    @property
    def speech(self) -> Statistics:
        """How many sentences were synthesised, and how many came from the cache."""
        return self.studio.narrator.statistics

    def cover(self) -> bytes:
        """The cover picture, a JPEG: the routine's, or one drawn for the title.

        Raises ScriptError when the routine names a picture that cannot be used.
        """
        from voicemat.cover import Subject, draw_cover

        if self.routine is not None:
            return self.routine.cover()
        return draw_cover(Subject(name=self.timeline.tags.title))

    def _mixer(self, buses: frozenset[BusName] = frozenset(BusName)) -> Mixer:
        from voicemat.mixer import Mixer

        return Mixer(self.timeline, self.studio, buses=buses)

    def blocks(self, *, start: int = 0, bus: str | None = None) -> Iterator[Samples]:
        """The mix in blocks: float32, shape (frames, 2), 48 kHz, full scale 1.0, read-only.

        `start` is the first frame; `bus` restricts the mix to one of ``voice``, ``music``,
        ``cues`` and ``room``.
        """
        if bus is None:
            return self._mixer().blocks(start)
        try:
            only = frozenset({BusName(bus)})
        except ValueError:
            raise UsageError(
                f'there is no bus named "{bus}"',
                advice=f"the buses are {', '.join(BusName)}",
            ) from None
        return self._mixer(only).blocks(start)

    def export(
        self,
        path: str | Path | None = None,
        *,
        format: str | None = None,
        metadata: Metadata | None = None,
        settings: Settings | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Path:
        """Write the session as a file and return its path.

        `path` may be a folder; without one the file is named by the title, in the current
        folder. Text that ends in a slash is always a folder. The format is that of the suffix,
        MP3 without one. Without `metadata` the file says of itself what the timeline does, and has
        the cover of the session; without `settings` it is encoded as usual, in mono where the
        session is speech alone. `progress` is told the frames that are done. The file is there when
        it is whole, and not before. Raises FileError, UsageError for a format that there is not or
        a quality that it cannot have, and what `cover` does.
        """
        from voicemat.exporter import choose_target, describe, export

        target = choose_target(path, format, self.timeline.tags.title)
        return export(
            self.mix(),
            target.path,
            format=target.format,
            metadata=metadata or describe(self.timeline, cover=self.cover()),
            settings=settings,
            progress=progress,
        )

    def audio_segment(self, *, stem: str | None = None) -> AudioSegment:
        """The session as a pydub AudioSegment: 48 kHz, stereo, 16 bits, exactly as long.

        `stem` is one of ``voice``, ``music`` and ``cues``, as in `export_stems`. A segment lies in
        memory as a whole, 11.5 MB for each minute, where a session and its export take the same
        however long it is. Raises MissingError without pydub, UsageError for an unknown stem.
        """
        from voicemat.exporter import STEMS
        from voicemat.sound.segments import as_segment

        if stem is None:
            return as_segment(self.blocks())
        for one in STEMS:
            if one.name == stem:
                return as_segment(one.mix(self.timeline, self.studio, self.studio.loop).blocks())
        raise UsageError(
            f'there is no stem named "{stem}"',
            advice=f"the stems are {', '.join(one.name for one in STEMS)}",
        )

    def export_proved(
        self,
        path: str | Path | None = None,
        *,
        format: str | None = None,
        metadata: Metadata | None = None,
        settings: Settings | None = None,
        asked: int | None = None,
        exported: Callable[[int], None] = lambda _: None,
        heard: Callable[[int], None] = lambda _: None,
    ) -> Proof:
        """Write the session as `export` does, and prove the file before it gets its name.

        The file is decoded again and held against the session. The proof, with its checks and
        their verdicts, is returned, and stands beside the file as JSON and as a page with pictures.
        `asked` is the length in frames that a person asked for, where that is another. `exported`
        is told the frames that are written, `heard` those that are decoded again. Raises ProofError
        when a check fails: then there is no new sound file, but its proof. Raises what `export`
        raises, and MissingError where nothing is installed that decodes the format.
        """
        from voicemat.exporter import choose_target, describe
        from voicemat.proof import export_proved

        return export_proved(
            self.mix(),
            choose_target(path, format, self.timeline.tags.title),
            metadata=metadata or describe(self.timeline, cover=self.cover()),
            settings=settings,
            motion=self.studio.motion,
            asked=asked,
            exported=exported,
            heard=heard,
        )

    def prove(self, path: str | Path, *, metadata: Metadata | None = None) -> Proof:
        """Prove a file of this session that is there already.

        `metadata` is what it should say of itself, by default what `export` has it say. Raises
        FileError when it cannot be decoded, MissingError where nothing is installed that does.
        """
        from voicemat.exporter import choose_target, describe
        from voicemat.proof import prove

        target = choose_target(path, None, self.timeline.tags.title)
        return prove(
            target.path,
            name=target.path.name,
            format=target.format,
            mix=self.mix(),
            metadata=metadata or describe(self.timeline, cover=self.cover()),
            motion=self.studio.motion,
        ).proof

    def export_stems(
        self,
        path: str | Path | None = None,
        *,
        format: str | None = None,
        metadata: Metadata | None = None,
        settings: Settings | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> tuple[Path, ...]:
        """Write voice, music and cues as files of their own and return their paths.

        They stand beside the file that `export` of the same `path` and `format` writes, as
        ``Sleep.voice.mp3`` beside ``Sleep.mp3``, are as long, and add up to it, but for what its
        limiter has done. `progress` is told the frames that are done, of three times the session's.
        Raises what `export` raises.
        """
        from voicemat.exporter import (
            STEMS,
            Settings,
            channels_of,
            choose_target,
            describe,
            export,
        )

        target = choose_target(path, format, self.timeline.tags.title)
        said = metadata or describe(self.timeline, cover=self.cover())
        # Speech alone would be mono by itself, and the stems are to lie upon each other.
        same = settings or Settings(channels=channels_of(self.timeline))

        def later(before: int) -> Callable[[int], None]:
            return lambda done: progress(before + done)

        self.studio.prepare(self.timeline)
        return tuple(
            export(
                stem.mix(self.timeline, self.studio, self.studio.loop),
                stem.path(target.path),
                format=target.format,
                metadata=stem.metadata(said),
                settings=same,
                progress=later(stem.index * self.frames),
            )
            for stem in STEMS
        )

    def document(self, name: str, *, sound: str = "", stems: tuple[StemFile, ...] = ()) -> bytes:
        """What can stand beside the sound file: ``vtt``, ``txt`` and others, see
        `voicemat.documents`.

        `sound` and `stems` are the files that an editor's timeline refers to. Raises UsageError
        with all names for an unknown one, MissingError for one that needs what is not installed.
        """
        from voicemat.documents import Subject, make

        return make(name, Subject(timeline=self.timeline, sound=sound, stems=stems))

    def mix(self) -> Mix:
        """What `export` writes: the sound of the session, and where it repeats.

        What takes long to decode or to make is made now. Raises what reading sounds raises.
        """
        from voicemat.exporter import Mix
        from voicemat.mixer import Mixer, steady_stretches

        self.studio.prepare(self.timeline)
        return Mix(
            timeline=self.timeline,
            render=lambda timeline: Mixer(timeline, self.studio).block,
            steady=steady_stretches(self.timeline, self.studio.loop),
        )

    def play(
        self,
        *,
        output: str | None = None,
        start: int = 0,
        night: Night | None = None,
        updates: Updates | None = None,
        screen: Screen | None = None,
        keep: Callable[[Place], None] | None = None,
    ) -> None:
        """Play the session on a sound device, from frame `start` on; returns at its end.

        `night` makes it begin later, last longer or end by a timer. `updates` gives versions that
        take over meanwhile; see `voicemat.watching`. `screen` is where it shows itself, by default
        what suits standard output. `keep` is told now and then where the session stands. Raises
        MissingError when there is no device.
        """
        from voicemat.mixer import Mixer
        from voicemat.player import forget, no_updates, play

        play(
            self.timeline,
            lambda timeline: Mixer(timeline, self.studio).stems,
            output=output or self.studio.config.output.value,
            start=start,
            night=night,
            updates=updates or no_updates,
            screen=screen,
            keep=keep or forget,
        )


def load(
    name: str,
    *,
    config: Config | None = None,
    notice: Callable[[str], None] = lambda _: None,
) -> Routine:
    """The routine called `name`: a bundled one, one of the person's own, or a path to a file.

    `config` defaults to the environment's and the files'. `notice` is told what a person should
    know and no error is, such as a cache that cannot be written. A script with mistakes loads;
    see `Routine.diagnostics`.

    Raises UsageError for an unknown name and FileError for a file that cannot be read.
    """
    return load_with(Studio(config or configuration.load(), notice), name)


def load_with(studio: Studio, name: str) -> Routine:
    """Like `load`, with a studio that is there already."""
    found = studio.library.find(name)
    manuscript = load_manuscript(found, studio.library)
    return Routine(found=found, manuscript=manuscript, studio=studio)
