"""Settings in layers: flags, environment, the script's header, ./voicemat.toml, the user's file,
defaults. Read once, at the edge, into one frozen `Config`.
"""

from __future__ import annotations

import os
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
    routines; `cache` holds recordings and decoded sounds, each kind up to `cache_megabytes`.
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
}
"""How each setting is read from text, and its default."""


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
        raise UsageError(f'{where}: "{text}" does not fit "{name}": expected {error}') from None


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
