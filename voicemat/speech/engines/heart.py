"""The embedded voice: hibari-tts, neural, offline. The one module that knows `hibari`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from importlib import util
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import MissingError
from voicemat.speech import g2p
from voicemat.speech.engine import Take, Voice
from voicemat.speech.g2p import Accent, spelled
from voicemat.speech.passages import joined, parts
from voicemat.speech.timing import timed
from voicemat.timeline.utterance import Utterance, Word

if TYPE_CHECKING:
    from hibari import Hibari


Samples = NDArray[np.float32]

LENGTHS = b"/Cast_32_output_0"
"""The tensor in the model's graph that holds the length of each phoneme, shape (phonemes + 2,)."""


def _field(number: int, content: bytes) -> bytes:
    """A field of bytes in the wire format of Protocol Buffers, for fewer than 128 of them."""
    return bytes([number << 3 | 2, len(content)]) + content


LEAD = 0.05
"""Seconds by which the model's sounds come before the places that its lengths give them: measured
at the onset of words after a pause (51 ms, 12 of 15 of them within 5 ms)."""

LENGTHS_AS_OUTPUT = _field(7, _field(12, _field(1, LENGTHS)))
"""Appended to a model, makes `LENGTHS` its last output: messages in this format merge when they are
set side by side, and the repeated fields in them are joined (ONNX: ModelProto.graph = 7,
GraphProto.output = 12, ValueInfoProto.name = 1)."""


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
                # As bytes, so that a release that drops the model never downloads it.
                content = self._path.read_bytes() + LENGTHS_AS_OUTPUT
                try:
                    from hibari import Hibari
                except ImportError as error:
                    raise _missing() from error
                model = Hibari(
                    voice="heart", model=content, threads=1, g2p=g2p.english(Accent.AMERICAN)
                )
                self._model = model
            return self._model

    def phonemes(self, utterance: Utterance) -> str:
        """What is said, in the alphabet of the model's dictionary."""
        spell = g2p.english(Accent.AMERICAN)
        return " ".join(map(spell, spelled(utterance.text, utterance.phonemes, Accent.AMERICAN)))

    def synthesise(self, utterance: Utterance, seed: int) -> Take:
        """Speak `utterance`; the same one with the same seed gives the same samples."""
        model = self._loaded()
        pace = np.array([float(utterance.pace)], np.float32)
        text = utterance.text
        takes: list[Take] = []
        at = 0
        for part, marked in zip(
            parts(text), spelled(text, utterance.phonemes, Accent.AMERICAN), strict=True
        ):
            at = text.index(part, at)
            samples, words = _said(model, part, marked, pace, seed)
            placed = (replace(word, start=word.start + at, end=word.end + at) for word in words)
            takes.append(Take(samples=samples, rate=model.sample_rate, words=tuple(placed)))
            at += len(part)
        return joined(takes)


def _said(
    model: Hibari, text: str, marked: str, pace: Samples, seed: int
) -> tuple[Samples, tuple[Word, ...]]:
    """What the model says of `text` (`marked` with its phonemes), bit for bit as when it is called
    itself, and when each word is said.
    """
    from hibari import dsp

    random = np.random.default_rng(seed)
    samples: list[Samples] = []
    sounds: list[str] = []
    lengths: list[int] = [0]
    for chunk in model.phonemize(marked):
        known = "".join(letter for letter in chunk if letter in model.vocab)
        ids = np.array([model.ids(known)], np.int64)
        *network, durations = model.sess.run(None, {"ids": ids, "speed": pace})
        samples.append(dsp.synth(*(output[0] for output in network), random))
        sounds.append(known)
        # The silence after a chunk and the one before the next are the space between them.
        before, *inner = durations.tolist()
        lengths[-1] += before
        lengths += inner
    if not samples:
        return np.zeros(0, np.float32), ()
    heard = np.concatenate(samples)
    lead = round(LEAD * model.sample_rate)
    return heard, tuple(
        replace(word, begin=max(word.begin - lead, 0), finish=max(word.finish - lead, 0))
        for word in timed(text, " ".join(sounds), lengths, len(heard))
    )
