"""The one place that wires the stages: a routine by name, and a session of it for a length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict, Unpack

from voicemat import config as configuration
from voicemat import units
from voicemat.compiler import Fit, Score, Wishes, arrange, resolve
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
from voicemat.session import Session
from voicemat.source import Source, Span
from voicemat.studio import Studio
from voicemat.timeline.utterance import Utterance

if TYPE_CHECKING:
    from voicemat.sound.segments import AudioSegment
    from voicemat.speech.narrator import SpeechError

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


class Choices(TypedDict, total=False):
    """What a listener may choose of a session; what is left out or None is the routine's own."""

    voice: str | None
    """Who speaks: a voice's name, or ``ENGINE:VOICE``."""
    pace: Decimal | None
    """How fast, 1 being the voice's own rate."""
    music: str | AudioSegment | None
    """The name of a bed in place of all the script's music, ``"none"``, or a pydub AudioSegment,
    which is looped and levelled as any music file is."""
    settings: Mapping[str, str] | None
    """The script's options by name."""
    fit: Fit
    """What to do where the length cannot be met."""
    course: Course
    """Whether beds are loops or are made while they play, endlessly."""


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
        wishes = self._wishes(None, {})
        _, findings = self._resolve(wishes)
        return in_order((*self.diagnostics, *findings), self.manuscript.sources)

    def _wishes(self, length: int | None, choices: Choices) -> Wishes:
        config = self.studio.config
        forced_voice = config.voice.value if config.voice.layer >= Layer.ENVIRONMENT else None
        forced_pace = config.pace.value if config.pace.layer >= Layer.ENVIRONMENT else None
        voice = choices.get("voice") or forced_voice
        own_voice = voice or self.script.header.voice
        return Wishes(
            length=length,
            fit=choices.get("fit", Fit.EXACT),
            course=choices.get("course", Course.LOOP),
            settings=tuple((choices.get("settings") or {}).items()),
            voice=voice,
            pace=choices.get("pace") or forced_pace,
            music=self._wished_music(choices.get("music")),
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
        progress: Progress | None = None,
        **choices: Unpack[Choices],
    ) -> Session:
        """The session of a length: exactly that long, to the frame.

        `length` is text such as ``"20m"`` or a number of frames; without one the script's own
        length is taken, and without that its natural one. `progress` is told (words spoken, words
        to speak). All the rest is told by `Choices`.

        Raises ScriptError with every finding when the script has errors or the length cannot be
        met, UsageError and MissingError when the voice cannot be had, and for a segment that
        cannot be used.
        """
        draft = self.speak(length, progress=progress, **choices)
        outline = Outline(score=draft.score, diagnostics=draft.diagnostics)
        return self.arranged(outline, draft.recordings)

    def arranged(self, outline: Outline, recordings: Recordings) -> Session:
        """The session of an outline that is spoken. Raises ScriptError for an impossible length."""
        timeline, findings = arrange(outline.score, recordings)
        diagnostics = (*outline.diagnostics, *findings)
        self.raise_errors(diagnostics)
        assert timeline is not None
        warnings = tuple(found for found in diagnostics if found.severity is Severity.WARNING)
        return Session(
            timeline=timeline, studio=self.studio, warnings=warnings, own_cover=self.cover
        )

    def speak(
        self,
        length: str | int | None = None,
        *,
        progress: Progress | None = None,
        **choices: Unpack[Choices],
    ) -> Draft:
        """What `compile` arranges: everything that happens, with its speech spoken and measured.

        Takes and raises what `compile` does, apart from lengths that cannot be met.
        """
        outline = self.outline(length, **choices)
        recordings = self._speak(outline.score, progress)
        return Draft(score=outline.score, recordings=recordings, diagnostics=outline.diagnostics)

    def outline(
        self,
        length: str | int | None = None,
        **choices: Unpack[Choices],
    ) -> Outline:
        """What `speak` speaks: everything that happens, in its order, and nothing made yet.

        Takes and raises what `compile` does, apart from what comes of the voice.
        """
        frames = parse_length(length) if isinstance(length, str) else length
        wishes = self._wishes(frames, choices)
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
