"""Kokoro-82M, many English voices by one model. Installed by ``voicemat voices install kokoro``."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from voicemat import config
from voicemat.errors import FileError, MissingError
from voicemat.speech import g2p
from voicemat.speech.engine import Offer, Take, Voice
from voicemat.speech.g2p import Accent, spelled
from voicemat.speech.inference import open_model
from voicemat.speech.models import catalogue
from voicemat.speech.models.store import Store
from voicemat.speech.passages import parts, spoken
from voicemat.timeline.utterance import Utterance

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Samples = NDArray[np.float32]

RATE = 24_000

MOST_TOKENS = 510
"""Phonemes and marks that the model takes at once; each voice has a style for each count."""

STYLE_SHAPE = (MOST_TOKENS, 1, 256)

VERSION = "1"
"""Raised whenever the same phonemes could sound different by this module's own doing."""

_VOICES = {
    "af_heart": ("A", "middle"),
    "af_bella": ("A-", "high, slow"),
    "af_nicole": ("B-", "whispering, very slow"),
    "af_aoede": ("C+", "middle"),
    "af_kore": ("C+", "low"),
    "af_sarah": ("C+", "middle"),
    "af_alloy": ("C", "low"),
    "af_nova": ("C", "low"),
    "af_sky": ("C-", "middle"),
    "af_jessica": ("D", "high, quick"),
    "af_river": ("D", "middle, quick"),
    "am_fenrir": ("C+", "middle"),
    "am_michael": ("C+", "middle, slow"),
    "am_puck": ("C+", "middle, quick"),
    "am_echo": ("D", "low"),
    "am_eric": ("D", "high, quick"),
    "am_liam": ("D", "middle, quick"),
    "am_onyx": ("D", "low"),
    "am_santa": ("D-", "hoarse"),
    "am_adam": ("F+", "middle"),
    "bf_emma": ("B-", "middle"),
    "bf_isabella": ("C", "high"),
    "bf_alice": ("D", "high"),
    "bf_lily": ("D", "middle"),
    "bm_fable": ("C", "low"),
    "bm_george": ("C", "high, slow"),
    "bm_lewis": ("D+", "low, slow"),
    "bm_daniel": ("D", "middle"),
}
"""The English voices, the best first of each kind: the grade that the model's author gives each
(its VOICES.md: by the quality and the amount of what it learnt from), and its style as measured on
one sentence at pace 0.9: low under 150 Hz (men: 100 Hz), high over 195 Hz (125 Hz), by the median
of pYIN; slow from 4.6 s on, quick up to 3.9 s."""


