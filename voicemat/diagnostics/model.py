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
    # time
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    FIXED_LENGTH = "fixed-length"
    LENGTH_OUTSIDE_RANGE = "length-outside-range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. `values` fills the wording; `span` is absent for a whole-session finding."""

    kind: Kind
    severity: Severity
    span: Span | None = None
    values: tuple[tuple[str, str], ...] = ()
    suggestion: str | None = None


def error_count(diagnostics: Iterable[Diagnostic]) -> int:
    """How many of the findings are errors."""
    return sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
