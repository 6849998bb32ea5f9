"""Sounds heard by themselves, without a routine: beds in layers, cues, a person's own music."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from voicemat import units
from voicemat.compiler.lanes import lanes
from voicemat.compiler.levels import LEVELS
from voicemat.diagnostics import nearest
from voicemat.errors import UsageError
from voicemat.script.model import Course, Ending
from voicemat.session import Session
from voicemat.sound.assets import Asset, AssetKind
from voicemat.sound.music import describe_music
from voicemat.sound.playlist import LOUDNESS, MOST_GAIN, music_files
from voicemat.studio import Studio
from voicemat.timeline.model import (
    Bus,
    BusName,
    Clip,
    Fade,
    FadeShape,
    Media,
    MediaKind,
    Tags,
    Timeline,
)

USUAL_SECONDS = 30
"""What is heard of a bed, unless more is asked for."""

FADE_IN, FADE_OUT = units.frames(1), units.frames(3)

LOUD = -20.0
"""LUFS of what is heard alone: near that of a session's voice."""

LONGEST = 24 * 3600
"""Seconds."""

_LEVEL = re.compile(r"(?P<name>.+?)@(?P<level>[+-]?\d{1,2}(?:\.\d+)?)(?:\s*dB)?", re.IGNORECASE)

HIGHEST, LOWEST = 12.0, -60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One sound of an audition by its name or path, and its level in dB relative to its usual
    one.
    """

    name: str
    level: float = 0.0


def read_layers(text: str) -> tuple[Layer, ...]:
    """The layers of ``rain+drift@-6``. A path that is there is one layer, whatever is in it.

    Raises UsageError for an empty layer or a level out of bounds.
    """
    if Path(text).expanduser().exists():
        return (Layer(name=text),)
    return tuple(_layer(part.strip()) for part in text.split("+"))


def _layer(text: str) -> Layer:
    match = _LEVEL.fullmatch(text)
    if not text:
        raise UsageError("there is a sound missing beside a +", advice="as in rain+drift@-6")
    if match is None:
        return Layer(name=text)
    level = float(match["level"])
    if not LOWEST <= level <= HIGHEST:
        raise UsageError(f"a level of {level:g} dB is out of bounds", advice="from -60 to +12 dB")
    return Layer(name=match["name"].strip(), level=level)


def audition(
    studio: Studio,
    layers: tuple[Layer, ...],
    *,
    seconds: int | None = None,
    course: Course = Course.LOOP,
) -> Session:
    """A session of these sounds: beds and music for `seconds`, cues once from the beginning.

    Without `seconds` it is as long as the longest cue, and 30 s where there is a bed. Raises
    UsageError for an unknown name or an impossible length, FileError for an unreadable file.
    """
    if seconds is not None and not 1 <= seconds <= LONGEST:
        raise UsageError(f"{seconds} s cannot be heard", advice="from 1 s to 24 h")
    found = [(layer, _asset(studio, layer)) for layer in layers]
    cues = [asset for _, asset in found if asset and asset.kind is AssetKind.CUE]
    natural = [cue.frames for cue in cues]
    if len(cues) < len(found):
        natural.append(units.frames(USUAL_SECONDS))
    frames = max(natural) if seconds is None else units.frames(seconds)
    clips = [_clip(studio, layer, asset, course, frames) for layer, asset in found]
    music = [clip for clip in clips if clip.media.kind is not MediaKind.CUE]
    struck = [clip for clip in clips if clip.media.kind is MediaKind.CUE]
    timeline = Timeline(
        rate=units.RATE,
        frames=frames,
        tags=Tags(title=" + ".join(layer.name for layer in layers)),
        voice_loudness=LEVELS[Ending.QUIET].voice,
        buses=(
            Bus(name=BusName.MUSIC, tracks=lanes("music", music)),
            Bus(name=BusName.CUES, tracks=lanes("cues", struck)),
        ),
    )
    return Session(timeline=timeline, studio=studio, warnings=())


def _asset(studio: Studio, layer: Layer) -> Asset | None:
    """The asset of a layer; None for a path."""
    for asset in studio.assets:
        if asset.id == layer.name.casefold():
            return asset
    path = Path(layer.name).expanduser()
    if path.is_file() or (path.is_dir() and music_files(path)):
        return None
    if path.is_dir():
        raise UsageError(f"{path}: there is no sound file in this folder")
    near = nearest(layer.name, [asset.id for asset in studio.assets])
    raise UsageError(
        f'there is no sound named "{layer.name}"',
        advice=f'did you mean "{near}"?' if near else "see voicemat list beds, or list cues",
    )


def _clip(studio: Studio, layer: Layer, asset: Asset | None, course: Course, frames: int) -> Clip:
    if asset is not None and asset.kind is AssetKind.CUE:
        return Clip(
            start=0,
            duration=min(asset.frames, frames),
            media=Media(kind=MediaKind.CUE, name=asset.id),
            gain=LOUD - asset.momentary + layer.level,
            fade_out=None if asset.frames <= frames else _fade(FADE_OUT, frames),
        )
    if asset is not None:
        kind = MediaKind.ENDLESS if course is Course.ENDLESS else MediaKind.BED
        name, lufs = asset.id, asset.lufs
    else:
        path = Path(layer.name).expanduser().absolute()
        kind, name = MediaKind.BED, str(path)
        lufs = LOUDNESS if path.is_dir() else describe_music(path, studio.store).lufs
    return Clip(
        start=0,
        duration=frames,
        media=Media(kind=kind, name=name),
        gain=min(LOUD - lufs, MOST_GAIN) + layer.level,
        fade_in=_fade(FADE_IN, frames),
        fade_out=_fade(FADE_OUT, frames),
    )


def _fade(wanted: int, frames: int) -> Fade:
    return Fade(frames=min(wanted, frames // 4), shape=FadeShape.DECIBEL)
