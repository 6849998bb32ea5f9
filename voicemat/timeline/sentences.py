"""What is spoken in a timeline, sentence by sentence and, where it is known, word by word."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from voicemat.timeline.model import BusName, Clip, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a sentence: its characters in the text from `first` up to `last`, and the frames
    from `start` up to `end` in which it sounds.
    """

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A spoken text and the frames from `start` up to `end` in which it sounds.

    `words` are in order of time; there are none where the voice does not tell when it says each.
    """

    text: str
    start: int
    end: int
    words: tuple[Word, ...] = ()

    def word(self, frame: int) -> Word | None:
        """The word that sounds at `frame`, or sounded last; None before the first."""
        index = bisect_right(self.words, frame, key=lambda word: word.start)
        return self.words[index - 1] if index else None


def sentences(timeline: Timeline) -> tuple[Sentence, ...]:
    """Everything that is spoken in a timeline, in order of time."""
    return tuple(
        sorted(
            (
                Sentence(text=text, start=clip.start, end=clip.end, words=_words(clip, text))
                for bus in timeline.buses
                if bus.name == BusName.VOICE
                for track in bus.tracks
                for clip in track.clips
                if (text := printable(clip.text))
            ),
            key=lambda sentence: sentence.start,
        )
    )


def _words(clip: Clip, shown: str) -> tuple[Word, ...]:
    """When the words of a clip sound in the session; none where the text is shown otherwise than
    it is written, so that a word would be lit in the wrong place.
    """
    if shown != clip.text:
        return ()
    begin = clip.start - clip.offset
    return tuple(
        Word(first=word.start, last=word.end, start=begin + word.begin, end=begin + word.finish)
        for word in clip.words
    )


def printable(text: str) -> str:
    """`text` on one line, without control characters, which a terminal would obey."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
