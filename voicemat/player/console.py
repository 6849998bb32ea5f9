"""The console of a session that is being played: what it tells, and every command.

What screens, keys and remote controls hold in their hands; they know nothing else of the player.
"""

from __future__ import annotations

from typing import Protocol

from voicemat.player.captions import Captions
from voicemat.player.faders import Part
from voicemat.player.transport import Status
from voicemat.timeline.model import Timeline
from voicemat.units import RATE

SKIP = 15 * RATE
"""Frames that an arrow key moves by."""

TIMER_STEP = 5 * 60 * RATE
"""Frames by which the timer is moved: five minutes."""

LEVEL_STEP = 2.0
"""Decibels by which a key moves a fader: seen by the ear as a step, and no jump."""


class Console(Protocol):
    """A session that is being played. Everything but `attend` may be used from any thread."""

    @property
    def status(self) -> Status:
        """What is happening now."""
        ...

    @property
    def start(self) -> int:
        """The frame at which it began to be played."""
        ...

    @property
    def timeline(self) -> Timeline:
        """The session as it is heard, seen as one: what was heard before a change stays."""
        ...

    @property
    def captions(self) -> Captions:
        """What a person reads meanwhile, made from `timeline`."""
        ...

    @property
    def edition(self) -> int:
        """Grows whenever `timeline` and `captions` have changed."""
        ...

    @property
    def remark(self) -> str:
        """A line about the session, to be shown until there is another; may be empty."""
        ...

    def attend(self) -> bool:
        """Look after the session; False when it is over. To be called every tenth of a second,
        always from the same thread. Raises what ends a session badly.
        """
        ...

    def toggle(self) -> None:
        """Pause with a short fade, or go on at the very next frame."""
        ...

    def pause(self) -> None:
        """Fade out and hold the position."""
        ...

    def resume(self) -> None:
        """Go on from where it was paused."""
        ...

    def seek(self, frames: int) -> None:
        """Move by `frames`, held within the session. Seeks given together add up."""
        ...

    def go(self, frame: int) -> None:
        """Go to `frame`, held within the session, as with a mouse."""
        ...

    def next_chapter(self) -> None:
        """Go to the start of the next chapter; in the last one, nothing."""
        ...

    def previous_chapter(self) -> None:
        """Go to the chapter's start; shortly after it, to the chapter before."""
        ...

    def next_line(self) -> None:
        """Go to just before the next spoken line; after the last one, nothing."""
        ...

    def previous_line(self) -> None:
        """Go to just before the spoken line that is or was heard; shortly after it, to the one
        before.
        """
        ...

    def restart(self) -> None:
        """Begin again."""
        ...

    def move_level(self, part: Part, change: float) -> None:
        """Move the fader of a part by `change` dB, held within `LOWEST` and `HIGHEST`."""
        ...

    def set_level(self, part: Part, level: float) -> None:
        """Put the fader of a part to `level` dB, held within `LOWEST` and `HIGHEST`."""
        ...

    def move_timer(self, frames: int) -> None:
        """Move the timer by `frames` (`TIMER_STEP` or its negative). Without a timer, it begins
        at the end of the session.
        """
        ...

    def extend(self) -> None:
        """Go on longer, whatever was planned: the one key for the dark."""
        ...

    def quit(self) -> None:
        """Fade out and end; asked a second time, at once."""
        ...
