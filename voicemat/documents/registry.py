"""All documents, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voicemat.documents.subject import Subject
from voicemat.documents.vtt import vtt, vtt_chapters, vtt_words
from voicemat.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What can stand beside a sound file: ``Sleep.mp3`` has the document ``Sleep`` + `suffix`."""

    name: str
    suffix: str
    summary: str
    make: Callable[[Subject], bytes]


DOCUMENTS = (
    Document(name="vtt", suffix=".vtt", summary="captions for browsers", make=vtt),
    Document(
        name="vtt-words",
        suffix=".words.vtt",
        summary="captions for browsers, with the time of each word",
        make=vtt_words,
    ),
    Document(
        name="vtt-chapters",
        suffix=".chapters.vtt",
        summary="chapters for browsers",
        make=vtt_chapters,
    ),
)


def find_document(name: str) -> Document:
    """The document called `name`. Raises UsageError with all names when there is none."""
    for document in DOCUMENTS:
        if document.name == name:
            return document
    raise UsageError(
        f'there is no document named "{name}"',
        advice=f"choose from: {', '.join(document.name for document in DOCUMENTS)}",
    )


def make(name: str, subject: Subject) -> bytes:
    """The document called `name` of a session, as the bytes of its file.

    Raises UsageError for an unknown name, MissingError for one that needs what is not installed.
    """
    return find_document(name).make(subject)
