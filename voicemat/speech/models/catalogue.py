"""What can be installed: Kokoro, and the public catalogue of Piper voices."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from voicemat.errors import UsageError
from voicemat.speech.engine import Offer, Voice

INDEX = "voices.json"
"""The table of all Piper voices, at the top of the place where they are published."""

MODEL_CARD = "MODEL_CARD"
"""The file beside a Piper voice that tells where it comes from and its licence."""

NEAR = 4
"""Names that are suggested for a wrong one."""

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file to fetch: where it is, its size in bytes, and the digest of its content, in hex,
    by the algorithm (a name of `hashlib`) that its publisher chose.
    """

    name: str
    url: str
    size: int
    algorithm: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Something to install. `licence` is what is known of it without its model card."""

    name: str
    language: str
    description: str
    quality: str
    licence: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return sum(file.size for file in self.files)

    @property
    def card(self) -> RemoteFile | None:
        """Its model card, when it has one."""
        return next((file for file in self.files if file.name == MODEL_CARD), None)


KOKORO = "kokoro"
KOKORO_MODEL = "kokoro-v1.0.int8.onnx"
KOKORO_STYLES = "voices-v1.0.bin"


def kokoro(base: str) -> Model:
    """Kokoro-82M from `base`. The files of the release model-files-v1.0, by their digests."""
    return Model(
        name=KOKORO,
        language="en",
        description="28 English voices, women and men",
        quality="high",
        licence="Apache-2.0 (the model) and MIT (its form for ONNX)",
        files=(
            RemoteFile(
                name=KOKORO_MODEL,
                url=f"{base}/{KOKORO_MODEL}",
                size=92_361_271,
                algorithm="sha256",
                digest="6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
            ),
            RemoteFile(
                name=KOKORO_STYLES,
                url=f"{base}/{KOKORO_STYLES}",
                size=28_214_398,
                algorithm="sha256",
                digest="bca610b8308e8d99f32e6fe4197e7ec01679264efed0cac9140fe9c29f1fbf7d",
            ),
        ),
    )


_KEY = re.compile(r"(?P<language>[a-z]{2,3}_[A-Z0-9]{2,3})-(?P<name>[\w+]+)-(?P<quality>\w+)")
"""The name of a Piper voice: ``de_DE-thorsten-medium``. Letters of any script, no dots, so that
it can be a folder."""

_MD5 = re.compile(r"[0-9a-f]{32}")


def piper(index: bytes, base: str) -> Mapping[str, Model]:
    """The voices of a Piper index (`INDEX`) under `base`, by name.

    An entry that is not of the known form is left out: it could not be installed. Raises
    ValueError for what is no index at all.
    """
    entries = json.loads(index)
    if not isinstance(entries, dict):
        raise ValueError("the index is no table of voices")
    models: dict[str, Model] = {}
    for key, entry in entries.items():
        try:
            models[key] = _piper_model(key, entry, base)
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
    return models


def _piper_model(key: str, entry: Mapping[str, Any], base: str) -> Model:
    """Raises any of the errors of a form that is not the known one."""
    match = _KEY.fullmatch(key)
    if match is None:
        raise ValueError(key)
    files = tuple(_piper_file(path, facts, base) for path, facts in entry["files"].items())
    names = {file.name for file in files}
    if (
        not {f"{key}.onnx", f"{key}.onnx.json"}
        <= names
        <= {
            f"{key}.onnx",
            f"{key}.onnx.json",
            MODEL_CARD,
        }
    ):
        raise ValueError(f"{key}: {names}")
    return Model(
        name=key,
        language=tag(str(entry["language"]["code"])),
        description=describe_piper(
            match["name"], str(entry["language"]["name_english"]), int(entry["num_speakers"])
        ),
        quality=str(entry["quality"]).replace("_", "-"),
        licence="",
        files=files,
    )


def _piper_file(path: str, facts: Mapping[str, Any], base: str) -> RemoteFile:
    pure = PurePosixPath(path)
    size, digest = facts["size_bytes"], facts["md5_digest"]
    if pure.is_absolute() or ".." in pure.parts or "\\" in path:
        raise ValueError(path)
    if not isinstance(size, int) or size < 0 or not _MD5.fullmatch(digest):
        raise ValueError(path)
    return RemoteFile(
        name=pure.name, url=f"{base}/{quote(path)}", size=size, algorithm="md5", digest=digest
    )


def describe_piper(name: str, language: str, speakers: int) -> str:
    """A Piper voice in a few words. Its makers say neither sex nor style."""
    spoken = f"{name.replace('_', ' ')}, {language}"
    return f"{spoken}, {speakers} speakers (NAME#SPEAKER)" if speakers > 1 else spoken


def tag(code: str) -> str:
    """Piper's code of a language (``de_DE``) as a BCP 47 tag."""
    return code.replace("_", "-")


def speaks(language: str, asked: str) -> bool:
    """Whether a voice's `language` is the `asked` one: ``de-DE`` is ``de``, and not ``de-AT``."""
    own, wanted = (tag(each).casefold() for each in (language, asked))
    return own == wanted or own.startswith(f"{wanted}-")


_LICENCE = re.compile(r"^\W*licen[cs]e\W*:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)


def card_licence(card: str) -> str:
    """The licence that a model card names; empty when it names none."""
    match = _LICENCE.search(card)
    return match[1] if match else ""


def offer(model: Model, voices: Iterable[Voice] = ()) -> Offer:
    """A model as something that is not installed yet; without `voices` it is one itself."""
    own = Voice(
        name=model.name,
        language=model.language,
        description=model.description,
        quality=model.quality,
        licence=model.licence,
    )
    return Offer(
        name=model.name,
        voices=tuple(voices) or (own,),
        size=model.size,
        command=f"voicemat voices install {model.name}",
    )


def find(name: str, models: Mapping[str, Model]) -> Model:
    """The model called `name`. Raises UsageError, naming the near ones, when there is none."""
    if name in models:
        return models[name]
    folded = name.casefold()
    by_folded = {known.casefold(): known for known in models}
    near = [by_folded[each] for each in get_close_matches(folded, by_folded, NEAR, 0.75)]
    near += [known for known in sorted(models) if folded in known.casefold() and known not in near]
    raise UsageError(
        f'there is no voice named "{name}" to install',
        advice=f"near it: {', '.join(near[:NEAR])}"
        if near
        else "voicemat voices available shows what there is",
    )
