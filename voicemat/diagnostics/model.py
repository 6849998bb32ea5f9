"""Findings about a script, as data: what kind, where, and the values that its wording needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from voicemat.source import Span


class Severity(StrEnum):
    """Errors stop a compile; warnings do not."""

    ERROR = "error"
    WARNING = "warning"


class Kind(StrEnum):
    """Every finding there is. The value is the code that a person sees and can look up."""

    # the header
    UNCLOSED_HEADER = "unclosed-header"
    BAD_HEADER = "bad-header"
    UNKNOWN_KEY = "unknown-key"
    DUPLICATE_KEY = "duplicate-key"
    BAD_VALUE = "bad-value"
    # the body
    UNCLOSED_BRACKET = "unclosed-bracket"
    STRAY_BRACKET = "stray-bracket"
    UNCLOSED_COMMENT = "unclosed-comment"
    HEADING_SPACE = "heading-space"
    EMPTY_HEADING = "empty-heading"
    BRACKET_IN_HEADING = "bracket-in-heading"
    EMPTY_DIRECTIVE = "empty-directive"
    UNKNOWN_DIRECTIVE = "unknown-directive"
    UNEXPECTED_WORDS = "unexpected-words"
    MISSING_PART = "missing-part"
    BAD_DURATION = "bad-duration"
    MISSING_UNIT = "missing-unit"
    BACKWARD_RANGE = "backward-range"
    OUT_OF_RANGE = "out-of-range"
    BLOCK_NOT_CLOSED = "block-not-closed"
    STRAY_END = "stray-end"
    TOO_DEEP = "too-deep"
    NOT_TEXT = "not-text"
    NOTHING_TO_SAY = "nothing-to-say"
    EMPTY_SCRIPT = "empty-script"
    # names
    UNKNOWN_BED = "unknown-bed"
    UNKNOWN_CUE = "unknown-cue"
    UNKNOWN_NAME = "unknown-name"
    UNKNOWN_OPTION = "unknown-option"
    UNKNOWN_CHOICE = "unknown-choice"
    LENGTH_UNKNOWN = "length-unknown"
    NO_MUSIC_YET = "no-music-yet"
    MUSIC_PLAYS_ALREADY = "music-plays-already"
    UNKNOWN_CONDITION = "unknown-condition"
    UNKNOWN_SCRIPT = "unknown-script"
    INCLUDE_CYCLE = "include-cycle"
    UNKNOWN_VOICE = "unknown-voice"
    VOICE_LANGUAGE = "voice-language"
    UNKNOWN_RECORDING = "unknown-recording"
    TOO_MUCH = "too-much"
    NOTHING_STARTED = "nothing-started"
    MAT_ALREADY = "mat-already"
    BAD_RECORDING = "bad-recording"
    UNKNOWN_COVER = "unknown-cover"
    BAD_COVER = "bad-cover"
    # overlays
    OVERLAY_STRAY = "overlay-stray"
    OVERLAY_UNFINISHED = "overlay-unfinished"
    OVERLAY_SENTENCE_GONE = "overlay-sentence-gone"
    OVERLAY_CHAPTER_GONE = "overlay-chapter-gone"
    # time
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    FIXED_LENGTH = "fixed-length"
    LENGTH_OUTSIDE_RANGE = "length-outside-range"
    TIME_IMPOSSIBLE = "time-impossible"
    CHAPTER_BOUNDS = "chapter-bounds"
    CHAPTER_LEFT_OUT = "chapter-left-out"
    MAT_TOO_LONG = "mat-too-long"
    # what a listener would rather not hear
    LONG_SENTENCE = "long-sentence"
    UNANNOUNCED_SILENCE = "unannounced-silence"
    MEDICAL_PROMISE = "medical-promise"
    MAT_NEVER_LEFT = "mat-never-left"
    NO_SAFETY = "no-safety"
    LONG_HOLD = "long-hold"
    FAST_BREATH = "fast-breath"
    CUE_BEFORE_SLEEP = "cue-before-sleep"
    WAKING_WORDS = "waking-words"
    LOUDER_BEFORE_SLEEP = "louder-before-sleep"
    SHORT_LAST_FADE = "short-last-fade"
    # what nothing uses
    UNUSED_OPTION = "unused-option"
    UNUSED_RESPELLING = "unused-respelling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. `values` fills the wording; `span` is absent for a whole-session finding."""

    kind: Kind
    severity: Severity
    span: Span | None = None
    values: tuple[tuple[str, str], ...] = ()
    suggestion: str | None = None


def warning(kind: Kind, span: Span | None, **values: str) -> Diagnostic:
    """A warning; `values` fill its wording."""
    return Diagnostic(kind=kind, severity=Severity.WARNING, span=span, values=tuple(values.items()))


class Findings:
    """What a stage has found so far, in order."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def add(
        self,
        kind: Kind,
        span: Span | None,
        *,
        severity: Severity = Severity.ERROR,
        suggestion: str | None = None,
        **values: str,
    ) -> None:
        """Note a finding; `values` fill its wording."""
        self._found.append(
            Diagnostic(
                kind=kind,
                severity=severity,
                span=span,
                values=tuple(values.items()),
                suggestion=suggestion,
            )
        )

    def warn(self, kind: Kind, span: Span | None, **values: str) -> None:
        """Note a warning."""
        self._found.append(warning(kind, span, **values))

    def all(self) -> tuple[Diagnostic, ...]:
        """Everything that was noted."""
        return tuple(self._found)


def error_count(diagnostics: Iterable[Diagnostic]) -> int:
    """How many of the findings are errors."""
    return sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
