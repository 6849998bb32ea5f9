"""Settings in layers: flags, environment, the script's header, ./voicemat.toml, the user's file,
defaults. Read once, at the edge, into one frozen `Config`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from pathlib import Path
from typing import Generic, TypeVar

import platformdirs

from voicemat.diagnostics import nearest
from voicemat.errors import FileError, UsageError

PREFIX = "VOICEMAT_"
FILE_NAME = "voicemat.toml"

T = TypeVar("T")


class Layer(IntEnum):
    """Where a setting came from; a higher layer wins. A script's header stands between
    `PROJECT` and `ENVIRONMENT`.
    """

    DEFAULT = 0
    USER = 1
    PROJECT = 2
    ENVIRONMENT = 3
    FLAG = 4


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that nobody is shown: printed, it is a word in its place."""

    text: str = ""

    def __str__(self) -> str:
        return "(hidden)" if self.text else ""

    def __repr__(self) -> str:
        return f"Secret({str(self)!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """A value, the layer that gave it, and that layer's own name for messages."""

    value: T
    layer: Layer
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting of a run.

    `voice` and `pace` are for scripts that name none; `preset` is the balance of the mix, and the
    levels are dB by which a part of it moves; `library` is the folder of the person's own
    routines; `cache` holds recordings and decoded sounds, each kind up to `cache_megabytes`;
    `models` is the folder of the installed voices, which come from `kokoro_url` and `piper_url`.

    The voices of a speech server: its address up to ``/audio/speech`` (empty: there is none), the
    key that it asks for, the model, the names of its voices, the form in which it sends them, and
    whether an address outside the home may do without TLS.
    """

    voice: Setting[str]
    pace: Setting[Decimal]
    output: Setting[str]
    preset: Setting[str]
    voice_level: Setting[Decimal]
    music_level: Setting[Decimal]
    cue_level: Setting[Decimal]
    library: Setting[Path]
    cache: Setting[Path]
    cache_megabytes: Setting[int]
    models: Setting[Path]
    kokoro_url: Setting[str]
    piper_url: Setting[str]
    http_url: Setting[str]
    http_key: Setting[Secret]
    http_model: Setting[str]
    http_voices: Setting[tuple[str, ...]]
    http_format: Setting[str]
    http_without_tls: Setting[bool]


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("a word")
    return value.strip()


def _pace(value: str) -> Decimal:
    try:
        pace = Decimal(value)
    except InvalidOperation:
        raise ValueError("a number from 0.5 to 1.5") from None
    if not (pace.is_finite() and Decimal("0.5") <= pace <= Decimal("1.5")):
        raise ValueError("a number from 0.5 to 1.5")
    return pace


def _level(value: str) -> Decimal:
    try:
        level = Decimal(value)
    except InvalidOperation:
        raise ValueError("decibels from -40 to 12, as in -6") from None
    if not (level.is_finite() and -40 <= level <= 12):
        raise ValueError("decibels from -40 to 12, as in -6")
    return level


def _path(value: str) -> Path:
    try:
        return Path(_text(value)).expanduser().absolute()
    except RuntimeError:
        raise ValueError("a path of a person whom this machine knows") from None


def _megabytes(value: str) -> int:
    if not value.isdecimal() or not 50 <= int(value) <= 1_000_000:
        raise ValueError("a whole number of megabytes from 50 on")
    return int(value)


def _url(value: str) -> str:
    if not value.strip().startswith(("https://", "http://")):
        raise ValueError("an address that begins with https://")
    return value.strip().rstrip("/")


def _address(value: str) -> str:
    """The address of a server. What may stand before its name in an address, a person and her
    password, is refused: addresses are shown.
    """
    if not value.strip():
        return ""
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#@]*)?", value.strip(), re.IGNORECASE):
        raise ValueError("an address such as https://voice.example/v1")
    return value.strip().rstrip("/")


def _secret(value: str) -> Secret:
    if not re.fullmatch(r"[!-~]*", value.strip()):
        raise ValueError("letters, digits and signs, with no blank among them")
    return Secret(value.strip())


def _names(value: str) -> tuple[str, ...]:
    names = tuple(filter(None, (name.strip() for name in value.split(","))))
    if any(re.search(r"[\s\]]", name) for name in names):
        raise ValueError("names with commas between them, and no blank in any")
    return names


def _format(value: str) -> str:
    if value.strip().lower() not in FORMATS:
        raise ValueError(f"one of {', '.join(FORMATS)}")
    return value.strip().lower()


def _yes_or_no(value: str) -> bool:
    answers = {"yes": True, "true": True, "no": False, "false": False}
    if value.strip().lower() not in answers:
        raise ValueError("yes or no")
    return answers[value.strip().lower()]


KOKORO_URL = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0"
PIPER_URL = "https://huggingface.co/rhasspy/piper-voices/resolve/main"

FORMATS = ("wav", "flac", "mp3", "opus", "pcm")
"""The forms of sound that a speech server may send."""

_READERS: Mapping[str, tuple[Callable[[str], object], Callable[[], object]]] = {
    "voice": (_text, lambda: "heart"),
    "pace": (_pace, lambda: Decimal("0.9")),
    "output": (_text, lambda: "miniaudio"),
    "preset": (_text, lambda: "standard"),
    "voice_level": (_level, lambda: Decimal(0)),
    "music_level": (_level, lambda: Decimal(0)),
    "cue_level": (_level, lambda: Decimal(0)),
    "library": (_path, lambda: platformdirs.user_documents_path() / "voicemat"),
    "cache": (_path, lambda: platformdirs.user_cache_path("voicemat", appauthor=False)),
    "cache_megabytes": (_megabytes, lambda: 1000),
    "models": (
        _path,
        lambda: platformdirs.user_data_path("voicemat", appauthor=False) / "voices",
    ),
    "kokoro_url": (_url, lambda: KOKORO_URL),
    "piper_url": (_url, lambda: PIPER_URL),
    "http_url": (_address, lambda: ""),
    "http_key": (_secret, Secret),
    "http_model": (_text, lambda: "tts-1"),
    "http_voices": (_names, tuple),
    "http_format": (_format, lambda: "wav"),
    "http_without_tls": (_yes_or_no, lambda: False),
}
"""How each setting is read from text, and its default."""

PERSONAL = frozenset({"http_url", "http_key", "http_without_tls"})
"""Settings that say where words and keys go. They are not taken from `./voicemat.toml`, which may
have come with somebody else's folder, and no message repeats their values."""


