"""What an encoder is given to make a file of."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from voicemat.errors import UsageError
from voicemat.exporter.metadata import Metadata
from voicemat.timeline.model import BusName, MediaKind, Timeline


class Quality(StrEnum):
    """How good a file sounds, in words; each encoder knows what that means for its format."""

    SMALL = "small"
    STANDARD = "standard"
    HIGH = "high"


_BIT_RATE = re.compile(r"([1-9]\d{0,3}) ?(k|kb/s|kbit/s|kbps)?", re.I)


def parse_quality(text: str) -> Quality | int:
    """A quality as a person writes it: ``small``, ``standard`` or ``high``, or a bit rate in kb/s
    as ``96k`` or ``96``. Raises UsageError for anything else.
    """
    wanted = text.strip().casefold()
    if wanted in set(Quality):
        return Quality(wanted)
    if rate := _BIT_RATE.fullmatch(wanted):
        return int(rate[1])
    raise UsageError(
        f'there is no quality "{text}"',
        advice=f"choose {', '.join(Quality)}, or a bit rate in kb/s such as 96k",
    )


def bit_rate(
    quality: Quality | int, format: str, *, words: Mapping[Quality, int], rates: Collection[int]
) -> int:
    """The bit rate in kb/s of a quality in a format that has one.

    `words` are the rates of the qualities in words, `rates` all that the format can have: one by
    one, or a range. Raises UsageError for another.
    """
    if isinstance(quality, Quality):
        return words[quality]
    if quality in rates:
        return quality
    if isinstance(rates, range):
        possible = f"{rates[0]} to {rates[-1]}"
    else:
        possible = ", ".join(map(str, sorted(rates)))
    named = ", ".join(f"{word} ({words[word]}k)" for word in Quality)
    raise UsageError(
        f"{format} cannot have {quality} kb/s", advice=f"choose {named}, or {possible} kb/s"
    )


class Channels(IntEnum):
    """How many channels a file has."""

    MONO = 1
    STEREO = 2


def channels_of(timeline: Timeline) -> Channels:
    """How many channels a session needs: one where it is speech alone, else two.

    Recordings have one channel; all beds, cues and tones have two. Room tone does not count: it is
    there so that no silence is dead, and as good in the middle.
    """
    kinds = {
        clip.media.kind
        for bus in timeline.buses
        if bus.name is not BusName.ROOM
        for track in bus.tracks
        for clip in track.clips
    }
    return Channels.MONO if kinds == {MediaKind.RECORDING} else Channels.STEREO


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to encode: `quality` in words or as a bit rate in kb/s."""

    quality: Quality | int = Quality.STANDARD
    channels: Channels = Channels.STEREO


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The session that a file is made of, what it says of itself, and how it is encoded."""

    timeline: Timeline
    metadata: Metadata
    settings: Settings
