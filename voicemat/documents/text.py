"""The transcript as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from voicemat.documents.subject import Subject
from voicemat.documents.transcript import Paragraph, Transcript, transcript
from voicemat.units import clock


def text(subject: Subject) -> bytes:
    """Title, chapters with their clock times, a line for each sentence; in brackets what else is
    heard.
    """
    return "".join(f"{line}\n" for line in _lines(transcript(subject.timeline))).encode()


def _lines(found: Transcript) -> Iterator[str]:
    yield found.title
    if found.summary:
        yield found.summary
    voice = f", voice {found.voice}" if found.voice else ""
    yield f"{clock(found.frames)}{voice}"
    for section in found.sections:
        if section.title:
            yield ""
            yield ""
            yield f"{clock(section.start)}  {section.title}"
        for part in section.parts:
            yield ""
            if isinstance(part, Paragraph):
                yield from part.sentences
            else:
                yield f"[{part.text}]"