class KokoroEngine:
    """The engine of the voices of Kokoro, by their published names: ``am_michael``.

    The model is loaded with the first take and then used by several threads at once. It draws no
    random numbers: the same phonemes give the same samples, and `seed` changes nothing.
    """

    name = "kokoro"
    audible = True
    reads_ipa = True

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds the installed voices; by default the one of the settings."""
        self._given = folder
        self._lock = Lock()
        self._model: InferenceSession | None = None
        self._styles: dict[str, Samples] = {}
        self._digest: str | None = None

    @classmethod
    def configured(cls, settings: config.Config) -> Self:
        """The engine of the voices in the folder of the settings."""
        return cls(settings.models.value)

    def voices(self) -> tuple[Voice, ...]:
        """The English voices, when the model is installed."""
        return self._all_voices() if self._installed else ()

    def offers(self) -> tuple[Offer, ...]:
        """The same voices, when it is not."""
        if self._installed:
            return ()
        return (catalogue.offer(self._published, self._all_voices()),)

    @property
    def version(self) -> str:
        """That of this module and of the dictionaries; the model has a digest."""
        return f"{VERSION}-{g2p.version()}"

    def digest(self, voice: str) -> str:  # noqa: ARG002 - one model for all voices
        """A digest of the files, of which most is the same for every voice."""
        with self._lock:
            if self._digest is None:
                total = hashlib.sha256()
                for name in (catalogue.KOKORO_MODEL, catalogue.KOKORO_STYLES):
                    with self._file(name).open("rb") as file:
                        total.update(hashlib.file_digest(file, "sha256").digest())
                self._digest = total.hexdigest()[:16]
            return self._digest

    def phonemes(self, utterance: Utterance) -> str:
        """What is said, in the alphabet of the model."""
        return " ".join(_phonemes(utterance))

    def synthesise(self, utterance: Utterance, seed: int) -> Take:  # noqa: ARG002 - see the class
        """Speak `utterance` at 24 kHz."""
        voice = utterance.voice.removeprefix(f"{self.name}:")
        model, style = self._loaded(voice)
        passages = [
            passage for part in _phonemes(utterance) for passage in parts(part, MOST_TOKENS)
        ]
        pace = np.array([float(utterance.pace)], np.float32)
        return spoken(passages, lambda passage: _said(model, style, passage, pace), RATE)

    @cached_property
    def _folder(self) -> Path:
        """The folder of the model."""
        return Store(self._given or config.load().models.value).path(catalogue.KOKORO)

    @property
    def _installed(self) -> bool:
        return all(
            (self._folder / name).is_file()
            for name in (catalogue.KOKORO_MODEL, catalogue.KOKORO_STYLES)
        )

    @cached_property
    def _published(self) -> catalogue.Model:
        return catalogue.kokoro(config.KOKORO_URL)

    def _all_voices(self) -> tuple[Voice, ...]:
        return tuple(
            Voice(
                name=name,
                language=_accent(name).value,
                description=_description(name, style),
                quality=grade,
                size=self._published.size,
                licence="Apache-2.0",
            )
            for name, (grade, style) in _VOICES.items()
        )

    def _file(self, name: str) -> Path:
        path = self._folder / name
        if not path.is_file():
            raise MissingError(
                "the voices of kokoro are not installed",
                advice=f"voicemat voices install {catalogue.KOKORO}",
            )
        return path

    def _loaded(self, voice: str) -> tuple[InferenceSession, Samples]:
        with self._lock:
            if self._model is None:
                self._model = open_model(self._file(catalogue.KOKORO_MODEL))
            if voice not in self._styles:
                self._styles[voice] = _style(self._file(catalogue.KOKORO_STYLES), voice)
            return self._model, self._styles[voice]


def _accent(voice: str) -> Accent:
    return Accent.BRITISH if voice.startswith("b") else Accent.AMERICAN


def _phonemes(utterance: Utterance) -> tuple[str, ...]:
    """The phonemes of an utterance in its parts."""
    accent = _accent(utterance.voice.removeprefix("kokoro:"))
    spell = g2p.english(accent)
    return tuple(map(spell, spelled(utterance.text, utterance.phonemes, accent)))


def _description(voice: str, style: str) -> str:
    return ", ".join(filter(None, ("man" if voice[1] == "m" else "woman", style)))


def _style(path: Path, voice: str) -> Samples:
    """The styles of a voice, shape `STYLE_SHAPE`. Raises FileError for a file that is none."""
    try:
        with np.load(path) as styles:
            style = np.asarray(styles[voice], np.float32)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise _damaged(path) from error
    if style.shape != STYLE_SHAPE:
        raise _damaged(path)
    return style


def _damaged(path: Path) -> FileError:
    return FileError(
        f"{path}: it does not hold the voices of kokoro",
        advice=f"voicemat voices remove {catalogue.KOKORO}, and install it again",
    )


def _said(model: InferenceSession, style: Samples, phonemes: str, pace: Samples) -> Samples:
    """Phonemes as sound, shape (frames,), at `RATE`."""
    tokens = list(_tokens(phonemes))
    if not tokens:
        return np.zeros(0, np.float32)
    inputs = {
        "tokens": np.array([[0, *tokens, 0]], np.int64),
        # The style of n phonemes lies in row n - 1, as in the model's own pipeline.
        "style": style[len(tokens) - 1],
        "speed": pace,
    }
    (samples, *_) = model.run(None, inputs)
    return np.asarray(samples, np.float32).ravel()


def _tokens(phonemes: str) -> Iterator[int]:
    known = g2p.vocabulary()
    return (known[sound] for sound in phonemes if sound in known)
