"""The sounds that ship: their manifest, read into memory."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec

from voicemat.errors import FileError

MANIFEST = "manifest.json"
VERSION = 1
"""Version of the manifest's form."""


class AssetKind(StrEnum):
    """What an asset is for."""

    BED = "bed"
    CUE = "cue"


class Purpose(StrEnum):
    """What a bed is for."""

    SLEEP = "for sleep"
    """Dark and even; `generators.quality.Calm.fit_for_sleep` says what that means in figures."""
    REST = "to rest by"
    """Brighter, or livelier, on purpose."""
    COVER = "to cover other sounds"


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One asset as the manifest holds it.

    Lengths and positions are in frames; `lufs` is the integrated loudness, `lra` the loudness
    range in LU (EBU Tech 3342), `true_peak` is in dBTP and `momentary` is the largest momentary
    loudness in LUFS, all of the decoded file. A bed repeats after `period` frames with
    `crossfade` frames more in its file, `correlation` is that of its head and tail,
    `endless_gain` the gain in dB that brings its generator's endless sound to the file's level,
    and `motion` the largest change in LU of its momentary loudness from one 400 ms to the next. A
    cue is first heard at `onset`, and from `clear` on a voice may begin over it.
    """

    id: str
    kind: AssetKind
    title: str
    description: str
    generator: str
    seed: int
    frames: int
    lufs: float
    lra: float
    true_peak: float
    momentary: float
    file: str
    sha256: str
    license: str
    period: int = 0
    crossfade: int = 0
    correlation: float = 0.0
    purpose: Purpose | None = None
    endless_gain: float = 0.0
    motion: float = 0.0
    onset: int = 0
    clear: int = 0


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole manifest."""

    version: int
    assets: tuple[Entry, ...]


class Asset(Entry, frozen=True, kw_only=True):
    """An entry of a manifest, with the absolute `path` of its file."""

    path: Path


def read_manifest(path: Path) -> Manifest:
    """The manifest in the file `path`. Raises FileError when it is unreadable or malformed."""
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        raise FileError(f"{path}: could not be read ({error.strerror})") from error
    except msgspec.DecodeError as error:
        raise FileError(
            f"{path}: this is no manifest of sounds ({error})",
            advice="install voicemat again, or make it again with audio/make.py",
        ) from error
    if manifest.version != VERSION:
        raise FileError(f"{path}: its version is {manifest.version}, this program reads {VERSION}")
    return manifest


def load_manifest(folder: Path) -> tuple[Asset, ...]:
    """The assets of a folder that holds a ``manifest.json``, in the manifest's order.

    Raises FileError when the manifest is unreadable, malformed or contradicts itself.
    """
    path = folder / MANIFEST
    entries = read_manifest(path).assets
    for entry in entries:
        if entry.kind is AssetKind.BED and not (
            entry.period > 0
            and 0 <= entry.crossfade <= entry.period
            and entry.period + entry.crossfade <= entry.frames
        ):
            raise FileError(f'{path}: the loop of "{entry.id}" does not fit its file')
    if len({entry.id for entry in entries}) < len(entries):
        raise FileError(f"{path}: two sounds have the same id")
    root = folder.resolve()
    return tuple(
        Asset(path=root / entry.file, **msgspec.structs.asdict(entry)) for entry in entries
    )
