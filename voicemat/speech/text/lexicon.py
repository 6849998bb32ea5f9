"""The lexicon: words, and how they are said, from a text that anybody can edit.

Its form, a line an entry::

    # a note
    [en]
    chi: /tʃiː/ chee
    metta: met-ta
    nadi: /ˈnɑːdi/

A word or several; a colon; IPA between slashes, for the voices that read it; letters, for the
others (and for all, where there is no IPA). Under a language tag in brackets the entries are for
texts in that language alone, before the first one for texts in any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

from voicemat.config import user_file
from voicemat.errors import FileError, UsageError
from voicemat.speech.text.aligned import Aligned, Authority, Ruling
from voicemat.speech.text.marks import plain

FILE_NAME = "words.txt"
ANY = ""
"""Stands for every language."""

_SECTION = re.compile(r"\[\s*([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\s*\]")
_ENTRY = re.compile(r"(?P<word>[^:]+?)\s*:\s*(?P<reading>.*)")
_READING = re.compile(r"(?:/\s*(?P<ipa>[^/]*[^/\s])\s*/)?\s*(?P<letters>[^/]*)")
_NO_IPA = re.compile(r"[A-Z0-9]")
ADVICE = "write a line as word: letters, or word: /IPA/, or word: /IPA/ letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a word is said, in IPA and in letters; either may be empty, not both."""

    ipa: str = ""
    letters: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Words by language (`ANY`, or the first part of a tag), in small letters."""

    authority: Authority
    words: Mapping[str, Mapping[str, Reading]]

    def apply(self, text: Aligned, language: str, *, reads_ipa: bool) -> Aligned:
        """Settle how the words of `text` that the lexicon has are said."""
        for tag in (language, ANY):
            if words := self.words.get(tag):
                text = apply(text, words, self.authority, reads_ipa=reads_ipa)
        return text


def apply(
    text: Aligned, words: Mapping[str, Reading], authority: Authority, *, reads_ipa: bool
) -> Aligned:
    """Settle how the words of `text` are said that are in `words`, whatever their case, and with
    an "'s" behind them.

    A word that has IPA alone is left as it is for a voice that reads none.
    """

    def reading(match: re.Match[str]) -> tuple[str, Ruling] | None:
        found, owner = words.get(match["stem"].lower()), match["owner"]
        if found and found.ipa and reads_ipa:
            ipa = found.ipa + (_owned(found.ipa) if owner else "")
            return match.group(), Ruling(authority=authority, ipa=ipa)
        if found and found.letters:
            return found.letters + owner, Ruling(authority=authority)
        return None

    return text.settle(_any_of(tuple(words)), reading)


@lru_cache(256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    choices = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<stem>{choices})(?P<owner>(?:'s)?)(?!\w)", re.IGNORECASE)


def _owned(ipa: str) -> str:
    """How the "'s" behind a word sounds, in English."""
    if ipa.endswith(("s", "z", "ʃ", "ʒ")):
        return "ɪz"
    return "s" if ipa.endswith(("p", "t", "k", "f", "θ")) else "z"


def readings(entries: Iterable[tuple[str, Reading]]) -> Mapping[str, Reading]:
    """Readings by their words in small letters, of words and readings as a person wrote them."""
    return {
        _plain(word).lower(): replace(reading, letters=_plain(reading.letters))
        for word, reading in entries
    }


def _plain(text: str) -> str:
    return plain(Aligned.written(text)).text


def parse(text: str, source: str, authority: Authority) -> Lexicon:
    """The lexicon in `text`. Raises UsageError that names `source` and the line."""
    found: dict[str, list[tuple[str, Reading]]] = {}
    language = ANY
    for number, line in enumerate(text.splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        if section := _SECTION.fullmatch(entry):
            language = section[1].lower()
            continue
        try:
            found.setdefault(language, []).append(_entry(entry))
        except ValueError as wrong:
            raise UsageError(f"{source}, line {number}: {wrong}", advice=ADVICE) from None
    return Lexicon(
        authority=authority,
        words={language: readings(entries) for language, entries in found.items()},
    )


def _entry(entry: str) -> tuple[str, Reading]:
    match = _ENTRY.fullmatch(entry)
    if match is None or not re.search(r"\w", match["word"]):
        raise ValueError(f'"{entry}" is no word and how it is said')
    return match["word"], read_reading(match["reading"])


def read_reading(text: str) -> Reading:
    """The reading in ``/IPA/``, letters, or both. Raises ValueError that says what is wrong."""
    match = _READING.fullmatch(text)
    if match is None or not text:
        raise ValueError(f'"{text}" does not tell how the word is said')
    ipa = match["ipa"] or ""
    if wrong := _NO_IPA.search(ipa):
        raise ValueError(f'"{wrong[0]}" in /{ipa}/ is no letter of the phonetic alphabet')
    return Reading(ipa=ipa, letters=match["letters"].strip())


@cache
def bundled() -> Lexicon:
    """The lexicon that ships."""
    text = (resources.files(__package__) / "lexicon.txt").read_text("utf-8")
    return parse(text, "lexicon.txt", Authority.LEXICON)


def user_words() -> Path:
    """The person's own lexicon, beside the configuration, whether it is there or not."""
    return user_file().with_name(FILE_NAME)


def load(path: Path) -> Lexicon:
    """A person's lexicon; an empty one where there is no file.

    Raises FileError when it cannot be read, UsageError for a line that says nothing.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        text = ""
    except OSError as error:
        raise FileError(f"{path}: it cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path}: this is no text in UTF-8", advice="save it as UTF-8") from error
    return parse(text, str(path), Authority.PERSON)
