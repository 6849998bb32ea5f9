"""The transport: play, pause, seek and quit, without a device, a thread or a clock of its own.

Whoever plays pulls samples; commands given in between take effect at the next pull. Every change
goes through a gain ramp, so that nothing clicks:

1. A sample of the session is heard in order, with gain; only a seek skips or repeats any.
2. The gain moves along one raised cosine, up or down by whole ticks a frame, so that a ramp can
   turn round anywhere without a step, and its shape does not depend on how pulls are cut.
3. Where the gain is full, samples are handed on untouched, bit for bit.
4. While anything sounds, the source holds at least one more ramp ready; so when it runs dry the
   sound fades out, waits in silence, and goes on where it was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np

from voicemat.player import marks
from voicemat.player.desk import Samples
from voicemat.player.faders import Levels
from voicemat.player.marks import Marks
from voicemat.player.readers import CHANNELS
from voicemat.units import RATE

RAMP = 40 * RATE // 1000
"""Frames of the ramp at a pause, a resume and both sides of a seek: 40 ms."""

QUIT_RAMP = 2 * RATE
"""Frames of the fade at a quit: 2 s."""

REFILL = RATE // 2
"""Frames that must be ready again before a sound that ran dry goes on: 0.5 s, so that a slow
renderer gives few long breaks and not a flutter."""

_FULL = QUIT_RAMP
_QUICK = _FULL // RAMP
_SLOW = 1
_CURVE = (0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, _FULL + 1))).astype(np.float32)
"""Gain at each tick of level, 0 to `_FULL`. A quick ramp moves by `_QUICK` ticks a frame."""


class State(StrEnum):
    """What the transport is doing, as a person would say it."""

    PLAYING = "playing"
    PAUSED = "paused"
    WAITING = "waiting"
    """Would play, but the renderer is not ready."""
    FADING = "fading out"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The session at the end of a pull.

    `position` is the next frame, or a seek's target; `underruns` counts how often the renderer
    was late, and `seeks` how often somebody went elsewhere; `levels` is where the faders stand;
    `timer` is the frames left until the music begins to fade, None without a timer.
    """

    state: State
    position: int
    underruns: int = 0
    seeks: int = 0
    levels: Levels = field(default_factory=Levels)
    timer: int | None = None


class Source(Protocol):
    """The mix of a session, by random access: a `Desk`."""

    @property
    def frames(self) -> int:
        """Length of the session in frames."""
        ...

    def ready(self, start: int) -> int:
        """How many frames from `start` on can be read at once. Announces that they are wanted."""
        ...

    def read(self, start: int, frames: int) -> Samples:
        """`frames` frames from `start` on; no more than are ready."""
        ...


