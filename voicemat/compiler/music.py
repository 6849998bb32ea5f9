"""Music events, placed in time, become clips of beds and one automation curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from voicemat import units
from voicemat.compiler.lanes import lanes
from voicemat.compiler.score import (
    LevelChange,
    MixChange,
    MusicEvent,
    MusicFadeEvent,
    ScoreLayer,
)
from voicemat.script.model import Course, Ending, FadeDirection
from voicemat.source import Span
from voicemat.timeline.automation import level_at
from voicemat.timeline.model import Clip, Fade, FadeShape, Media, MediaKind, Point, Track

FINAL_FADE = {
    Ending.BELL: units.frames(8),
    Ending.QUIET: units.frames(10),
    Ending.SLEEP: units.frames(60),
}
"""How long the music takes to leave when the script does not say."""

ROOM_FADE = units.frames(3)

SHORTEST_FADE = units.frames(Decimal("0.05"))
"""A change of the music that takes less time is heard as a click."""

LOWEST, HIGHEST = -40.0, 12.0
"""dB to which changes of level may add up: just audible under a voice, and no louder than a
single change may make it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A mix that sounds from `start` to `end` frames."""

    layers: tuple[ScoreLayer, ...]
    start: int
    end: int
    fade_in: Fade
    fade_out: Fade
    origin: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Music:
    """The music of a session: its tracks, its automation, and the room tone that fills the
    rest.
    """

    tracks: tuple[Track, ...]
    automation: tuple[Point, ...]
    room: tuple[Track, ...]


def lay_music(
    placed: Sequence[tuple[int, MusicEvent]],
    opening: tuple[ScoreLayer, ...],
    room_tone: ScoreLayer,
    ending: Ending,
    frames: int,
) -> Music:
    """The music of a session of `frames` frames; `placed` holds events with their frames."""
    stretches = _stretches(placed, opening, ending, frames)
    clips = [
        Clip(
            start=stretch.start,
            duration=stretch.end - stretch.start,
            media=_media(layer),
            gain=layer.gain,
            fade_in=stretch.fade_in,
            fade_out=stretch.fade_out,
            origin=stretch.origin,
        )
        for stretch in stretches
        for layer in stretch.layers
    ]
    return Music(
        tracks=lanes("music", clips),
        automation=_automation(placed),
        room=lanes("room", _room_clips(stretches, room_tone, frames)),
    )


def _media(layer: ScoreLayer) -> Media:
    endless = layer.course is Course.ENDLESS
    return Media(kind=MediaKind.ENDLESS if endless else MediaKind.BED, name=layer.media)


def _stretches(
    placed: Sequence[tuple[int, MusicEvent]],
    opening: tuple[ScoreLayer, ...],
    ending: Ending,
    frames: int,
) -> list[Stretch]:
    found: list[Stretch] = []
    playing: Stretch | None = None
    layers = opening

    def begin(at: int, over: int, shape: FadeShape, origin: Span | None) -> Stretch:
        return Stretch(
            layers=layers,
            start=at,
            end=frames,
            fade_in=Fade(frames=over, shape=shape),
            fade_out=Fade(frames=0, shape=FadeShape.DECIBEL),
            origin=origin,
        )

    def finish(stretch: Stretch, at: int, over: int, shape: FadeShape) -> None:
        found.append(
            replace(stretch, end=min(at + over, frames), fade_out=Fade(frames=over, shape=shape))
        )

    for at, event in placed:
        if isinstance(event, MixChange):
            layers = event.layers
            if playing:
                finish(playing, at, event.over, FadeShape.EQUAL_POWER)
                playing = begin(at, event.over, FadeShape.EQUAL_POWER, event.origin)
            else:
                playing = begin(at, event.over, FadeShape.DECIBEL, event.origin)
        elif isinstance(event, MusicFadeEvent):
            if event.direction is FadeDirection.OUT and playing:
                finish(playing, at, event.over, FadeShape.DECIBEL)
                playing = None
            elif event.direction is FadeDirection.IN and not playing:
                playing = begin(at, event.over, FadeShape.DECIBEL, event.origin)
    if playing:
        over = min(FINAL_FADE[ending], (frames - playing.start) // 2)
        found.append(replace(playing, fade_out=Fade(frames=over, shape=FadeShape.DECIBEL)))
    return [_fitted(stretch) for stretch in found if stretch.layers and _lasts(stretch)]


def _lasts(stretch: Stretch) -> bool:
    """Whether there is time to fade in and out: what would begin at the very end does not."""
    return stretch.end - stretch.start >= 2 * SHORTEST_FADE


def _fitted(stretch: Stretch) -> Stretch:
    """No fade is longer than what it fades."""
    length = stretch.end - stretch.start
    return replace(
        stretch,
        fade_in=replace(stretch.fade_in, frames=min(stretch.fade_in.frames, length)),
        fade_out=replace(stretch.fade_out, frames=min(stretch.fade_out.frames, length)),
    )


def _automation(placed: Sequence[tuple[int, MusicEvent]]) -> tuple[Point, ...]:
    points: list[Point] = []
    target = 0.0
    for at, event in placed:
        if isinstance(event, LevelChange):
            target = min(max(target + event.change, LOWEST), HIGHEST)
            # A change that begins while another still moves takes over where that one is.
            now = level_at(points, at)
            points = [point for point in points if point.frame < at]
            points.append(Point(frame=at, gain=now))
            points.append(Point(frame=at + event.over, gain=target))
    return tuple(points)


def _room_clips(stretches: Sequence[Stretch], room_tone: ScoreLayer, frames: int) -> list[Clip]:
    clips: list[Clip] = []
    covered = 0
    edges = sorted((stretch.start, stretch.end) for stretch in stretches)
    for start, end in [*edges, (frames, frames)]:
        if start > covered:
            first = max(covered - ROOM_FADE, 0)
            last = min(start + ROOM_FADE, frames)
            fade = Fade(frames=min(ROOM_FADE, (last - first) // 2), shape=FadeShape.EQUAL_POWER)
            clips.append(
                Clip(
                    start=first,
                    duration=last - first,
                    media=Media(kind=MediaKind.BED, name=room_tone.media),
                    gain=room_tone.gain,
                    fade_in=fade,
                    fade_out=fade,
                )
            )
        covered = max(covered, end)
    return clips
