"""The front end: from an utterance as it was written to what an engine says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from voicemat.speech.text import figures, homographs, lexicon
from voicemat.speech.text.aligned import Aligned, Authority, Span
from voicemat.speech.text.lexicon import Lexicon, Reading
from voicemat.speech.text.marks import closed, plain, tidy
from voicemat.timeline.utterance import Utterance

FRONT_END_VERSION = "2"
"""Raised whenever the same text could come out different: part of a recording's key."""

_WORD = re.compile(r"[^\W_](?:\S*[^\W_])?")
"""A run without spaces, apart from the marks around it."""

REMEMBERED = 4096
"""Utterances whose reading is remembered: more than any routine has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One word of what is said, and what it stands for in the written text.

    ``spoken.text[start:end]`` is the word without the marks around it, and
    ``utterance.text[written_start:written_end]`` what it came from, in code points. Several words
    may come from the same stretch ("30s" gives two), in order; a word never comes from nothing.
    `ipa` is empty where the voice reads the word by itself, `authority` None where the word is
    said as it was written.
    """

    start: int
    end: int
    written_start: int
    written_end: int
    ipa: str
    authority: Authority | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What an engine says.

    `text` is empty where there is nothing to say; else it holds letters, plain punctuation and
    single spaces (figures only in languages whose voices read them), and `pieces` are its words
    in order.
    """

    text: str
    pieces: tuple[Piece, ...]

    @property
    def phonemes(self) -> tuple[tuple[str, str], ...]:
        """The words that have IPA, each as it stands in `text`, with its IPA, in order.

        Where the same word stands in the text several times, each of them is here or none, so
        that the next entry always belongs to the next place where its word stands.
        """
        return tuple(
            (self.text[piece.start : piece.end], piece.ipa) for piece in self.pieces if piece.ipa
        )


class FrontEnd:
    """Reads utterances by the script's own respellings, then by lexicons, the first one first."""

    def __init__(self, *lexicons: Lexicon) -> None:
        """`lexicons` are asked before the one that ships."""
        self._lexicons = (*lexicons, lexicon.bundled())
        self.spoken = lru_cache(REMEMBERED)(self._spoken)

    def _spoken(self, utterance: Utterance, *, reads_ipa: bool) -> Spoken:
        """What is said for `utterance`, by a voice that reads IPA or by one that does not."""
        language = utterance.language.partition("-")[0].lower()
        text = plain(Aligned.written(utterance.text))
        ipa, letters = dict(utterance.phonemes), dict(utterance.respellings)
        own = lexicon.readings(
            (word, Reading(ipa=ipa.get(word, ""), letters=letters.get(word, "")))
            for word in ipa | letters
        )
        if own:
            text = lexicon.apply(text, own, Authority.SCRIPT, reads_ipa=reads_ipa)
        for words in self._lexicons:
            text = words.apply(text, language, reads_ipa=reads_ipa)
        text = closed(tidy(figures.read(text, language)))
        text = homographs.decide(text, language, reads_ipa=reads_ipa)
        return Spoken(text=text.text, pieces=tuple(_pieces(text, utterance.text)))


def _words(text: Aligned) -> Iterator[Span]:
    """The words of `text`. What one ruling settles is parted from what stands around it."""
    for match in _WORD.finditer(text.text):
        at = match.start()
        for _, run in groupby(range(at, match.end()), lambda index: id(text.rulings[index])):
            end = at + len(list(run))
            if part := _WORD.search(text.text, at, end):
                yield part.span()
            at = end


def _bare(text: str) -> str:
    """Its letters and figures alone, whatever their case."""
    return re.sub(r"\W", "", unicodedata.normalize("NFC", text)).casefold()


def _pieces(text: Aligned, written: str) -> Iterator[Piece]:
    words = list(_words(text))
    # One ruling may settle several words.
    for _, group in groupby(words, lambda word: id(text.rulings[word[0]] or word)):
        stretch = list(group)
        ruling = text.rulings[stretch[0][0]]
        sounds = ruling.ipa.split() if ruling else [""]
        if len(sounds) != len(stretch):
            if any(sounds):
                stretch, sounds = [(stretch[0][0], stretch[-1][1])], [" ".join(sounds)]
            else:
                sounds = [""] * len(stretch)
        for (start, end), ipa in zip(stretch, sounds, strict=True):
            written_start, written_end = text.origin(start, end)
            if ruling:
                authority: Authority | None = ruling.authority
            else:
                as_written = _bare(written[written_start:written_end])
                same = as_written == _bare(text.text[start:end])
                authority = None if same else Authority.FIGURES
            yield Piece(
                start=start,
                end=end,
                written_start=written_start,
                written_end=written_end,
                ipa=ipa,
                authority=authority,
            )


def stretches(text: str, phonemes: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """`text` in stretches, each with its IPA or an empty text; together they are `text`.

    `phonemes` as in `Spoken.phonemes`: each entry belongs to the next place where its word stands.
    For engines that read IPA. An entry whose word does not stand in the rest is passed over.
    """
    at = 0
    for word, ipa in phonemes:
        match = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(text, at)
        if match:
            if match.start() > at:
                yield text[at : match.start()], ""
            yield word, ipa
            at = match.end()
    if at < len(text):
        yield text[at:], ""
