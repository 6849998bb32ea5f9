"""What is being played: a session, and the revised ones that took over from some frame on.

One line of frames runs through all of them, so that position, seeking and the screen know of one
session alone. What was heard before a change stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.player.bridges import CROSSFADE, Bridge, splice
from voicemat.player.readers import Render, Stems
from voicemat.timeline.model import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Another version of the session that is being played, taking over within `fade` frames where
    there is room.
    """

    timeline: Timeline
    render: Render
    fade: int = CROSSFADE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A version of the session, heard from frame `start` on, where it takes over from `before`
    within `fade` frames; its own frames are the common ones plus `shift`.
    """

    render: Render
    start: int = 0
    fade: int = 0
    shift: int = 0
    before: _Part | None = None

    def samples(self, start: int, frames: int) -> Stems:
        """What is heard from `start` on, silence after its end."""
        if self.before is None or start >= self.start + self.fade:
            return self._own(start, frames)
        if start < self.start:
            first = min(frames, self.start - start)
            heard = self.before.samples(start, first)
            return np.concatenate((heard, self.samples(self.start, frames - first)))
        first = min(frames, self.start + self.fade - start)
        old, new = self.before.samples(start, first), self._own(start, first)
        leaving, coming = self._gains(start, first)
        # Along the first axis. Where both play the same, it stays the same bit for bit.
        mixed = np.where(old == new, old, (old.T * leaving + new.T * coming).T)
        return np.concatenate((mixed, self._own(start + first, frames - first)))

    def _own(self, start: int, frames: int) -> Stems:
        heard = self.render(start + self.shift, frames)
        if len(heard) == frames:
            return heard
        silence = np.zeros((frames - len(heard), *heard.shape[1:]), np.float32)
        return np.concatenate((heard, silence))

    def _gains(self, start: int, frames: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The gains of the version before and of this one, from common frame `start` on.

        Where both play the same moment of the same music, amplitudes add up, so the gains do;
        else the music is unrelated, and the powers do.
        """
        way = (np.arange(start - self.start, start - self.start + frames) + 0.5) / self.fade
        coming = np.sin(np.pi / 2 * way)
        leaving = np.cos(np.pi / 2 * way)
        if self.before is not None and self.before.shift == self.shift:
            coming, leaving = coming**2, leaving**2
        return leaving.astype(np.float32), coming.astype(np.float32)


class Programme:
    """A session that may be revised while it plays. `render` may be called from any thread."""

    def __init__(self, timeline: Timeline, render: Render) -> None:
        self.timeline = timeline
        """What is heard, seen as one session."""
        self._part = _Part(render=render)

    def render(self, start: int, frames: int) -> Stems:
        """The stems from frame `start` on; fewer than `frames` at the end only."""
        count = max(min(frames, self.timeline.frames - start), 0)
        return self._part.samples(start, count)

    def switch(self, revision: Revision, bridges: Sequence[Bridge], position: int) -> int | None:
        """Go over to a revision on the first bridge that the playhead can still reach.

        The frame from which on the revision is heard; None where there is no bridge any more.
        """
        for bridge in bridges:
            leave = bridge.leave(position)
            if leave is None:
                continue
            before: _Part | None = self._part
            while before is not None and before.start >= leave:
                before = before.before  # a revision that was never heard
            self._part = _Part(
                render=revision.render,
                start=leave,
                fade=bridge.crossfade(leave, revision.fade),
                shift=bridge.shift,
                before=before,
            )
            self.timeline = splice(self.timeline, revision.timeline, leave, bridge.shift)
            return leave
        return None
