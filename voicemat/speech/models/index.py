"""The index of Piper voices: from the network, and a copy for when there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from voicemat.speech.models.catalogue import INDEX, Model, piper
from voicemat.speech.models.download import PART, Downloader, DownloadError

COPY = ".catalogue.json"


def piper_models(
    folder: Path, base: str, downloader: Downloader, notice: Callable[[str], None]
) -> Mapping[str, Model]:
    """The Piper voices under `base`, by name. A copy of the index is kept in `folder`.

    Where the index cannot be had, the copy is taken and `notice` is told its age. Raises
    DownloadError when there is none.
    """
    url = f"{base}/{INDEX}"
    try:
        content = downloader.read(url)
        models = _read(content, url, base)
    except DownloadError as error:
        return _from_copy(folder, base, error, notice)
    with suppress(OSError):  # it is a convenience
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{COPY}{PART}"
        part.write_bytes(content)
        part.replace(folder / COPY)
    return models


def known_models(folder: Path, base: str) -> Mapping[str, Model]:
    """The Piper voices of the copy in `folder`; empty without one. Asks nobody."""
    try:
        return _read((folder / COPY).read_bytes(), COPY, base)
    except (OSError, DownloadError):
        return {}


def _from_copy(
    folder: Path, base: str, error: DownloadError, notice: Callable[[str], None]
) -> Mapping[str, Model]:
    models = known_models(folder, base)
    if not models:
        raise error
    day = time.strftime("%Y-%m-%d", time.localtime((folder / COPY).stat().st_mtime))
    notice(f"{error.message}; this is the catalogue of {day}")
    return models


def _read(content: bytes, origin: str, base: str) -> Mapping[str, Model]:
    try:
        models = piper(content, base)
    except ValueError as error:
        raise DownloadError(f"{origin}: this is no index of voices ({error})") from error
    if not models:
        raise DownloadError(f"{origin}: there is no voice in this index")
    return models
