"""A session whose samples tell where they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Media,
    MediaKind,
    Tags,
    Timeline,
    Track,
)
from voicemat.units import RATE

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Left: a sine. Right: the frame's number, times 2^-24, exact in float32."""

    frames: int

    def render(self, start: int, frames: int) -> Samples:
        """The renderer under the player's contract."""
        numbers = np.arange(start, min(start + frames, self.frames))
        sine = 0.5 * np.sin(2 * np.pi * 220 * numbers / RATE)
        return np.stack((sine, numbers / 2**24), axis=1).astype(np.float32)

    @property
    def samples(self) -> Samples:
        """The serial mix."""
        return self.render(0, self.frames)

    @property
    def timeline(self) -> Timeline:
        """Three chapters, two sentences."""
        third = self.frames // 3
        words = (("Breathe in.", third // 2), ("Breathe\nout.", third + 10))
        return Timeline(
            rate=RATE,
            frames=self.frames,
            tags=Tags(title="Evening"),
            voice_loudness=-22.0,
            buses=(
                Bus(name=BusName.MUSIC, tracks=(Track(name="music", clips=(clip("", 0),)),)),
                Bus(
                    name=BusName.VOICE,
                    tracks=(Track(name="voice", clips=tuple(clip(*word) for word in words)),),
                ),
            ),
            chapters=(
                Chapter(title="One", start=0, end=third),
                Chapter(title="Two", start=third, end=2 * third),
                Chapter(title="Three", start=2 * third, end=self.frames),
            ),
        )


def clip(text: str, start: int) -> Clip:
    """A clip of half a second."""
    media = Media(kind=MediaKind.RECORDING, name=text)
    return Clip(start=start, duration=RATE // 2, media=media, text=text)


@pytest.fixture
def session() -> Session:
    """A minute."""
    return Session(frames=60 * RATE)


@pytest.fixture
def make_session() -> Callable[[float], Session]:
    """A session of so many seconds."""
    return lambda seconds: Session(frames=round(seconds * RATE))


@pytest.fixture(scope="module")
def short_session() -> Session:
    """A second, made once for all examples of a property."""
    return Session(frames=RATE)
