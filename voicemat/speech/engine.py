"""The protocol of a speech engine.

To add an engine, write one module with a class that satisfies `Engine` and takes no arguments,
and name it in the entry points of its package under ``voicemat.engines``. The module must be
quick to import: what is heavy (a model, its runtime) is imported when a take is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicemat.timeline.utterance import Utterance

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice as a person chooses it: its name, a BCP 47 tag (``mul`` when it has no language
    of its own) and one line about it.
    """

    name: str
    language: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """What an engine gives: mono samples, shape (frames,), full scale 1.0, at `rate` Hz."""

    samples: Samples
    rate: int


class Engine(Protocol):
    """Something that speaks. Every method may be called from several threads at once."""

    @property
    def name(self) -> str:
        """The engine's name, part of the key of its recordings."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same utterance could sound different: the version of the engine
        and a digest of its model. Must be known without loading the model.

        Raises MissingError, with the command that installs it, when the engine is not there.
        """
        ...

    @property
    def audible(self) -> bool:
        """Whether its takes must be heard: if so, a take in which nothing sounds is a fault."""
        ...

    @property
    def reads_ipa(self) -> bool:
        """Whether it says the words of `Utterance.phonemes` by their IPA (see
        `voicemat.speech.text.stretches`). If not, it is given respellings in letters instead.
        """
        ...

    def voices(self) -> tuple[Voice, ...]:
        """The voices that it can speak with, told without loading the model."""
        ...

    def synthesise(self, utterance: Utterance, seed: int) -> Take:
        """Speak `utterance`, whose text has been through `voicemat.speech.text` and is not empty.

        The same utterance and seed give the same take wherever the engine can promise that;
        another seed is asked for when the first take was bad. Raises MissingError, with the
        command that installs it, when the engine is not there.
        """
        ...