def user_file() -> Path:
    """The user's own configuration file, whether it is there or not."""
    return platformdirs.user_config_path("voicemat", appauthor=False) / FILE_NAME


def load(
    flags: Mapping[str, str] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Config:
    """The configuration of this run.

    `flags` are what the command line gave, by setting. Raises UsageError for an unknown setting
    or a value that does not fit, FileError for a file that cannot be read.
    """
    environment = os.environ if environment is None else environment
    project = (folder or Path.cwd()) / FILE_NAME
    settings: dict[str, Setting[object]] = {
        name: Setting(value=default(), layer=Layer.DEFAULT, origin="default")
        for name, (_, default) in _READERS.items()
    }
    layers: Iterable[tuple[Layer, str, Mapping[str, str]]] = (
        (Layer.USER, str(user_file()), _file(user_file())),
        (Layer.PROJECT, str(project), _file(project)),
        (Layer.ENVIRONMENT, "", _environment(environment)),
        (Layer.FLAG, "", flags or {}),
    )
    for layer, origin, values in layers:
        for name, text in values.items():
            if layer is Layer.PROJECT and name in PERSONAL:
                raise UsageError(
                    f'{origin}: "{name}" is not taken from the folder that you happen to be in',
                    advice=f"write it into {user_file()}, or set {PREFIX}{name.upper()}",
                )
            where = {
                Layer.ENVIRONMENT: PREFIX + name.upper(),
                Layer.FLAG: "--" + name.replace("_", "-"),
            }.get(layer, origin)
            settings[name] = Setting(value=_read(name, text, where), layer=layer, origin=where)
    return Config(**settings)  # type: ignore[arg-type]  # each reader gives its field's type


def _read(name: str, text: str, where: str) -> object:
    if name not in _READERS:
        near = nearest(name, _READERS)
        raise UsageError(
            f'{where}: there is no setting "{name}"',
            advice=f'did you mean "{near}"?' if near else f"settings: {', '.join(_READERS)}",
        )
    try:
        return _READERS[name][0](text)
    except ValueError as error:
        shown = "what is given" if name in PERSONAL else f'"{text}"'
        raise UsageError(f'{where}: {shown} does not fit "{name}": expected {error}') from None


def _environment(environment: Mapping[str, str]) -> Mapping[str, str]:
    return {
        name: environment[PREFIX + name.upper()]
        for name in _READERS
        if PREFIX + name.upper() in environment
    }


def _file(path: Path) -> Mapping[str, str]:
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise FileError(f"{path}: it cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    for name, value in values.items():
        if isinstance(value, dict | list):
            raise UsageError(f'{path}: "{name}" must be one value, as in voice = "heart"')
    return {name: str(value) for name, value in values.items()}
