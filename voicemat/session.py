"""A compiled session: its samples, its files, its playback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicemat import units
from voicemat.compiler.night import Night
from voicemat.diagnostics import Diagnostic
from voicemat.errors import UsageError
from voicemat.studio import Studio
from voicemat.timeline.model import BusName, Timeline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicemat.documents import StemFile
    from voicemat.exporter import Metadata, Mix, Settings
    from voicemat.mixer import Mixer
    from voicemat.player import Place, Screen, Updates
    from voicemat.proof import Proof
    from voicemat.sound.segments import AudioSegment
    from voicemat.speech.narrator import Statistics

    Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A compiled session: its timeline, and everything that can be done with it.

    `own_cover` makes the cover of the routine that it was compiled from; sounds and voices that are
    tried have none.
    """

    timeline: Timeline
    warnings: tuple[Diagnostic, ...]
    studio: Studio
    own_cover: Callable[[], bytes] | None = None

    @property
    def frames(self) -> int:
        """The session's length in frames at 48 kHz."""
        return self.timeline.frames

    @property
    def seconds(self) -> float:
        """The session's length in seconds."""
        return units.seconds(self.timeline.frames)

    @property
    def speech(self) -> Statistics:
        """How many sentences were synthesised, and how many came from the cache."""
        return self.studio.narrator.statistics

    def cover(self) -> bytes:
        """The cover picture, a JPEG: the routine's, or one drawn for the title.

        Raises ScriptError when the routine names a picture that cannot be used.
        """
        from voicemat.cover import Subject, draw_cover

        if self.own_cover is not None:
            return self.own_cover()
        return draw_cover(Subject(name=self.timeline.tags.title))

    def _mixer(self, buses: frozenset[BusName] = frozenset(BusName)) -> Mixer:
        from voicemat.mixer import Mixer

        return Mixer(self.timeline, self.studio, buses=buses)

    def blocks(self, *, start: int = 0, bus: str | None = None) -> Iterator[Samples]:
        """The mix in blocks: float32, shape (frames, 2), 48 kHz, full scale 1.0, read-only.

        `start` is the first frame; `bus` restricts the mix to one of ``voice``, ``music``,
        ``cues`` and ``room``.
        """
        if bus is None:
            return self._mixer().blocks(start)
        try:
            only = frozenset({BusName(bus)})
        except ValueError:
            raise UsageError(
                f'there is no bus named "{bus}"',
                advice=f"the buses are {', '.join(BusName)}",
            ) from None
        return self._mixer(only).blocks(start)

    def export(
        self,
        path: str | Path | None = None,
        *,
        format: str | None = None,
        metadata: Metadata | None = None,
        settings: Settings | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Path:
        """Write the session as a file and return its path.

        `path` may be a folder; without one the file is named by the title, in the current
        folder. Text that ends in a slash is always a folder. The format is that of the suffix,
        MP3 without one. Without `metadata` the file says of itself what the timeline does, and has
        the cover of the session; without `settings` it is encoded as usual, in mono where the
        session is speech alone. `progress` is told the frames that are done. The file is there when
        it is whole, and not before. Raises FileError, UsageError for a format that there is not or
        a quality that it cannot have, and what `cover` does.
        """
        from voicemat.exporter import choose_target, describe, export

        target = choose_target(path, format, self.timeline.tags.title)
        return export(
            self.mix(),
            target.path,
            format=target.format,
            metadata=metadata or describe(self.timeline, cover=self.cover()),
            settings=settings,
            progress=progress,
        )

    def audio_segment(self, *, stem: str | None = None) -> AudioSegment:
        """The session as a pydub AudioSegment: 48 kHz, stereo, 16 bits, exactly as long.

        `stem` is one of ``voice``, ``music`` and ``cues``, as in `export_stems`. A segment lies in
        memory as a whole, 11.5 MB for each minute, where a session and its export take the same
        however long it is. Raises MissingError without pydub, UsageError for an unknown stem.
        """
        from voicemat.exporter import STEMS
        from voicemat.sound.segments import as_segment

        if stem is None:
            return as_segment(self.blocks())
        for one in STEMS:
            if one.name == stem:
                return as_segment(one.mix(self.timeline, self.studio, self.studio.loop).blocks())
        raise UsageError(
            f'there is no stem named "{stem}"',
            advice=f"the stems are {', '.join(one.name for one in STEMS)}",
        )

    def export_proved(
        self,
        path: str | Path | None = None,
        *,
        format: str | None = None,
        metadata: Metadata | None = None,
        settings: Settings | None = None,
        asked: int | None = None,
        exported: Callable[[int], None] = lambda _: None,
        heard: Callable[[int], None] = lambda _: None,
    ) -> Proof:
        """Write the session as `export` does, and prove the file before it gets its name.

        The file is decoded again and held against the session. The proof, with its checks and
        their verdicts, is returned, and stands beside the file as JSON and as a page with pictures.
        `asked` is the length in frames that a person asked for, where that is another. `exported`
        is told the frames that are written, `heard` those that are decoded again. Raises ProofError
        when a check fails: then there is no new sound file, but its proof. Raises what `export`
        raises, and MissingError where nothing is installed that decodes the format.
        """
        from voicemat.exporter import choose_target, describe
        from voicemat.proof import export_proved

        return export_proved(
            self.mix(),
            choose_target(path, format, self.timeline.tags.title),
            metadata=metadata or describe(self.timeline, cover=self.cover()),
            settings=settings,
            motion=self.studio.motion,
            asked=asked,
            exported=exported,
            heard=heard,
        )

    def prove(self, path: str | Path, *, metadata: Metadata | None = None) -> Proof:
        """Prove a file of this session that is there already.

        `metadata` is what it should say of itself, by default what `export` has it say. Raises
        FileError when it cannot be decoded, MissingError where nothing is installed that does.
        """
        from voicemat.exporter import choose_target, describe
        from voicemat.proof import prove

        target = choose_target(path, None, self.timeline.tags.title)
        return prove(
            target.path,
            name=target.path.name,
            format=target.format,
            mix=self.mix(),
            metadata=metadata or describe(self.timeline, cover=self.cover()),
            motion=self.studio.motion,
        ).proof

    def export_stems(
        self,
        path: str | Path | None = None,
        *,
        format: str | None = None,
        metadata: Metadata | None = None,
        settings: Settings | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> tuple[Path, ...]:
        """Write voice, music and cues as files of their own and return their paths.

        They stand beside the file that `export` of the same `path` and `format` writes, as
        ``Sleep.voice.mp3`` beside ``Sleep.mp3``, are as long, and add up to it, but for what its
        limiter has done. `progress` is told the frames that are done, of three times the session's.
        Raises what `export` raises.
        """
        from voicemat.exporter import (
            STEMS,
            Settings,
            channels_of,
            choose_target,
            describe,
            export,
        )

        target = choose_target(path, format, self.timeline.tags.title)
        said = metadata or describe(self.timeline, cover=self.cover())
        # Speech alone would be mono by itself, and the stems are to lie upon each other.
        same = settings or Settings(channels=channels_of(self.timeline))

        def later(before: int) -> Callable[[int], None]:
            return lambda done: progress(before + done)

        self.studio.prepare(self.timeline)
        return tuple(
            export(
                stem.mix(self.timeline, self.studio, self.studio.loop),
                stem.path(target.path),
                format=target.format,
                metadata=stem.metadata(said),
                settings=same,
                progress=later(stem.index * self.frames),
            )
            for stem in STEMS
        )

    def document(self, name: str, *, sound: str = "", stems: tuple[StemFile, ...] = ()) -> bytes:
        """What can stand beside the sound file: ``vtt``, ``txt`` and others, see
        `voicemat.documents`.

        `sound` and `stems` are the files that an editor's timeline refers to. Raises UsageError
        with all names for an unknown one, MissingError for one that needs what is not installed.
        """
        from voicemat.documents import Subject, make

        return make(name, Subject(timeline=self.timeline, sound=sound, stems=stems))

    def mix(self) -> Mix:
        """What `export` writes: the sound of the session, and where it repeats.

        What takes long to decode or to make is made now. Raises what reading sounds raises.
        """
        from voicemat.exporter import Mix
        from voicemat.mixer import Mixer, steady_stretches

        self.studio.prepare(self.timeline)
        return Mix(
            timeline=self.timeline,
            render=lambda timeline: Mixer(timeline, self.studio).block,
            steady=steady_stretches(self.timeline, self.studio.loop),
        )

    def play(
        self,
        *,
        output: str | None = None,
        start: int = 0,
        night: Night | None = None,
        updates: Updates | None = None,
        screen: Screen | None = None,
        keep: Callable[[Place], None] | None = None,
    ) -> None:
        """Play the session on a sound device, from frame `start` on; returns at its end.

        `night` makes it begin later, last longer or end by a timer. `updates` gives versions that
        take over meanwhile; see `voicemat.watching`. `screen` is where it shows itself, by default
        what suits standard output. `keep` is told now and then where the session stands. Raises
        MissingError when there is no device.
        """
        from voicemat.mixer import Mixer
        from voicemat.player import forget, no_updates, play

        play(
            self.timeline,
            lambda timeline: Mixer(timeline, self.studio).stems,
            output=output or self.studio.config.output.value,
            start=start,
            night=night,
            updates=updates or no_updates,
            screen=screen,
            keep=keep or forget,
        )
