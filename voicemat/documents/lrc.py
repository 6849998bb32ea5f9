"""LRC: lyrics that follow the music, as players on phones show them.

There is no standard. The simple form has one time for each line; the enhanced one ("A2 extension")
has one before each word and one after the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from voicemat.documents.captions import LINGER, in_order, pieces
from voicemat.documents.clock import centiseconds
from voicemat.documents.subject import Subject
from voicemat.timeline.model import Timeline
from voicemat.timeline.sentences import Sentence, printable, sentences
from voicemat.units import RATE, clock

NAME = "voicemat"
"""The album, and the artist of a session without an author, as in the tags of the sound."""

REST = 4 * RATE
"""Frames of silence from which on the line is taken away: a line would stay until the next."""

_LOOKALIKES = str.maketrans({"[": "(", "]": ")", "<": "‹", ">": "›"})
"""LRC has no way to say that a bracket is none of its own."""


def lrc(subject: Subject) -> bytes:
    """The sentences of a session, a line for each."""
    return _file(subject.timeline, lambda sentence: _shown(sentence.text))


def lrc_words(subject: Subject) -> bytes:
    """The same, with the time of each word, where the voice tells it."""
    return _file(subject.timeline, _timed)


def _file(timeline: Timeline, line: Callable[[Sentence], str]) -> bytes:
    return "".join(f"{text}\n" for text in (*_header(timeline), *_lines(timeline, line))).encode()


def _header(timeline: Timeline) -> Iterator[str]:
    tags = timeline.tags
    yield f"[ti:{_shown(printable(tags.title))}]"
    yield f"[ar:{_shown(printable(tags.author)) or NAME}]"
    yield f"[al:{NAME}]"
    yield f"[length:{clock(timeline.frames)}]"


def _lines(timeline: Timeline, line: Callable[[Sentence], str]) -> Iterator[str]:
    said = [s for s in sentences(timeline) if s.start < timeline.frames]
    follows = [sentence.start for sentence in said[1:]] + [timeline.frames]
    for sentence, following in zip(said, follows, strict=False):  # without speech an end only
        yield f"[{_time(sentence.start)}]{line(sentence)}"
        if following - sentence.end > REST:
            yield f"[{_time(sentence.end + LINGER)}]"


def _timed(sentence: Sentence) -> str:
    words = in_order(sentence.words)
    if not words:
        return _shown(sentence.text)
    parts = [
        _shown(piece.text) if piece.start is None else f"<{_time(piece.start)}>{_shown(piece.text)}"
        for piece in pieces(sentence.text, words, 0, len(sentence.text))
    ]
    return f"{''.join(parts)}<{_time(max(words[-1].end, words[-1].start))}>"


def _time(frames: int) -> str:
    """``62:03.45``: minutes, as many as there are, seconds, hundredths."""
    seconds, hundredths = divmod(centiseconds(frames), 100)
    minutes, second = divmod(seconds, 60)
    return f"{minutes:02d}:{second:02d}.{hundredths:02d}"


def _shown(text: str) -> str:
    return text.translate(_LOOKALIKES)
