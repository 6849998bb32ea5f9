"""What may happen to a session while it is being played, told by whoever prepares or edits it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voicemat.timeline.model import Timeline


def _forget(_: bool) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Another version of the session, a line to be shown, or both.

    In `remark`, ``{at}`` stands for the time from which on the new version is heard; it is shown
    when that is settled, and None leaves the line as it is. `taken` is told whether the version
    will be heard: not where the playhead has passed every place at which going over cuts no word.
    """

    timeline: Timeline | None = None
    remark: str | None = None
    taken: Callable[[bool], None] = _forget


Updates = Callable[[int], Update | None]
"""What has happened since the last call, when the playhead is at a frame of the session's own (a
delay before it does not count). Called some ten times a second, always from one thread.
"""


def no_updates(_: int) -> None:
    """The updates of a session that stays as it is."""
