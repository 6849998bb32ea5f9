"""What sessions are made with: the voices, the sounds and their caches, shared by all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from voicemat.compiler import Bed, Catalog, Cue
from voicemat.compiler.languages import MANY
from voicemat.compiler.levels import Balance, Preset
from voicemat.compiler.score import NO_MUSIC
from voicemat.config import Config, Layer
from voicemat.diagnostics import nearest
from voicemat.errors import MissingError, UsageError
from voicemat.library import Library, shipped
from voicemat.loading import Manuscript
from voicemat.script.model import VoiceChange
from voicemat.script.walk import every_node
from voicemat.timeline.model import Clip, Media, MediaKind, Timeline
from voicemat.timeline.utterance import Utterance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicemat.mixer import Loop
    from voicemat.sound.assets import Asset
    from voicemat.sound.bank import SoundBank
    from voicemat.sound.segments import AudioSegment
    from voicemat.sound.store import Store
    from voicemat.speech.cache import RecordingCache
    from voicemat.speech.narration_process import Work
    from voicemat.speech.narrator import Narrator
    from voicemat.speech.registry import Registry

    Samples = NDArray[np.float32]

ROOM_TONE = "brown"
"""The bed that is the room tone."""

PREFERRED = ("heart", "kokoro", "system")
"""Engines whose default voice speaks where nobody asked for one, the best first."""


class Studio:
    """What sessions are made with: the voice, the sounds and their caches, shared by all."""

    def __init__(self, config: Config, notice: Callable[[str], None]) -> None:
        self.config = config
        self.library = Library(config.library.value)
        self._notice = notice

    @cached_property
    def _sounds(self) -> tuple[Mapping[str, Bed], Mapping[str, Cue]]:
        from voicemat.sound.assets import AssetKind

        beds = {
            asset.id: Bed(media=asset.id, lufs=asset.lufs, makeable=True)
            for asset in self.assets
            if asset.kind is AssetKind.BED
        }
        cues = {
            asset.id: Cue(
                media=asset.id,
                frames=asset.frames,
                clear=asset.clear,
                momentary=asset.momentary,
            )
            for asset in self.assets
            if asset.kind is AssetKind.CUE
        }
        return beds, cues

    @property
    def balance(self) -> Balance:
        """How the listener wants the mix. Raises UsageError for a preset that there is not."""
        config = self.config
        try:
            preset = Preset(config.preset.value)
        except ValueError:
            raise UsageError(
                f'{config.preset.origin}: there is no preset named "{config.preset.value}"',
                advice=f"the presets are {', '.join(Preset)}",
            ) from None
        return Balance(
            preset=preset,
            voice=float(config.voice_level.value),
            music=float(config.music_level.value),
            cues=float(config.cue_level.value),
        )

    def bed(self, name: str) -> str:
        """The bed that a listener named, or `NO_MUSIC`. Raises UsageError for any other word."""
        beds, _ = self._sounds
        wanted = name.strip().casefold()
        if wanted in beds or wanted == NO_MUSIC:
            return wanted
        near = nearest(wanted, beds)
        raise UsageError(
            f'there is no bed named "{name}"',
            advice=f'did you mean "{near}"?' if near else f"choose {', '.join(beds)} or none",
        )

    def file_of(self, segment: AudioSegment) -> Path:
        """The file that holds a pydub segment, known by its content. Raises what `keep_segment`
        does.
        """
        from voicemat.sound.segments import keep_segment

        return keep_segment(segment, self.store)

    @cached_property
    def assets(self) -> tuple[Asset, ...]:
        """The beds and cues that ship."""
        from voicemat.sound.assets import load_manifest

        return load_manifest(shipped("audio"))

    @cached_property
    def store(self) -> Store:
        """Decoded sounds."""
        from voicemat.sound.store import Store

        return Store(
            folder=self.config.cache.value / "sounds",
            limit=self.config.cache_megabytes.value * 1_000_000,
        )

    @cached_property
    def sounds(self) -> SoundBank:
        """The samples of beds, cues and breath tones."""
        from voicemat.sound.bank import SoundBank

        return SoundBank(self.assets, self.store)

    @cached_property
    def recordings(self) -> RecordingCache:
        """Recordings of speech on disk."""
        from voicemat.speech.cache import RecordingCache

        return RecordingCache(
            self.config.cache.value / "recordings",
            limit=self.config.cache_megabytes.value * 1_000_000,
            notice=self._notice,
        )

    @cached_property
    def narrator(self) -> Narrator:
        """The samples of speech."""
        from voicemat.speech.narrator import Narrator
        from voicemat.speech.text import FrontEnd, load, user_words

        front_end = FrontEnd(load(user_words()))
        return Narrator(self.registry, self.recordings, self._notice, front_end)

    @cached_property
    def registry(self) -> Registry:
        """The engines and their voices."""
        from voicemat.speech.registry import Registry

        return Registry.installed(self.config)

    @cached_property
    def default_voice(self) -> str:
        """The voice where a routine names none: the configured one, or else, where nobody asked
        for any, the first of `PREFERRED` that is there. Another than the first is told of.
        """
        setting = self.config.voice
        if setting.layer is not Layer.DEFAULT:
            return setting.value
        first, *others = PREFERRED
        if self.registry.works(first):
            return first
        for other in others:
            if self.registry.works(other):
                voice = self.registry.find(other).voice
                self._notice(
                    f'the voice "{first}" is not there; "{other}:{voice.name}" speaks in its place'
                )
                return other
        return first

    def narration(self, groups: tuple[tuple[Utterance, ...], ...]) -> Work:
        """Speech to be made in a process of its own, for the same cache."""
        from voicemat.speech.narration_process import Work

        self.narrator.announce(utterance for group in groups for utterance in group)
        return Work(
            folder=str(self.config.cache.value / "recordings"),
            limit=self.config.cache_megabytes.value * 1_000_000,
            groups=groups,
        )

    def catalog(self, manuscript: Manuscript, voice: str | None, music: str | None) -> Catalog:
        """The sounds, voices and scripts that a routine may name; `voice` is the session's own
        where the routine does not name it, `music` what the listener has in its place: a bed, a
        file's path, or `NO_MUSIC`.
        """
        from voicemat.sound import playlist
        from voicemat.sound.breath import LOUDNESS
        from voicemat.sound.music import describe_music

        beds, cues = self._sounds
        files = dict(manuscript.music)
        if music is not None and music not in beds and music != NO_MUSIC:
            files[manuscript.script.source, music] = Path(music)
        described = {
            asked: Bed(
                media=str(path),
                lufs=playlist.LOUDNESS if path.is_dir() else describe_music(path, self.store).lufs,
            )
            for asked, path in files.items()
            if asked[1] not in beds
        }
        voices, names = self._voices(manuscript, voice)
        return Catalog(
            beds=beds,
            music=described,
            cues=cues,
            room_tone=beds[ROOM_TONE],
            breath_momentary=LOUDNESS,
            voices=voices,
            voice_names=names,
            scripts=manuscript.scripts,
            script_names=self.library.parts(),
            recordings={asked: str(path) for asked, path in manuscript.takes.items()},
        )

    def _voices(
        self, manuscript: Manuscript, voice: str | None
    ) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """The languages of the voices that a routine asks for, and, where one is unknown, the
        names of all that there are.
        """
        asked = {voice, manuscript.script.header.voice}
        for script in (manuscript.script, *manuscript.scripts.values()):
            nodes = every_node(script.nodes)
            asked |= {node.name for node in nodes if isinstance(node, VoiceChange)}
        languages: dict[str, str] = {}
        known: tuple[str, ...] = ()
        for name in sorted(filter(None, asked)):
            try:
                languages[name] = self.registry.find(name).voice.language
            except MissingError:
                languages[name] = MANY  # what brings it is said when it should speak
            except UsageError:
                known = known or tuple(one.name for _, one in self.registry.voices())
        return languages, known

    def read(self, clip: Clip, offset: int, frames: int) -> Samples:
        """Samples for the mixer, from whichever source has the clip."""
        if clip.media.kind is MediaKind.RECORDING:
            return self.narrator.read(clip, offset, frames)
        return self.sounds.read(clip, offset, frames)

    def prepare(self, timeline: Timeline) -> None:
        """Decode and make the first sounds of a timeline that are no speech.

        Made by one thread, they leave little behind; made by several, each thread's share of the
        memory stays as large as it once was. As many as are kept anyway.
        """
        from voicemat.sound.bank import HELD_CUES

        clips = [clip for bus in timeline.buses for track in bus.tracks for clip in track.clips]
        sounds: dict[tuple[Media, int], Clip] = {}
        for clip in sorted(clips, key=lambda clip: clip.start):
            if clip.media.kind is not MediaKind.RECORDING:
                sounds.setdefault((clip.media, clip.offset + clip.duration), clip)
        for clip in list(sounds.values())[:HELD_CUES]:
            self.sounds.prepare(clip.media)
            self.sounds.read(clip, 0, 1)

    def loop(self, media: Media) -> Loop | None:
        """How a medium repeats; None of one that does not."""
        from voicemat.mixer import Loop

        region = self.sounds.region(media)
        # The first lap has no seam yet: there the sound comes out of nothing.
        return Loop(period=region.period, settled=region.crossfade) if region else None

    def motion(self, media: Media) -> float:
        """By how many LU the momentary loudness of a medium moves of itself in 400 ms, at the most;
        0 of all that is no bed. What `inspection.walk` judges a session by.
        """
        return self.sounds.motion(media)
