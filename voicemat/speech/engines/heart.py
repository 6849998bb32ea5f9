"""The embedded voice: hibari-tts, neural, offline. The one module that knows `hibari`."""

from __future__ import annotations

import hashlib
from functools import cached_property
from importlib import util
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from voicemat.errors import MissingError
from voicemat.speech import g2p
from voicemat.speech.engine import Take, Voice
from voicemat.speech.g2p import Accent, spelled
from voicemat.speech.passages import parts, spoken
from voicemat.timeline.utterance import Utterance

if TYPE_CHECKING:
    from hibari import Hibari


def _missing() -> MissingError:
    return MissingError(
        'the voice "heart" is not installed', advice=f'pip install "{g2p.REQUIREMENT}"'
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
                description="woman, warm, calm",
                quality="high",
                size=self._size,
                licence="Apache-2.0",
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
        return f"{g2p.version()}-{digest}-{transform}"

    @cached_property
    def _size(self) -> int | None:
        try:
            return self._path.stat().st_size
        except (MissingError, OSError):
            return None

    @cached_property
    def _path(self) -> Path:
        try:
            path = g2p.assets() / "hibari.onnx"
        except MissingError as error:
            raise _missing() from error
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
                model = Hibari(
                    voice="heart", model=path, threads=1, g2p=g2p.english(Accent.AMERICAN)
                )
                self._model = model
            return self._model

    def synthesise(self, utterance: Utterance, seed: int) -> Take:
        """Speak `utterance`; the same one with the same seed gives the same samples."""
        model = self._loaded()
        pace = float(utterance.pace)
        return spoken(
            parts(utterance.text),
            lambda part: model(spelled(part, utterance.phonemes), speed=pace, seed=seed),
            model.sample_rate,
        )