class Transport:
    """Plays a source's samples from `start` on.

    Commands may come from any thread; `pull` belongs to one. Pulls shorter than the source's
    lead less `RAMP` keep invariant 4.
    """

    def __init__(self, source: Source, places: Marks | None = None, *, start: int = 0) -> None:
        self.underruns = 0
        """How often the source ran dry while something sounded."""
        self._source = source
        self._marks = places or Marks()
        self._commands: deque[Callable[[], None]] = deque()
        self._position = start
        self._target: int | None = None
        self._seeks = 0
        self._level = 0
        self._paused = False
        self._leaving = 0
        self._starved = False
        self._waiting = False
        self._ended = False
        self._status = self._look()

    @property
    def status(self) -> Status:
        """What the last pull left behind."""
        return self._status

    def pause(self) -> None:
        """Fade out over `RAMP` and hold the position."""
        self._commands.append(self._pause)

    def resume(self) -> None:
        """Fade in over `RAMP` from the frame after the last one heard."""
        self._commands.append(self._resume)

    def toggle(self) -> None:
        """Pause, or resume when paused."""
        self._commands.append(self._toggle)

    def seek(self, frames: int) -> None:
        """Move by `frames`, held within the session. Seeks given together add up."""
        self._commands.append(lambda: self._go(self._here + frames))

    def go(self, frame: int) -> None:
        """Go to `frame`, held within the session."""
        self._commands.append(lambda: self._go(frame))

    def next_chapter(self) -> None:
        """Go to the start of the next chapter; in the last one, nothing."""
        self._commands.append(lambda: self._go_after(self._marks.chapters))

    def previous_chapter(self) -> None:
        """Go to the chapter's start, or within `CHAPTER_GRACE` of it to the one before."""
        self._commands.append(lambda: self._go_before(self._marks.chapters, marks.CHAPTER_GRACE))

    def next_line(self) -> None:
        """Go to just before the next spoken line; after the last one, nothing."""
        self._commands.append(lambda: self._go_after(self._marks.lines))

    def previous_line(self) -> None:
        """Go to just before the last line begun, or within `LINE_GRACE` of it the one before."""
        self._commands.append(lambda: self._go_before(self._marks.lines, marks.LINE_GRACE))

    def quit(self) -> None:
        """Fade out over `QUIT_RAMP`, then end."""
        self._commands.append(self._quit)

    def stop(self) -> None:
        """Fade out over `RAMP`, then end."""
        self._commands.append(self._stop)

    def rewind(self, frames: int) -> None:
        """Go back by `frames` and fade in from there, when what was pulled last was not heard."""
        self._commands.append(lambda: self._rewind(frames))

    def revise(self, switch: Callable[[int], Marks | None]) -> None:
        """Have `switch` change what the source gives from some later frame on.

        It is called with the position when nothing is being pulled, and gives the marks that hold
        from then on, or None when it has changed nothing.
        """
        self._commands.append(lambda: self._revise(switch))

    def pull(self, frames: int) -> Samples:
        """The next `frames` samples to be heard, shape (n, CHANNELS); n < frames at the end only.

        Raises what the source raises.
        """
        while self._commands:
            self._commands.popleft()()
        out = np.zeros((frames, CHANNELS), np.float32)
        done = 0
        while done < frames and not self._ended:
            done += self._advance(out[done:])
        self._status = self._look()
        return out[:done]

    def _advance(self, out: Samples) -> int:
        """Fills the beginning of `out`; the number of frames filled, with silence or sound."""
        if self._level == 0 or self._position >= self._source.frames:
            self._level = 0
            if self._target is not None:
                self._jump(self._target)
            if self._leaving:
                self._ended = True
                return 0
            if self._paused:
                return len(out)
            if self._position >= self._source.frames:
                self._ended = True
                return 0
        slope = self._slope(len(out))
        if self._waiting:
            return len(out)
        if slope > 0 and self._position == 0:
            self._level = _FULL  # the session begins as it was mixed to begin
        return self._sound(out, slope)

    def _slope(self, room: int) -> int:
        """By how many ticks a frame the level moves now, when `room` frames are asked."""
        self._waiting = False
        if self._paused or self._target is not None or self._leaving == _QUICK:
            return -_QUICK
        if not self._supplied(room):
            self._waiting = self._level == 0
            return -_QUICK
        return -self._leaving or _QUICK

    def _supplied(self, room: int) -> bool:
        """Whether the source holds `room` frames and a ramp to fade out with after them."""
        need = max(REFILL, room + RAMP) if self._starved else room + RAMP
        need = min(need, self._source.frames - self._position)
        enough = self._source.ready(self._position) >= need
        if not enough and self._level > 0 and not self._starved:
            self.underruns += 1
            self._starved = True
        elif enough:
            self._starved = False
        return enough

    def _sound(self, out: Samples, slope: int) -> int:
        """Fills `out` with the session's samples up to a turn of the gain or the end."""
        way = self._level if slope < 0 else _FULL - self._level
        frames = min(len(out), self._source.frames - self._position)
        if way:
            frames = min(frames, -(-way // abs(slope)))
        samples = self._source.read(self._position, frames)
        self._position += frames
        if not way:
            out[:frames] = samples
            return frames
        ticks = np.clip(self._level + slope * np.arange(1, frames + 1), 0, _FULL)
        np.multiply(samples, _CURVE[ticks][:, np.newaxis], out=out[:frames])
        self._level = int(ticks[-1])
        return frames

    def _jump(self, target: int) -> None:
        self._position = target
        self._target = None
        self._starved = False
        self._source.ready(target)  # so that it is being rendered already while paused

    @property
    def _here(self) -> int:
        return self._position if self._target is None else self._target

    def _go(self, frame: int) -> None:
        if not self._leaving:
            self._seeks += 1
            self._target = min(max(frame, 0), self._source.frames)

    def _go_after(self, places: tuple[int, ...]) -> None:
        later = marks.after(places, self._here)
        if later is not None:
            self._go(later)

    def _go_before(self, places: tuple[int, ...], grace: int) -> None:
        self._go(marks.before(places, self._here, grace))

    def _revise(self, switch: Callable[[int], Marks | None]) -> None:
        places = switch(self._position)
        if places is None:
            return
        self._marks = places
        if self._target is not None:
            self._target = min(self._target, self._source.frames)

    def _rewind(self, frames: int) -> None:
        if self._target is None:
            self._position = max(self._position - frames, 0)
        self._level = 0

    def _pause(self) -> None:
        self._paused = True

    def _resume(self) -> None:
        self._paused = False

    def _toggle(self) -> None:
        self._paused = not self._paused

    def _quit(self) -> None:
        self._target = None
        self._leaving = max(self._leaving, _SLOW)

    def _stop(self) -> None:
        self._target = None
        self._leaving = _QUICK

    def _look(self) -> Status:
        if self._ended:
            state = State.ENDED
        elif self._leaving:
            state = State.FADING
        elif self._paused:
            state = State.PAUSED
        elif self._waiting:
            state = State.WAITING
        else:
            state = State.PLAYING
        return Status(state=state, position=self._here, underruns=self.underruns, seeks=self._seeks)
