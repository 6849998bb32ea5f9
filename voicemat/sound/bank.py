"""The samples of every clip that is not speech."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Protocol, Self, cast

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import UsageError
from voicemat.sound.assets import Asset, AssetKind
from voicemat.sound.breath import Phase, breath_tone
from voicemat.sound.decoding import decode_whole
from voicemat.sound.endless import EndlessBed
from voicemat.sound.looper import Looper, Region
from voicemat.sound.music import describe_music
from voicemat.sound.playlist import Playlist
from voicemat.sound.reading import Reader
from voicemat.sound.store import Store
from voicemat.sound.tones import Tone
from voicemat.timeline.model import Clip, Media, MediaKind

Samples = NDArray[np.float32]

OPEN_BEDS = 4
"""Beds kept open: those of a crossfade, and those around it. Each holds 3 MB and a file."""

HELD_CUES = 6
"""Cues kept in memory; the longest takes 11 MB."""


ENDLESS_MOTION = 1.0
"""LU by which an endless bed may move further than its loop: a night has rarer moments than two
minutes."""

OPEN_ENDLESS = 3
"""Endless beds kept in memory: those of a crossfade of mixes; each takes 10 to 30 MB."""


class _Source(Protocol):
    """What plays without end."""

    def read(self, offset: int, frames: int, /) -> Samples: ...


@dataclass(frozen=True, slots=True)
class _Bed:
    source: _Source
    close: Callable[[], None]
    region: Region | None
    """What repeats; None where nothing does."""
    motion: Callable[[], float]
    """Its own changes of loudness in LU; of a folder, as far as it is known."""


Opener = Callable[[Path], Reader]


class SoundBank:
    """Beds, cues, breath tones and entrainment tones for a mixer. Safe to use from several threads.

    A bed or cue is an asset by its id; a bed may also be a person's file, or a folder of them, by
    its absolute path.
    Memory is bounded: a few open beds and a few cues, the least recently used closed first.
    """

    def __init__(self, assets: Iterable[Asset], store: Store) -> None:
        self._assets = {(asset.kind, asset.id): asset for asset in assets}
        self._store = store
        self._beds: OrderedDict[str, _Bed] = OrderedDict()
        self._endless: OrderedDict[str, EndlessBed] = OrderedDict()
        self._cues: OrderedDict[str, Samples] = OrderedDict()
        self._lock = RLock()

    def prepare(self, media: Media) -> None:
        """Decode `media` now rather than at its first read, which would take a second or more.

        Raises what `read` raises.
        """
        with self._lock:
            if media.kind is MediaKind.BED:
                self._bed(media.name, self._store.open)
            elif media.kind is MediaKind.ENDLESS:
                self._made(media.name)
            elif media.kind is MediaKind.CUE:
                self._cue(media.name)

    def read(self, clip: Clip, offset: int, frames: int) -> Samples:
        """`frames` frames of what `clip` plays, from its frame `offset` on, shape (frames, 2).

        `offset` counts from the beginning of the clip; the clip's own offset into its medium is
        added here. Gain and fades are the mixer's. After the end of a cue or of a breath tone
        comes silence. The array may be shared: do not write to it.

        Raises UsageError for an unknown name, FileError for an unreadable file, ValueError for a
        kind of medium that is not kept here.
        """
        start = clip.offset + offset
        name = clip.media.name
        with self._lock:
            match clip.media.kind:
                case MediaKind.BED:
                    return self._bed(name, self._store.open_early).source.read(start, frames)
                case MediaKind.ENDLESS:
                    return self._made(name).read(start, frames)
                case MediaKind.CUE:
                    return _stretch(self._cue(name), start, frames)
                case MediaKind.BREATH:
                    tone = breath_tone(cast(Phase, name), clip.offset + clip.duration)
                    return _stretch(tone, start, frames)
                case MediaKind.TONE:
                    return Tone.named(name).read(start, frames)
                case MediaKind.RECORDING:
                    raise ValueError("recordings are not kept in the sound bank")

    def region(self, media: Media) -> Region | None:
        """How `media` loops; None of what does not. Raises what `read` raises."""
        if media.kind is not MediaKind.BED:
            return None
        with self._lock:
            return self._bed(media.name, self._store.open).region

    def motion(self, media: Media) -> float:
        """The largest change in LU of momentary loudness from one 400 ms to the next that a bed
        brings with it; 0 for all that is no bed. Raises what `read` raises.
        """
        with self._lock:
            match media.kind:
                case MediaKind.BED:
                    return self._bed(media.name, self._store.open).motion()
                case MediaKind.ENDLESS:
                    return self._asset(AssetKind.BED, media.name).motion + ENDLESS_MOTION
        return 0.0

    def close(self) -> None:
        """Close every open file. The bank may be used again and opens them anew."""
        with self._lock:
            while self._beds:
                self._beds.popitem()[1].close()
            self._endless.clear()
            self._cues.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _bed(self, name: str, open_loop: Opener) -> _Bed:
        """A bed, opened by `open_loop` where it is one that ships and is not open yet: at once, by
        whoever plays it, or whole, by whoever has time.
        """
        if name in self._beds:
            self._beds.move_to_end(name)
            return self._beds[name]
        self._beds[name] = bed = self._open(name, open_loop)
        if len(self._beds) > OPEN_BEDS:
            self._beds.popitem(last=False)[1].close()
        return bed

    def _open(self, name: str, open_loop: Opener) -> _Bed:
        path = Path(name)
        if path.is_absolute() and path.is_dir():
            playlist = Playlist(path, self._store)
            return _Bed(playlist, playlist.close, None, lambda: playlist.motion)
        reader, region, motion = self._opened(name, open_loop)
        return _Bed(Looper(reader, region), reader.close, region, lambda: motion)

    def _opened(self, name: str, open_loop: Opener) -> tuple[Reader, Region, float]:
        """An open bed, how it repeats, and its motion."""
        path = Path(name)
        if path.is_absolute():
            music = describe_music(path, self._store)
            return self._store.open(path), music.region, music.motion
        asset = self._asset(AssetKind.BED, name)
        region = Region(
            start=0,
            period=asset.period,
            crossfade=asset.crossfade,
            correlation=asset.correlation,
        )
        return open_loop(asset.path), region, asset.motion

    def _made(self, name: str) -> EndlessBed:
        if name in self._endless:
            self._endless.move_to_end(name)
            return self._endless[name]
        self._endless[name] = bed = EndlessBed(self._asset(AssetKind.BED, name))
        if len(self._endless) > OPEN_ENDLESS:
            self._endless.popitem(last=False)
        return bed

    def _cue(self, name: str) -> Samples:
        if name in self._cues:
            self._cues.move_to_end(name)
            return self._cues[name]
        samples = decode_whole(self._asset(AssetKind.CUE, name).path)
        self._cues[name] = samples
        if len(self._cues) > HELD_CUES:
            self._cues.popitem(last=False)
        return samples

    def _asset(self, kind: AssetKind, name: str) -> Asset:
        try:
            return self._assets[kind, name]
        except KeyError:
            raise UsageError(f'there is no {kind} named "{name}"') from None


def _stretch(samples: Samples, start: int, frames: int) -> Samples:
    """`frames` frames of `samples` from `start` on, followed by silence where they end."""
    part = samples[start : start + frames]
    if len(part) == frames:
        return part
    return np.concatenate([part, np.zeros((frames - len(part), 2), np.float32)])
