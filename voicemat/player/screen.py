"""What a session shows itself on, and takes its keys from."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from voicemat.player.captions import Captions
from voicemat.player.keys import Key
from voicemat.player.transport import Status


class Screen(Protocol):
    """A place to show the session's progress. A context manager that tidies up after itself.

    A screen that goes away (a closed terminal, a closed pipe) goes blank and raises nothing:
    the session goes on.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def revise(self, captions: Captions) -> None:
        """The session has changed."""
        ...

    def remark(self, text: str) -> None:
        """Show a line about the session, until there is another."""
        ...

    def show(self, status: Status) -> None:
        """Show where the session is."""
        ...

    def read(self, seconds: float) -> Key | None:
        """The next key; None when none was pressed for about `seconds`."""
        ...
