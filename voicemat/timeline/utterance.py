"""What is to be said: the unit of narration that the compiler asks for and the speech makes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """The word ``text[start:end]`` of a text sounds from frame `begin` up to `finish` of what is
    heard of it.
    """

    start: int
    end: int
    begin: int
    finish: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One sentence, to be spoken by one voice at one pace.

    Where it stands in a script is no part of it: equal utterances share one recording.
    """

    text: str
    """The sentence as it was written, with names filled in."""
    voice: str
    """The name of a voice, such as ``heart``."""
    language: str
    """A BCP 47 tag, such as ``en``."""
    pace: str
    """The speaking rate as an exact decimal, such as ``0.9``; 1 is the voice's own."""
    phonemes: tuple[tuple[str, str], ...] = ()
    """Words of `text` whose pronunciation the author gave in IPA, each with its IPA. A voice that
    cannot read IPA says them its own way."""
    respellings: tuple[tuple[str, str], ...] = ()
    """Words of `text` for which the author gave other letters, each with these."""
    take: str = ""
    """The absolute path of the author's own recording, used in place of a voice."""
