"""All documents, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voicemat.documents.labels import labels
from voicemat.documents.lrc import lrc, lrc_words
from voicemat.documents.otio import timeline_otio
from voicemat.documents.page import page
from voicemat.documents.srt import srt, srt_words
from voicemat.documents.subject import Subject
from voicemat.documents.text import text
from voicemat.documents.vtt import vtt, vtt_chapters, vtt_words
from voicemat.errors import UsageError
from voicemat.timeline.serialisation import to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What can stand beside a sound file: ``Sleep.mp3`` has the document ``Sleep`` + `suffix`.

    `summary` says what it is good for, in a few words.
    """

    name: str
    suffix: str
    summary: str
    make: Callable[[Subject], bytes]


def _timeline(subject: Subject) -> bytes:
    return to_json(subject.timeline) + b"\n"


DOCUMENTS: Mapping[str, Document] = {
    name: Document(name=name, suffix=suffix, summary=summary, make=make)
    for name, suffix, summary, make in (
        ("lrc", ".lrc", "lyrics, for music players", lrc),
        ("lrc-words", ".words.lrc", "lyrics word by word", lrc_words),
        ("vtt", ".vtt", "captions, for browsers and podcasts", vtt),
        ("vtt-words", ".words.vtt", "captions word by word", vtt_words),
        ("vtt-chapters", ".chapters.vtt", "chapters, for browsers", vtt_chapters),
        ("srt", ".srt", "captions, for video", srt),
        ("srt-words", ".words.srt", "captions word by word", srt_words),
        ("txt", ".transcript.txt", "the transcript", text),
        ("html", ".html", "the transcript as a page", page),
        ("labels", ".labels.txt", "a label track, for Audacity", labels),
        ("otio", ".otio", "OpenTimelineIO, for editors", timeline_otio),
        ("json", ".timeline.json", "the timeline, for programs", _timeline),
    )
}


def find_document(name: str) -> Document:
    """The document called `name`. Raises UsageError with all names when there is none."""
    try:
        return DOCUMENTS[name]
    except KeyError:
        raise UsageError(
            f'there is no document named "{name}"', advice=f"choose from: {', '.join(DOCUMENTS)}"
        ) from None


def make(name: str, subject: Subject) -> bytes:
    """The document called `name` of a session, as the bytes of its file.

    Raises UsageError for an unknown name, MissingError for one that needs what is not installed.
    """
    return find_document(name).make(subject)
