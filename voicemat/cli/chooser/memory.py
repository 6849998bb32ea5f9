"""What was chosen last, kept for this person alone."""

from __future__ import annotations

from pathlib import Path

import msgspec
import platformdirs

from voicemat.errors import VoicematError
from voicemat.exporter.atomic import whole_file


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A routine and how it is heard; None is what the routine itself has."""

    routine: str
    length: str | None = None
    voice: str | None = None
    music: str | None = None

    @property
    def options(self) -> dict[str, str]:
        """The choice as options of the command line."""
        given = {"length": self.length, "voice": self.voice, "music": self.music}
        return {name: value for name, value in given.items() if value is not None}


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """The last choice of each routine, the latest last."""

    choices: tuple[Choice, ...] = ()

    @property
    def last(self) -> Choice | None:
        """The latest choice of all."""
        return self.choices[-1] if self.choices else None

    def of(self, routine: str) -> Choice:
        """The last choice for a routine; its own ways where there was none."""
        for choice in self.choices:
            if choice.routine == routine:
                return choice
        return Choice(routine=routine)

    def with_choice(self, choice: Choice) -> Memory:
        """The memory after another choice."""
        others = (each for each in self.choices if each.routine != choice.routine)
        return Memory(choices=(*others, choice))


def memory_file() -> Path:
    """Where the choices are kept, whether there are any or not."""
    return platformdirs.user_state_path("voicemat", appauthor=False) / "choices.json"


def recall(path: Path) -> Memory:
    """What was chosen before; nothing when the file is missing or is not ours."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Memory)
    except (OSError, msgspec.MsgspecError):
        return Memory()


def remember(path: Path, memory: Memory) -> None:
    """Keep the choices. A folder that cannot be written forgets, and that is all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(msgspec.json.encode(memory))
    except (OSError, VoicematError):
        pass
