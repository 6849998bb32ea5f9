"""Piper voices: any ``NAME.onnx`` with its ``NAME.onnx.json``, in some forty languages.

Installed by ``voicemat voices install NAME``, or put into the folder of the voices by hand. The
one module that knows `piper` (the package piper-tts, under the GPL, hence the extra ``piper``),
which brings eSpeak NG's phonemes with it.

A Piper model draws random numbers for its melody and its rhythm, from a generator that no caller
can set for a single sentence. Both are turned off: a sentence is then said the same way every
time, in any order and in any thread. It costs nothing that was measured: en_US-joe-medium at pace
0.9 has a DNSMOS of 3.33 without and 3.30 with them (eight calm sentences), and whisper-base hears
0.6 % and 1.7 % of its words wrong (twenty).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from voicemat import config
from voicemat.errors import MissingError
from voicemat.speech.engine import Offer, Take, Voice
from voicemat.speech.inference import open_model
from voicemat.speech.models import catalogue
from voicemat.speech.models.index import known_models
from voicemat.speech.passages import parts, spoken
from voicemat.timeline.utterance import Utterance

if TYPE_CHECKING:
    from piper import PiperVoice

Samples = NDArray[np.float32]

VERSION = "1"
"""Raised whenever the same text could sound different by this module's own doing."""

MODEL = ".onnx"
CONFIG = ".onnx.json"
SPEAKER = "#"
"""Stands between the name of a voice and that of one of its speakers."""

READABLE = ("espeak", "text")
"""Kinds of phonemes that piper-tts makes by itself. For the others it needs more packages, or
would fetch a model of its own from the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Installed:
    """A voice in the folder: the path of its model and what its configuration says."""

    model: Path
    facts: Mapping[str, Any]

    @property
    def speakers(self) -> Mapping[str, int]:
        """The numbers of its speakers by name; empty for a voice of one."""
        if self.facts["num_speakers"] < 2:
            return {}
        named: Mapping[str, int] = self.facts.get("speaker_id_map") or {
            str(number): number for number in range(self.facts["num_speakers"])
        }
        return named


class PiperEngine:
    """The engine of Piper voices, by their published names: ``de_DE-thorsten-medium``, and with
    a speaker ``en_US-libritts-high#p3922``.
    """

    name = "piper"
    audible = True
    reads_ipa = False

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds the installed voices; by default the one of the settings."""
        self._given = folder
        self._lock = Lock()
        self._loaded: dict[str, PiperVoice] = {}
        self._digests: dict[str, str] = {}

    @classmethod
    def configured(cls, settings: config.Config) -> Self:
        """The engine of the voices in the folder of the settings."""
        return cls(settings.models.value)

    def voices(self) -> tuple[Voice, ...]:
        """The voices in the folder, each followed by its speakers when there are several.

        They are told without piper-tts too: what is missing then is said when one is used.
        """
        return tuple(
            voice
            for name, installed in self._installed.items()
            for voice in _voices(name, installed)
        )

    def offers(self) -> tuple[Offer, ...]:
        """The voices of the public catalogue that are not in the folder, as it was when it was
        last asked for.
        """
        models = known_models(self._folder, config.PIPER_URL)
        return tuple(
            catalogue.offer(model) for name, model in models.items() if name not in self._installed
        )

    @property
    def version(self) -> str:
        """That of this module and of piper-tts; each voice has a digest of its own."""
        # A package of another purpose is called "piper": the name of the module proves nothing.
        try:
            return f"{VERSION}-{metadata.version('piper-tts')}"
        except metadata.PackageNotFoundError as error:
            raise _missing() from error

    def digest(self, voice: str) -> str:
        """A digest of the model and the configuration of `voice`."""
        name, _ = self._parted(voice)
        installed = self._find(name)
        with self._lock:
            if name not in self._digests:
                total = hashlib.sha256()
                for path in (installed.model, _config(installed.model)):
                    with path.open("rb") as file:
                        total.update(hashlib.file_digest(file, "sha256").digest())
                self._digests[name] = total.hexdigest()[:16]
            return self._digests[name]

    def synthesise(self, utterance: Utterance, seed: int) -> Take:  # noqa: ARG002 - nothing is drawn
        """Speak `utterance` at the voice's own rate."""
        name, speaker = self._parted(utterance.voice)
        installed = self._find(name)
        number = installed.speakers[speaker] if speaker else None
        voice = self._load(name, installed)
        pace = float(utterance.pace)
        return spoken(
            parts(utterance.text),
            lambda part: _said(voice, part, number, pace),
            voice.config.sample_rate,
        )

    @cached_property
    def _folder(self) -> Path:
        return self._given or config.load().models.value

    @cached_property
    def _installed(self) -> Mapping[str, _Installed]:
        folder = self._folder
        found: dict[str, _Installed] = {}
        for path in sorted(folder.rglob(f"*{CONFIG}")):
            model = path.with_name(path.name.removesuffix(CONFIG) + MODEL)
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            facts = None if hidden or not model.is_file() else _facts(path)
            if facts is not None:
                found.setdefault(model.stem, _Installed(model=model, facts=facts))
        return found

    def _parted(self, voice: str) -> tuple[str, str]:
        """The name of a voice and that of a speaker, which is empty for the first one."""
        name, _, speaker = voice.removeprefix(f"{self.name}:").partition(SPEAKER)
        return name, speaker

    def _find(self, name: str) -> _Installed:
        if name not in self._installed:
            raise MissingError(
                f'the voice "{name}" is not installed', advice=f"voicemat voices install {name}"
            )
        return self._installed[name]

    def _load(self, name: str, installed: _Installed) -> PiperVoice:
        with self._lock:
            if name not in self._loaded:
                kind = installed.facts.get("phoneme_type", READABLE[0])
                if kind not in READABLE:
                    raise MissingError(
                        f'the voice "{name}" needs a reader of {kind}, which voicemat has not',
                        advice="choose another voice: voicemat voices available",
                    )
                self.version  # noqa: B018 - says so where piper-tts is not installed
                from piper import PiperConfig, PiperVoice

                self._loaded[name] = PiperVoice(
                    session=open_model(installed.model),
                    config=PiperConfig.from_dict(dict(installed.facts)),
                )
            return self._loaded[name]


