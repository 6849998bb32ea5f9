"""SubRip: captions for video editors and players.

There is no standard; what is written here is what FFmpeg, VLC and mpv agree on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from voicemat.documents.captions import Caption, captions
from voicemat.documents.clock import milliseconds, timestamp
from voicemat.documents.subject import Subject

_LOOKALIKES = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})
"""Players take these for markup, and SubRip has no way to say that they are none."""

Cue = tuple[int, int, str]
"""First frame, the one after the last, text."""


def srt(subject: Subject) -> bytes:
    """The captions of a session, sentence by sentence."""
    return _file(
        (caption.start, caption.end, caption.text.translate(_LOOKALIKES))
        for caption in captions(subject.timeline)
    )


def srt_words(subject: Subject) -> bytes:
    """The same, with the word that is being said underlined, where the voice tells it: the caption
    comes again for each word.
    """
    return _file(cue for caption in captions(subject.timeline) for cue in _by_word(caption))


def _by_word(caption: Caption) -> Iterator[Cue]:
    starts = sorted(
        {
            piece.start
            for line in caption.lines
            for piece in line
            if piece.start is not None and caption.start < piece.start < caption.end
        }
    )
    begins = [caption.start, *starts]
    for begin, end in zip(begins, [*starts, caption.end], strict=True):
        yield begin, end, _underlined(caption, begin)


def _underlined(caption: Caption, begin: int) -> str:
    """The text of a caption with the word underlined that begins at a frame."""
    lines = []
    for line in caption.lines:
        text = ""
        for piece in line:
            shown = piece.text.translate(_LOOKALIKES)
            if piece.start == begin:
                word = shown.rstrip()
                shown = f"<u>{word}</u>{shown[len(word) :]}"
            text += shown
        lines.append(text)
    return "\n".join(lines)


def _file(cues: Iterable[Cue]) -> bytes:
    lasting = (cue for cue in cues if milliseconds(cue[0]) < milliseconds(cue[1]))
    return "\n".join(
        f"{number}\n{timestamp(start, ',')} --> {timestamp(end, ',')}\n{text}\n"
        for number, (start, end, text) in enumerate(lasting, 1)
    ).encode()
