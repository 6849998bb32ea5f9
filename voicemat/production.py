"""An order becomes files: one session, compiled and exported with all that was asked for beside it.

An order holds plain values only, so that it can go to another process or another computer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from voicemat.compiler import Fit
from voicemat.exporter import Metadata, describe
from voicemat.pipeline import Progress, Routine, Session, load_with
from voicemat.script.model import Course
from voicemat.studio import Studio
from voicemat.timeline.model import Timeline


def silent(_done: int, _total: int) -> None:
    """Progress that nobody follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted of one session.

    `routine`, `length`, `voice`, `music` and `settings` are what `load` and `Routine.compile` take,
    `path` and `format` what `Session.export` takes. `title` is what the file calls itself where
    that is not the routine's title; it is the `track`-th of `tracks` that belong together, 0 where
    it stands alone.
    """

    routine: str
    length: str | None = None
    voice: str | None = None
    music: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    fit: Fit = Fit.EXACT
    course: Course = Course.LOOP
    path: str | None = None
    format: str | None = None
    title: str | None = None
    track: int = 0
    tracks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A finished order: its sound file, the timeline that it holds, and what it says of itself."""

    path: Path
    timeline: Timeline
    metadata: Metadata


def produce(
    order: Order,
    studio: Studio,
    *,
    narrated: Progress = silent,
    exported: Progress = silent,
    loaded: Callable[[Routine], None] = lambda _routine: None,
    compiled: Callable[[Routine, Session], None] = lambda _routine, _session: None,
) -> Product:
    """Make everything that an order asks for.

    `narrated` is told (words spoken, words to speak), `exported` (frames done, frames in all),
    `loaded` the routine as it was read, and `compiled` the session before it is written. Raises what `load`, `Routine.compile` and
    `Session.export` raise.
    """
    routine = load_with(studio, order.routine)
    loaded(routine)
    session = routine.compile(
        order.length,
        voice=order.voice,
        music=order.music,
        settings=dict(order.settings),
        fit=order.fit,
        course=order.course,
        progress=narrated,
    )
    compiled(routine, session)
    metadata = describe(session.timeline, track=order.track, tracks=order.tracks)
    if order.title:
        metadata = replace(metadata, title=order.title)
    path = session.export(
        order.path,
        format=order.format,
        metadata=metadata,
        progress=lambda done: exported(done, session.frames),
    )
    return Product(path=path, timeline=session.timeline, metadata=metadata)