def _config(model: Path) -> Path:
    return model.with_name(model.stem + CONFIG)


def _facts(path: Path) -> Mapping[str, Any] | None:
    """What a configuration says, or None when it is not one of a Piper voice."""
    try:
        facts: dict[str, Any] = json.loads(path.read_bytes())
        facts["num_speakers"] = int(facts["num_speakers"])
        facts["audio"]["sample_rate"], facts["espeak"]["voice"], facts["phoneme_id_map"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return facts


def _voices(name: str, installed: _Installed) -> list[Voice]:
    facts, model = installed.facts, installed.model
    language = facts.get("language", {})
    code = language.get("code") or name.partition("-")[0]
    whole = Voice(
        name=name,
        language=catalogue.tag(code),
        description=catalogue.describe_piper(
            facts.get("dataset") or name.split("-")[min(1, name.count("-"))],
            language.get("name_english") or code,
            facts["num_speakers"],
        ),
        quality=str(facts["audio"].get("quality", "")).replace("_", "-"),
        size=model.stat().st_size,
        licence=_licence(model.with_name(catalogue.MODEL_CARD)),
    )
    speakers = [
        Voice(
            name=f"{name}{SPEAKER}{speaker}",
            language=whole.language,
            description=f"speaker {speaker}",
            quality=whole.quality,
            licence=whole.licence,
        )
        for speaker in installed.speakers
    ]
    return [whole, *speakers]


def _licence(card: Path) -> str:
    try:
        return catalogue.card_licence(card.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""


def _missing() -> MissingError:
    return MissingError("piper-tts is not installed", advice='pip install "piper-tts>=1.8,<2"')


def _said(voice: PiperVoice, text: str, speaker: int | None, pace: float) -> Samples:
    """A text as sound, shape (frames,), at the voice's rate."""
    from piper import SynthesisConfig

    settings = SynthesisConfig(
        speaker_id=speaker,
        length_scale=voice.config.length_scale / pace,
        noise_scale=0.0,
        noise_w_scale=0.0,
    )
    # By its phonemes: the call that takes a text brings each sentence to full scale, and clips.
    sentences = [
        cast(Samples, voice.phoneme_ids_to_audio(voice.phonemes_to_ids(phonemes), settings))
        for phonemes in voice.phonemize(text)
        if phonemes
    ]
    return np.concatenate([np.zeros(0, np.float32), *map(np.atleast_1d, sentences)])
