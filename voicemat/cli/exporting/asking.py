"""Nothing is overwritten without asking."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from voicemat.errors import FileError

if TYPE_CHECKING:
    from voicemat.batch.export import Answer, Ask
    from voicemat.batch.ledger import State

ADVICE = "add --overwrite to replace it, or choose another name or folder"


def asking(*, overwrite: bool) -> Ask:
    """Whom to ask about files that are there: nobody where all may be replaced, else the person at
    the terminal, else nobody either, and it is an error.
    """
    from voicemat.batch.export import Answer

    if overwrite:
        return lambda _path, _state: Answer.OVERWRITE
    if sys.stdin.isatty() and sys.stderr.isatty():
        return _Person()
    return _refuse


def _refuse(path: Path, state: State) -> Answer:
    raise FileError(_told(path, state), advice=ADVICE)


class _Person:
    """Asks at the terminal, until the answer is for all."""

    def __init__(self) -> None:
        self._always: Answer | None = None

    def __call__(self, path: Path, state: State) -> Answer:
        from voicemat.batch.export import Answer

        if self._always:
            return self._always
        typer.echo(f"{_told(path, state)}.", err=True)
        answers = {"o": Answer.OVERWRITE, "k": Answer.KEEP_BOTH, "s": Answer.SKIP}
        while True:
            said = typer.prompt(
                "[o]verwrite, [k]eep both, [s]kip? A capital letter: for all",
                default="s",
                err=True,
            ).strip()
            answer = answers.get(said[:1].casefold())
            if answer:
                if said[0].isupper():
                    self._always = answer
                return answer


def _told(path: Path, state: State) -> str:
    from voicemat.batch.ledger import State

    changed = state is State.CHANGED
    return f"{path} was changed since it was made" if changed else f"{path} is there already"
