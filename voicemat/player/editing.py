"""Changes of a session while it is played: other versions of it, and another end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from voicemat.compiler.night import Night, for_night
from voicemat.player.bridges import CROSSFADE, Bridge, find_bridges
from voicemat.player.captions import Captions
from voicemat.player.marks import Marks
from voicemat.player.programme import Programme, Revision
from voicemat.player.readers import Render
from voicemat.player.transport import Transport
from voicemat.player.updates import Update, Updates
from voicemat.timeline.model import Timeline
from voicemat.units import RATE, clock

NIGHT_FADE = 10 * RATE
"""Frames over which another end takes over: music that had begun to fade comes back slowly."""

Mix = Callable[[Timeline], Render]
"""Makes the renderer of a timeline."""


class Editing:
    """Changes of the session while it is played: one after the other, each where no word is cut.

    `night` may be set from any thread, `look` belongs to one.
    """

    def __init__(
        self,
        timeline: Timeline,
        night: Night,
        mix: Mix,
        programme: Programme,
        transport: Transport,
        renew: Callable[[int, int], None],
        updates: Updates,
    ) -> None:
        self.night = night
        """What the listener wants now."""
        self.remark = ""
        self.edition = 0
        self.captions = Captions(programme.timeline)
        self.base = timeline
        """The session itself, without what the listener wants before and after it."""
        self._applied = night
        self._mix = mix
        self._programme = programme
        self._transport = transport
        self._renew = renew
        self._updates = updates
        self._asked: Update | None = None
        self._done: deque[int | None] = deque()

    @property
    def timeline(self) -> Timeline:
        """The session as it is heard."""
        return self._programme.timeline

    def look(self) -> None:
        """Ask for what has happened, and pass it on."""
        if self._asked is not None:
            if self._done:
                asked, self._asked = self._asked, None
                self._tell(asked, self._done.popleft())
        elif self.night != self._applied:
            self._applied = self.night
            self._revise(Update(timeline=self.base, remark=_ending(self.night)), NIGHT_FADE)
        else:
            position = self._transport.status.position - self._applied.delay
            update = self._updates(max(position, 0))
            if update is not None and update.timeline is not None:
                self.base = update.timeline
                self._revise(update, CROSSFADE)
            elif update is not None and update.remark is not None:
                self.remark = update.remark

    def _revise(self, update: Update, fade: int) -> None:
        heard = for_night(self.base, self._applied)
        # Found here, so that the thread that plays has only to choose among them.
        bridges = find_bridges(self._programme.timeline, heard)
        revision = Revision(timeline=heard, render=self._mix(heard), fade=fade)
        self._asked = update
        self._transport.revise(lambda position: self._switch(revision, bridges, position))

    def _switch(self, revision: Revision, bridges: Sequence[Bridge], position: int) -> Marks | None:
        """Runs in the thread that pulls, between two pulls."""
        leave = self._programme.switch(revision, bridges, position)
        if leave is not None:
            self._renew(leave, self._programme.timeline.frames)
        self._done.append(leave)
        return None if leave is None else Marks.of(self._programme.timeline)

    def _tell(self, update: Update, leave: int | None) -> None:
        update.taken(leave is not None)
        if leave is None:
            if update.remark:
                self.remark = "the change comes too late to be heard"
            return
        self.captions = Captions(self._programme.timeline)
        self.edition += 1
        if update.remark is not None:
            self.remark = update.remark.replace("{at}", clock(leave))


def _ending(night: Night) -> str | None:
    return None if night.timer is None else f"the music fades from {clock(night.timer)} on"
