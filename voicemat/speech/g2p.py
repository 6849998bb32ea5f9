"""English text to phonemes, in the alphabet of Kokoro and of the voices that learnt from it.

The one module that knows hibari's g2p, a port of misaki's without spaCy and eSpeak. heart and
kokoro share its dictionaries (some 60 MB of memory) through it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from importlib import metadata, util
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from voicemat.errors import MissingError
from voicemat.speech.passages import parts
from voicemat.speech.text import stretches

if TYPE_CHECKING:
    from hibari.g2p import G2P

REQUIREMENT = "hibari-tts>=0.2.1,<0.3"
"""What brings the dictionaries, for `pip install`."""


class Accent(Enum):
    """The English that is spoken."""

    AMERICAN = "en-US"
    BRITISH = "en-GB"


_ALPHABET = (
    ("eɪ", "A"),
    ("aɪ", "I"),
    ("aʊ", "W"),
    ("ɔɪ", "Y"),
    ("tʃ", "ʧ"),
    ("dʒ", "ʤ"),
    ("ɝ", "ɜɹ"),
    ("ɚ", "əɹ"),
    ("r", "ɹ"),
    ("g", "ɡ"),
    ("ɫ", "l"),
    # Sounds that English does not have, and the nearest that it has.
    ("ɨ", "ɪ"),
    ("y", "u"),
    ("x", "h"),
    ("ɕ", "ʃ"),
    ("ʑ", "ʒ"),
    ("ʂ", "ʃ"),
    ("ʈ", "t"),
    ("ɖ", "d"),
    ("ɳ", "n"),
    ("ɲ", "nj"),
    ("ʋ", "v"),
)
"""IPA and the models' alphabet where they differ: one letter for each diphthong and affricate."""

_OF_ACCENT: Mapping[Accent, tuple[tuple[str, str], ...]] = {
    Accent.AMERICAN: (
        *(("oʊ", "O"), ("əʊ", "O"), ("e", "A"), ("o", "O"), ("a", "ɑ"), ("ɒ", "ɑ"), ("ɾ", "T")),
    ),
    Accent.BRITISH: (*(("oʊ", "Q"), ("əʊ", "Q"), ("e", "A"), ("o", "Q"), ("æ", "a"), ("ɾ", "t")),),
}
"""Where the voices of an accent have letters of their own, or none for a sound."""

_UNHEARD = {
    Accent.AMERICAN: re.compile(r"[^AIOTWYbdfhijklmnpstuvwzæðŋɑɔəɛɜɡɪɹʃʊʌʒʤʧθᵊᵻˈˌ]"),
    Accent.BRITISH: re.compile(r"[^AIQWYabdfhijklmnpstuvwzðŋɑɒɔəɛɜɡɪɹʃʊʌʒʤʧθᵊːˈˌ]"),
}
"""What the voices never heard while they learnt: all but the letters of their own dictionary.
American voices have no marks of length."""

_STRESS = re.compile(r"([ˈˌ])([^ˈˌAIOQWYaiuæɑɒɔəɛɜɪʊʌᵊᵻ]+)")

_loading = Lock()


def letters(ipa: str, accent: Accent) -> str:
    """IPA in the models' alphabet, in which the mark of stress stands right before its vowel."""
    for sound, letter in _ALPHABET + _OF_ACCENT[accent]:
        ipa = ipa.replace(sound, letter)
    return _STRESS.sub(r"\2\1", _UNHEARD[accent].sub("", ipa))


def spelled(text: str, phonemes: Sequence[tuple[str, str]], accent: Accent) -> tuple[str, ...]:
    """`text` in parts that a voice is given at once, the words that have IPA in hibari's notation
    for it: ``[word](/phonemes/)``. `phonemes` as in `voicemat.speech.text.Spoken`.
    """
    spelt: list[str] = []
    for part in parts(text):
        found = tuple(stretches(part, phonemes))
        spelt.append(
            "".join(
                f"[{stretch}](/{letters(ipa, accent)}/)" if ipa else stretch
                for stretch, ipa in found
            )
        )
        phonemes = phonemes[sum(1 for _, ipa in found if ipa) :]
    return tuple(spelt)


def english(accent: Accent) -> G2P:
    """The dictionaries and rules of an English: called with a text, it gives its phonemes.

    Loaded once, and then used by any number of threads. Raises MissingError.
    """
    with _loading:  # else every thread would load its own at its first use
        return _english(accent)


@cache
def _english(accent: Accent) -> G2P:
    try:
        from hibari.g2p import G2P
    except ImportError as error:
        raise missing() from error
    return G2P(british=accent is Accent.BRITISH)


@cache
def vocabulary() -> Mapping[str, int]:
    """The number of each phoneme and mark that the models know. Raises MissingError."""
    numbers: Mapping[str, int] = json.loads((assets() / "vocab.json").read_text(encoding="utf-8"))
    return numbers


def version() -> str:
    """Changes whenever the same text could get other phonemes. Raises MissingError."""
    try:
        return metadata.version("hibari-tts")
    except metadata.PackageNotFoundError as error:
        raise missing() from error


def assets() -> Path:
    """The folder of hibari's files, found without importing it. Raises MissingError."""
    package = util.find_spec("hibari")
    if package is None or package.origin is None:
        raise missing()
    return Path(package.origin).parent / "assets"


def missing() -> MissingError:
    """What is raised where hibari is not installed."""
    return MissingError("hibari-tts is not installed", advice=f'pip install "{REQUIREMENT}"')
