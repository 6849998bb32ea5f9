"""The protocol of a speech engine.

To add an engine, write one module with a class that satisfies `Engine` and takes no arguments,
and name it in the entry points of its package under ``voicemat.engines``. The module must be
quick to import: what is heavy (a model, its runtime) is imported when a take is asked for.

`Engine` is all that an engine needs. One whose voices are models of their own is also `Modelled`;
one with voices that are not there yet is also `Installable`; one that can tell its phonemes is
`Phonetic`; one that depends on settings is `Configurable`; one that sends words to another computer
is `Remote`. None is inherited from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from voicemat.config import Config
from voicemat.timeline.utterance import Utterance, Word

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice as a person chooses it.

    `language` is a BCP 47 tag (``mul`` when it has no language of its own), `description` its
    style in a few words, `quality` what its makers say of it, `size` the bytes of its model, which
    others may share (None without one), `licence` an SPDX name or the maker's
    own words. Empty is unknown.
    """

    name: str
    language: str
    description: str
    quality: str = ""
    size: int | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Voices that are not there yet, and the command that brings them: `size` bytes to fetch."""

    name: str
    voices: tuple[Voice, ...]
    size: int
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """What an engine gives: mono samples, shape (frames,), full scale 1.0, at `rate` Hz, and when
    each word is said where the engine knows it.
    """

    samples: Samples
    rate: int
    words: tuple[Word, ...] = ()


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
        """Whether it says the words of `Utterance.phonemes` as their IPA tells (see
        `voicemat.speech.text.stretches`). If not, it is given other letters for them.
        """
        ...

    def voices(self) -> tuple[Voice, ...]:
        """The voices that it can speak with, its default first, told without loading the model;
        none where the engine is not there, of which `version` tells the reason.
        """
        ...

    def synthesise(self, utterance: Utterance, seed: int) -> Take:
        """Speak `utterance`, whose text has been through `voicemat.speech.text` and is not empty.

        The same utterance and seed give the same take wherever the engine can promise that;
        another seed is asked for when the first take was bad. Raises MissingError, with the
        command that installs it, when the engine is not there.
        """
        ...


@runtime_checkable
class Modelled(Protocol):
    """An engine whose voices have models of their own, which come and go without it."""

    def digest(self, voice: str) -> str:
        """A digest of the model of `voice`; told without loading it.

        Raises MissingError when the voice is not there any more.
        """
        ...


@runtime_checkable
class Installable(Protocol):
    """An engine that has voices to be installed."""

    def offers(self) -> tuple[Offer, ...]:
        """What can be installed and is not there yet, told without asking the network."""
        ...


@runtime_checkable
class Phonetic(Protocol):
    """An engine that can tell which sounds it makes."""

    def phonemes(self, utterance: Utterance) -> str:
        """What `synthesise` would say, in the engine's own phonetic letters.

        Raises MissingError when the engine is not there.
        """
        ...


@runtime_checkable
class Configurable(Protocol):
    """An engine class that is made from the settings of the run."""

    @classmethod
    def configured(cls, settings: Config, /) -> Engine:
        """The engine for these settings."""
        ...


@runtime_checkable
class Remote(Protocol):
    """An engine that sends what it is to say to another computer."""

    @property
    def destination(self) -> str:
        """The host that is sent to; empty where that is this computer."""
        ...


def fingerprint(engine: Engine, voice: str) -> str:
    """All that makes `voice` of `engine` sound as it does: part of the key of its recordings.

    Raises MissingError when the engine or the voice is not there.
    """
    if isinstance(engine, Modelled):
        return f"{engine.version}-{engine.digest(voice)}"
    return engine.version
