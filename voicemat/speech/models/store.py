"""Installed models: a folder each, whole or not there at all.

A model comes into `WORKSHOP`, a hidden folder beside the others, and gets its place by one
rename when all of its files are there. What an interrupted installation leaves is gone on with by
the next one. A removed model leaves its place by a rename too.
"""

from __future__ import annotations

import errno
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from voicemat.errors import FileError, UsageError
from voicemat.speech.models.catalogue import MEGABYTE, Model
from voicemat.speech.models.download import PART, Downloader, Progress

WORKSHOP = ".installing"

RECEIPT = "installed.json"
"""The file that marks a folder as ours to remove, and keeps what was known of the model."""

SPARE = 100 * MEGABYTE
"""Bytes that stay free on the disk."""


class Store:
    """The models in `folder`, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """The folder of the model called `name`, whether it is installed or not."""
        return self.folder / name

    def has(self, name: str) -> bool:
        """Whether the model called `name` was installed here."""
        return (self.path(name) / RECEIPT).is_file()

    def names(self) -> tuple[str, ...]:
        """The models that were installed here, in alphabetical order."""
        return tuple(sorted(path.parent.name for path in self.folder.glob(f"*/{RECEIPT}")))

    def install(self, model: Model, downloader: Downloader, progress: Progress) -> None:
        """Fetch `model` and put it in its place. `progress` is told bytes of the whole model.

        Raises UsageError when something else is in its place or another process is at it,
        DownloadError when it cannot be fetched, and FileError when it cannot be kept.
        """
        place = self.path(model.name)
        with self._locked(model.name) as workshop:
            if self.has(model.name):
                return
            if place.exists():
                raise UsageError(
                    f"{place} is there already, and voicemat did not install it",
                    advice="move it away, or keep it: it is used as it is",
                )
            workshop.mkdir(parents=True, exist_ok=True)
            self._check_room(model, workshop)
            done = 0
            for file in model.files:
                before = done
                downloader.fetch(
                    file,
                    workshop / file.name,
                    lambda there, _: progress(before + there, model.size),  # noqa: B023
                )
                done += file.size
            self._write_receipt(model, workshop)
            workshop.replace(place)

    def remove(self, name: str) -> None:
        """Remove an installed model. Raises UsageError when it is none, and FileError."""
        if name not in self.names():
            installed = ", ".join(self.names())
            raise UsageError(
                f'"{name}" was not installed by voicemat',
                advice=f"installed: {installed}" if installed else "nothing is installed",
            )
        with self._locked(name):
            gone = self.folder / WORKSHOP / f"{name}.removed.{secrets.token_hex(4)}"
            self.path(name).replace(gone)
            for folder in gone.parent.glob("*.removed.*"):  # those of killed runs too
                shutil.rmtree(folder, ignore_errors=True)

    def _check_room(self, model: Model, workshop: Path) -> None:
        there = sum(path.stat().st_size for path in workshop.iterdir())
        needed = model.size - there + SPARE
        free = shutil.disk_usage(workshop).free
        if free < needed:
            raise FileError(
                f'{self.folder}: "{model.name}" needs {needed / MEGABYTE:.0f} MB, '
                f"and {free / MEGABYTE:.0f} MB are free",
                advice='free some space, or choose another disk with the setting "models"',
            )

    def _write_receipt(self, model: Model, workshop: Path) -> None:
        facts = {
            "name": model.name,
            "licence": model.licence,
            "files": {file.name: [file.algorithm, file.digest] for file in model.files},
        }
        receipt = workshop / f"{RECEIPT}{PART}"
        receipt.write_text(json.dumps(facts, indent=1), encoding="utf-8")
        receipt.replace(workshop / RECEIPT)

    @contextmanager
    def _locked(self, name: str) -> Iterator[Path]:
        """The folder in which `name` is made, held against other processes. Raises FileError."""
        workshop = self.folder / WORKSHOP / name
        try:
            workshop.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(workshop.with_name(f"{name}.lock"), timeout=0):
                yield workshop
        except Timeout as error:
            raise UsageError(
                f'another voicemat is installing or removing "{name}"',
                advice="wait until it is done",
            ) from error
        except OSError as error:
            raise _refusal(self.folder, error) from error


def _refusal(folder: Path, error: OSError) -> FileError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FileError(
            f"{folder}: the disk is full",
            advice="free some space and install again: it goes on where it stopped",
        )
    place = error.filename or folder
    return FileError(
        f"{place}: it cannot be written: {error.strerror or error}",
        advice='see whether the folder may be written, or choose another with the setting "models"',
    )
