"""What an import gives: the script, and what became of each thing that stood in the input."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Notation(StrEnum):
    """A way of writing guided meditations down."""

    TEXT = "text"
    """Free text with pauses and stage directions in brackets, dashes and the like."""
    SSML = "ssml"
    """The XML of speech synthesisers."""
    SPEECH_MARKDOWN = "speech-markdown"
    """Free text with the marks of Speech Markdown, ``(word)[sub:"x"]``."""


class Verdict(StrEnum):
    """What became of something in the input."""

    KEPT = "kept"
    """It stands in the script as it stood in the input."""
    CONVERTED = "converted"
    """It says the same in voicemat's language, or was taken out where nothing is lost."""
    NOTED = "noted"
    """It was not understood, or has no counterpart; a note in the script holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One finding: the line of the input, counted from 1, what stood there and what it became.

    `became` is empty where the thing was taken out.
    """

    line: int
    found: str
    became: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A script in voicemat's language, how it came about, and the notation it came from."""

    text: str
    report: tuple[ReportLine, ...]
    notation: Notation
