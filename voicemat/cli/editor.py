"""The person's own text editor: which one it is, and a run of it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from voicemat.errors import MissingError

VARIABLES = ("VISUAL", "EDITOR")

ON_A_TERMINAL = ("sensible-editor", "editor", "nano", "micro", "vim", "vi")
"""What is tried on a terminal, in this order, where no variable names an editor."""

ON_A_DESKTOP: Mapping[str, tuple[str, ...]] = {
    "win32": ("notepad",),
    "darwin": ("open", "-W", "-n", "-t"),  # TextEdit; waits until it is left
}
"""What every desktop system of a kind has."""


def find_editor(path: Path) -> Sequence[str]:
    """The command that edits a file, without the file.

    Raises MissingError, which names `path`, where there is none.
    """
    for variable in VARIABLES:
        if words := os.environ.get(variable, "").strip():
            return _split(words)
    if command := ON_A_DESKTOP.get(sys.platform):
        return command
    if sys.stdin is not None and sys.stdin.isatty():
        for name in ON_A_TERMINAL:
            if shutil.which(name):
                return (name,)
    raise MissingError(
        "no text editor was found",
        advice=f"open {path} with any editor, then: voicemat check {path}\n"
        "  or name your editor once: export EDITOR=nano",
    )


def _split(words: str) -> Sequence[str]:
    if shutil.which(words):  # a path with blanks in it
        return (words,)
    if sys.platform == "win32":
        return [word.strip('"') for word in shlex.split(words, posix=False)]
    return shlex.split(words)


def run_editor(path: Path) -> None:
    """Open `path` in the editor and wait until it is left. Raises MissingError."""
    command = find_editor(path)
    try:
        code = subprocess.call([*command, str(path)])
    except OSError as error:
        raise MissingError(
            f'the editor "{command[0]}" cannot be started: {error.strerror}',
            advice=f"set EDITOR to another one, or open {path} by hand",
        ) from error
    if code:
        raise MissingError(
            f'the editor "{command[0]}" ended with code {code}',
            advice=f"{path} is as it left it",
        )
