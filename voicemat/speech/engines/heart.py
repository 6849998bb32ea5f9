"""The embedded voice: hibari-tts, neural, offline. The one module that knows `hibari`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cached_property
from importlib import metadata, util
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import MissingError
from voicemat.speech.edges import trimmed
from voicemat.speech.engine import Take, Voice
from voicemat.speech.text import stretches
from voicemat.timeline.utterance import Utterance

if TYPE_CHECKING:
    from hibari import Hibari

Samples = NDArray[np.float32]

LONGEST_CALL = 300
"""Characters that the model is given at once; its prosody drifts on much longer ones."""

GAP = 0.2
"""Seconds between the parts of a text that was split: as long as the voice rests at a comma."""

_CLAUSE = re.compile(r"(?<=[,;:.!?])\s+")
_REQUIREMENT = "hibari-tts>=0.2.1,<0.3"


def parts(text: str) -> tuple[str, ...]:
    """`text` in parts of at most `LONGEST_CALL` characters, cut after clause marks, else between
    words, and only then within one.
    """
    if len(text) <= LONGEST_CALL:
        return (text,)
    pieces: list[str] = []
    for clause in _CLAUSE.split(text):
        if len(clause) <= LONGEST_CALL:
            pieces.append(clause)
            continue
        pieces.extend(_packed(_cut(clause)))
    return _packed(pieces)


def _cut(clause: str) -> list[str]:
    return [
        word[start : start + LONGEST_CALL]
        for word in clause.split()
        for start in range(0, len(word), LONGEST_CALL)
    ]


def _packed(pieces: list[str]) -> tuple[str, ...]:
    """`pieces` joined by spaces into as few strings of at most `LONGEST_CALL` as in order fit."""
    packed: list[str] = []
    for piece in pieces:
        if packed and len(packed[-1]) + 1 + len(piece) <= LONGEST_CALL:
            packed[-1] += " " + piece
        else:
            packed.append(piece)
    return tuple(packed)


_ALPHABET = (
    ("eɪ", "A"),
    ("aɪ", "I"),
    ("aʊ", "W"),
    ("oʊ", "O"),
    ("əʊ", "O"),
    ("ɔɪ", "Y"),
    ("tʃ", "ʧ"),
    ("dʒ", "ʤ"),
    ("ɝ", "ɜɹ"),
    ("ɚ", "əɹ"),
    ("r", "ɹ"),
    ("g", "ɡ"),
    ("ɫ", "l"),
    ("ɾ", "T"),
    # Sounds that American English does not have, and the nearest that it has.
    ("e", "A"),
    ("o", "O"),
    ("a", "ɑ"),
    ("ɒ", "ɑ"),
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
"""IPA and the model's alphabet where they differ: one letter for each diphthong and affricate."""

_UNSAID = re.compile(r"[^AIOTWYbdfhijklmnpstuvwzæðŋɑɔəɛɜɡɪɹʃʊʌʒʤʧθᵊᵻˈˌ]")
"""What the model never heard in training: all but the letters of its own American dictionary,
marks of length and syllables among it."""


_STRESS = re.compile(r"([ˈˌ])([^ˈˌAIOWYiuæɑɔəɛɜɪʊʌᵊᵻ]+)")


def spelled(text: str, phonemes: Sequence[tuple[str, str]]) -> str:
    """`text` with the words that have IPA in hibari's notation for it, ``[word](/phonemes/)``."""
    return "".join(
        f"[{stretch}](/{letters(ipa)}/)" if ipa else stretch
        for stretch, ipa in stretches(text, phonemes)
    )


def letters(ipa: str) -> str:
    """IPA in the model's alphabet, in which the mark of stress stands right before its vowel."""
    for sound, letter in _ALPHABET:
        ipa = ipa.replace(sound, letter)
    return _STRESS.sub(r"\2\1", _UNSAID.sub("", ipa))


def _missing() -> MissingError:
    return MissingError(
        'the voice "heart" is not installed', advice=f'pip install "{_REQUIREMENT}"'
    )


class HeartEngine:
    """The engine of the voice ``heart``.

    The model is loaded with the first take. It may then be used by several threads at once:
    its runtime is reentrant, and the noise of each take comes from the take's own generator.
    """

    name = "heart"
    audible = True
    reads_ipa = True

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Hibari | None = None

    def voices(self) -> tuple[Voice, ...]:
        """The one voice whose model is in the package; others would be downloaded."""
        return (
            Voice(
                name="heart",
                language="en-US",
                description="warm, calm, American English, female",
            ),
        )

    @cached_property
    def version(self) -> str:
        """The package's version, the model's digest, and which FFT shapes the sound.

        hibari uses scipy where it is installed and numpy elsewhere; the last bits differ, so a
        cache must not mix them. Told without importing hibari, which would import scipy.
        """
        digest = hashlib.sha256(self._path.read_bytes()).hexdigest()[:16]
        transform = "scipy" if util.find_spec("scipy") else "numpy"
        return f"{metadata.version('hibari-tts')}-{digest}-{transform}"

    @cached_property
    def _path(self) -> Path:
        package = util.find_spec("hibari")
        if package is None or package.origin is None:
            raise _missing()
        path = Path(package.origin).parent / "assets" / "hibari.onnx"
        if not path.is_file():
            raise _missing()
        return path

    def _loaded(self) -> Hibari:
        with self._lock:
            if self._model is None:
                path = str(self._path)
                try:
                    from hibari import Hibari
                except ImportError as error:
                    raise _missing() from error
                # By its path, so that a release that drops the model never downloads it.
                model = Hibari(voice="heart", model=path, threads=1)
                _ = model.g2p  # else every thread would load its own at its first use
                self._model = model
            return self._model

    def synthesise(self, utterance: Utterance, seed: int) -> Take:
        """Speak `utterance`; the same one with the same seed gives the same samples."""
        model = self._loaded()
        rate: int = model.sample_rate
        pace = float(utterance.pace)
        takes: list[Samples] = []
        phonemes = utterance.phonemes
        for part in parts(utterance.text):
            takes.append(model(spelled(part, phonemes), speed=pace, seed=seed))
            phonemes = phonemes[sum(bool(ipa) for _, ipa in stretches(part, phonemes)) :]
        if len(takes) == 1:
            return Take(samples=takes[0], rate=rate)
        gap = np.zeros(round(GAP * rate), np.float32)
        joined: list[Samples] = []
        for take in takes:
            joined += [trimmed(take, rate), gap]
        return Take(samples=np.concatenate(joined[:-1]), rate=rate)
