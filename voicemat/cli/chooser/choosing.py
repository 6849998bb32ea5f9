"""From the library to a choice: what there is, the screen, and what is remembered of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from voicemat.errors import UsageError
from voicemat.player.screens import can_fill_the_terminal

if TYPE_CHECKING:
    from voicemat.cli.chooser.memory import Choice
    from voicemat.studio import Studio


def choose(studio: Studio) -> Choice:
    """What the listener chooses now, remembered for the next time.

    Raises UsageError where there is no terminal to choose on, and typer.Exit when she leaves.
    """
    if not can_fill_the_terminal():
        raise UsageError(
            "which routine?",
            advice="voicemat list shows what there is, as in: voicemat play sleep",
        )
    from voicemat.cli.chooser.app import Chooser
    from voicemat.cli.chooser.memory import memory_file, recall, remember
    from voicemat.cli.chooser.offers import gather
    from voicemat.cli.voices import heard

    voices = [name for name, _ in heard(None)]
    path = memory_file()
    memory = recall(path)
    chooser = Chooser(gather(studio, voices), memory)
    choice = chooser.run()
    if choice is None:
        raise typer.Exit(chooser.return_code or 0)
    remember(path, memory.with_choice(choice))
    return choice
