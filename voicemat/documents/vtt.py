"""WebVTT: captions and chapters for browsers and podcast players.

Source: W3C, "WebVTT: The Web Video Text Tracks Format".
"""

from __future__ import annotations

from collections.abc import Iterable

from voicemat.documents.captions import Caption, Piece, captions
from voicemat.documents.clock import milliseconds, timestamp
from voicemat.documents.subject import Subject
from voicemat.timeline.model import Timeline
from voicemat.timeline.sentences import printable

Cue = tuple[int, int, str]
"""First frame, the one after the last, text as WebVTT writes it."""


def vtt(subject: Subject) -> bytes:
    """The captions of a session, sentence by sentence."""
    return _file(
        subject.timeline,
        (
            (caption.start, caption.end, _escaped(caption.text))
            for caption in captions(subject.timeline)
        ),
    )


def vtt_words(subject: Subject) -> bytes:
    """The same, with the time of each word inside, where the voice tells it."""
    return _file(
        subject.timeline,
        ((caption.start, caption.end, _timed(caption)) for caption in captions(subject.timeline)),
    )


def vtt_chapters(subject: Subject) -> bytes:
    """The chapters, for a track of the kind ``chapters``."""
    return _file(
        subject.timeline,
        (
            (chapter.start, chapter.end, _escaped(printable(chapter.title)))
            for chapter in sorted(subject.timeline.chapters, key=lambda chapter: chapter.start)
        ),
    )


def _file(timeline: Timeline, cues: Iterable[Cue]) -> bytes:
    # The title stands in a comment: browsers read nothing else of the header.
    note = printable(f"NOTE {timeline.tags.title} ({timeline.tags.language})").replace("->", "→")
    shown = (
        f"{timestamp(start, '.')} --> {timestamp(end, '.')}\n{text}\n"
        for start, end, text in cues
        if milliseconds(start) < milliseconds(end)
    )
    return "\n".join(["WEBVTT\n", f"{note}\n", *shown]).encode()


def _timed(caption: Caption) -> str:
    """The text of a caption with timestamps, which must lie inside it and go up."""
    last = milliseconds(caption.start)
    end = milliseconds(caption.end)

    def marked(piece: Piece) -> str:
        nonlocal last
        text = _escaped(piece.text)
        if piece.start is None or not last < milliseconds(piece.start) < end:
            return text
        last = milliseconds(piece.start)
        return f"<{timestamp(piece.start, '.')}>{text}"

    return "\n".join("".join(map(marked, line)) for line in caption.lines)


def _escaped(text: str) -> str:
    """Text without what is markup in WebVTT; there is no other way to write these three."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
