"""An order becomes files: one session, compiled and exported with all that was asked for beside it.

An order holds plain values only, so that it can go to another process or another computer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from voicemat.compiler import Fit
from voicemat.documents import StemFile, find_document
from voicemat.exporter import (
    STEMS,
    Channels,
    Metadata,
    Quality,
    Settings,
    channels_of,
    choose_target,
    describe,
    parse_quality,
    try_format,
    write_beside,
)
from voicemat.pipeline import Progress, Routine, load_with, parse_length
from voicemat.proof import Proof, proof_files
from voicemat.script.model import Course
from voicemat.session import Session
from voicemat.studio import Studio
from voicemat.timeline.model import Timeline


def silent(_done: int, _total: int) -> None:
    """Progress that nobody follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted of one session.

    `routine`, `length`, `voice`, `music` and `settings` are what `load` and `Routine.compile` take,
    `path` and `format` what `Session.export` takes. `quality` is in words or a bit rate, see
    `parse_quality`; `channels` is None for as many as the session needs. `title` is what the file
    calls itself where that is not the routine's title. `track` is the place in a series of `tracks`
    files, both 0 for a session on its own. `documents` names what stands beside the sound file, see
    `voicemat.documents`; with `stems` its parts do too. With `proof` the sound file is decoded
    again and checked, and its proof stands beside it.
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
    quality: str = Quality.STANDARD.value
    channels: Channels | None = None
    title: str | None = None
    track: int = 0
    tracks: int = 0
    documents: tuple[str, ...] = ()
    stems: bool = False
    proof: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A finished order: its sound file, the timeline that it holds, and what it says of itself;
    what was asked for beside it, in the order in which it was, and its proof.
    """

    path: Path
    timeline: Timeline
    metadata: Metadata
    documents: tuple[Path, ...] = ()
    stems: tuple[Path, ...] = ()
    proof: Proof | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything that was written, the sound first."""
        proof = proof_files(self.path) if self.proof else ()
        return (self.path, *self.stems, *self.documents, *proof)


def files_of(order: Order, sound: Path) -> tuple[Path, ...]:
    """Everything that an order writes whose sound file is `sound`, in the order of
    `Product.files`. Raises UsageError for a document that there is not.
    """
    stems = tuple(stem.path(sound) for stem in (STEMS if order.stems else ()))
    proof = proof_files(sound) if order.proof else ()
    return (sound, *stems, *_documents_of(order, sound), *proof)


def _documents_of(order: Order, sound: Path) -> tuple[Path, ...]:
    return tuple(sound.with_suffix(find_document(name).suffix) for name in order.documents)


def produce(
    order: Order,
    studio: Studio,
    *,
    narrated: Progress = silent,
    exported: Progress = silent,
    loaded: Callable[[Routine], None] = lambda _routine: None,
    compiled: Callable[[Routine, Session], None] = lambda _routine, _session: None,
) -> Product:
    """Make everything that an order asks for: the sound file first, and what stands beside it when
    that is whole.

    `narrated` is told (words spoken, words to speak), `exported` (frames done, frames in all
    files, and once more for a proof), `loaded` the routine as it was read, and `compiled` the
    session before it is written. Raises what `load`, `Routine.compile`, `Session.export` and
    `Session.export_proved` raise.
    """
    for name in order.documents:
        find_document(name)
    quality = parse_quality(order.quality)
    try_format(
        choose_target(order.path, order.format, "").format,
        Settings(quality=quality, channels=order.channels or Channels.STEREO),
    )
    routine = load_with(studio, order.routine)
    loaded(routine)
    cover = routine.cover()
    session = compile_order(order, routine, narrated)
    compiled(routine, session)
    metadata = describe(session.timeline, track=order.track, tracks=order.tracks, cover=cover)
    if order.title:
        metadata = replace(metadata, title=order.title)
    settings = Settings(quality=quality, channels=order.channels or channels_of(session.timeline))
    target = choose_target(order.path, order.format, session.timeline.tags.title).path
    # Made before the sound: what cannot be made is known before the long work.
    documents = _documents(order, session, target)
    total = session.frames * (1 + order.proof + (len(STEMS) if order.stems else 0))
    done = 0

    def told(part: int) -> None:
        exported(done + part, total)

    proof = None
    if order.proof:
        proof = session.export_proved(
            target,
            format=order.format,
            metadata=metadata,
            settings=settings,
            asked=None if order.length is None else parse_length(order.length),
            exported=told,
            heard=lambda part: told(session.frames + part),
        )
    else:
        session.export(
            target, format=order.format, metadata=metadata, settings=settings, progress=told
        )
    done = session.frames * (1 + order.proof)
    stems: tuple[Path, ...] = ()
    if order.stems:
        stems = session.export_stems(
            target, format=order.format, metadata=metadata, settings=settings, progress=told
        )
    write_beside(documents)
    return Product(
        path=target,
        timeline=session.timeline,
        metadata=metadata,
        documents=tuple(documents),
        stems=stems,
        proof=proof,
    )


def _documents(order: Order, session: Session, sound: Path) -> dict[Path, bytes]:
    """What stands beside the file `sound`, by its paths."""
    stems = tuple(
        StemFile(name=stem.name, file=stem.path(sound).name, buses=stem.buses)
        for stem in (STEMS if order.stems else ())
    )
    paths = _documents_of(order, sound)
    return {
        path: session.document(name, sound=sound.name, stems=stems)
        for name, path in zip(order.documents, paths, strict=True)
    }


def compile_order(order: Order, routine: Routine, narrated: Progress = silent) -> Session:
    """The session that an order asks for, of its routine. Raises what `Routine.compile` raises."""
    return routine.compile(
        order.length,
        voice=order.voice,
        music=order.music,
        settings=dict(order.settings),
        fit=order.fit,
        course=order.course,
        progress=narrated,
    )
