"""What a session shows itself on, and takes its commands from.

A screen is given a `Console` and runs until the session is over. All that it needs is there:

- `console.status`, a `Status` that costs nothing to ask: state, position, underruns, the faders'
  levels, the frames left until the timer ends;
- `console.timeline`, the whole session as it is heard now, for a picture of it (clips of each bus
  with their gains and fades, ducks, chapters, markers of the mat), and `console.captions`, made
  from it. Both change while a session is edited, still being narrated, or given another end:
  whenever `console.edition` has grown, draw anew;
- `console.remark`, a line about the session to be shown until there is another; often empty;
- commands, one method each, which may be called from any thread (keys, mouse, MPRIS) and return
  at once. `KEYS` in `voicemat.player.keys` tells which `Key` calls which.

The loop of a screen, whoever turns it (a plain loop, or the timer of an event loop):

    while console.attend():     # at least every `TICK` seconds, always from one thread
        show(console.status)
        ...                     # wait for a key up to `TICK` seconds, and call its command

`attend` raises what ends a session badly (a lost device, an unreadable file): a screen lets it
pass, after tidying up. After it has returned False, `console.status` and `console.timeline` still
hold what was last, for a word of farewell.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Protocol

from voicemat.player.console import Console

TICK = 0.1
"""Seconds between two calls of `Console.attend`; a key is answered at once."""


class Light(Enum):
    """How much light a screen gives."""

    FULL = auto()
    DIM = auto()
    """Almost none, but for some seconds after a key."""


class Screen(Protocol):
    """A place to show the session's progress.

    A screen that goes away (a closed terminal, a closed pipe) goes blank and raises nothing:
    the session goes on.
    """

    def run(self, console: Console) -> None:
        """Show the session and pass on commands until it is over; tidy up after itself."""
        ...
