"""What an encoder is given to make a file of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from voicemat.exporter.metadata import Metadata
from voicemat.timeline.model import Timeline


class Quality(StrEnum):
    """How good a file sounds, in words; each encoder knows what that means for its format."""

    SMALL = "small"
    STANDARD = "standard"
    HIGH = "high"


class Channels(IntEnum):
    """How many channels a file has."""

    MONO = 1
    STEREO = 2


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
