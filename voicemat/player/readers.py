"""Where the desk takes its stems from: a renderer asked directly, or one run ahead of time.

A renderer gives any stretch of the session, the same however it is cut. `DirectReader` asks
it there and then, which may take a while; `AheadReader` keeps the next seconds ready in a ring,
rendered by a thread of its own, so that a device's callback never waits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from voicemat.mixer import STEMS
from voicemat.units import RATE

Stems = NDArray[np.float32]
"""Samples of shape (frames, STEMS, CHANNELS), full scale at 1.0, before the limiter."""

Render = Callable[[int, int], Stems]
"""(start frame, frames) -> stems of n frames; n < frames only at the session's end."""

CHANNELS = 2

LEAD = 2 * RATE
"""Frames that `AheadReader` keeps ready: 2.3 MB, and two seconds for a slow disk or processor."""

BLOCK = 8192
"""Frames rendered at a time: 171 ms, so that a seek sounds after one short block."""

CLOSE_TIMEOUT = 1.0
"""Seconds to wait for a renderer that is still at work when the session is over."""


class Reader(Protocol):
    """Random access to the session's samples."""

    @property
    def failure(self) -> Exception | None:
        """Why nothing more will become ready, if so."""
        ...

    @property
    def frames(self) -> int:
        """Length of the session in frames."""
        ...

    def ready(self, start: int) -> int:
        """How many frames from `start` on can be read at once. Announces that they are wanted."""
        ...

    def read(self, start: int, frames: int) -> Stems:
        """`frames` samples from `start` on; no more than `ready` has promised."""
        ...

    def renew(self, start: int, frames: int) -> None:
        """From `start` on the session has changed, and is `frames` long now."""
        ...


class DirectReader:
    """Renders what is asked when it is asked."""

    failure = None

    def __init__(self, render: Render, frames: int) -> None:
        self._render = render
        self._frames = frames

    @property
    def frames(self) -> int:
        """Length of the session in frames."""
        return self._frames

    def ready(self, start: int) -> int:
        """All that follows `start`."""
        return self._frames - start

    def read(self, start: int, frames: int) -> Stems:
        """`frames` samples from `start` on. Raises what the renderer raises."""
        return self._render(start, frames)

    def renew(self, start: int, frames: int) -> None:  # noqa: ARG002 - nothing is kept
        """The session is `frames` long now."""
        self._frames = frames


class AheadReader:
    """Renders ahead of the playhead in a thread, with a bounded lead.

    `ready` and `read` belong to one reading thread; neither waits for a render. Asking for
    another place than the one that follows the last read drops the lead and renders from there.
    A context manager: the thread runs from entering to leaving.

    A render that raises ends the thread; the exception is kept in `failure`.
    """

    def __init__(self, render: Render, frames: int, *, start: int = 0) -> None:
        self.failure: Exception | None = None
        self._render = render
        self._frames = frames
        self._ring = np.zeros((LEAD, len(STEMS), CHANNELS), np.float32)
        self._head = start
        self._count = 0
        self._moves = 0
        self._closed = False
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="voicemat-render", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join(CLOSE_TIMEOUT)

    @property
    def frames(self) -> int:
        """Length of the session in frames."""
        return self._frames

    def ready(self, start: int) -> int:
        """How many frames from `start` on lie in the ring."""
        with self._change:
            if start != self._head:
                self._head = start
                self._count = 0
                self._moves += 1
                self._change.notify()
            return self._count

    def read(self, start: int, frames: int) -> Stems:
        """`frames` samples from `start` on. Raises ValueError when they are not ready."""
        if frames > self.ready(start):
            raise ValueError(f"{frames} frames at {start} are not ready")
        at = start % LEAD
        first = min(frames, LEAD - at)
        samples = np.concatenate((self._ring[at : at + first], self._ring[: frames - first]))
        with self._change:
            self._head += frames
            self._count -= frames
            self._change.notify()
        return samples

    def renew(self, start: int, frames: int) -> None:
        """Render anew what lies ready from `start` on; the session is `frames` long now."""
        with self._change:
            self._frames = frames
            self._count = max(min(self._count, start - self._head), 0)
            self._moves += 1
            self._change.notify()

    def _run(self) -> None:
        while (wanted := self._wanted()) is not None:
            start, frames, moves = wanted
            try:
                samples = self._render(start, frames)
            except Exception as error:  # noqa: BLE001 - kept for the thread that plays
                self.failure = error
                return
            with self._change:
                if moves == self._moves:
                    self._store(start, samples)

    def _wanted(self) -> tuple[int, int, int] | None:
        """Waits for room; then the next block's start and length, and the count of moves."""
        with self._change:
            while not self._closed:
                start = self._head + self._count
                frames = min(BLOCK, self._frames - start)
                if 0 < frames <= LEAD - self._count:
                    return start, frames, self._moves
                self._change.wait()
            return None

    def _store(self, start: int, samples: Stems) -> None:
        at = start % LEAD
        first = min(len(samples), LEAD - at)
        self._ring[at : at + first] = samples[:first]
        self._ring[: len(samples) - first] = samples[first:]
        self._count += len(samples)
