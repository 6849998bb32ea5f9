"""A small session that is proved in every test, and files of it that are broken on purpose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.samples import ArraySamples
from voicemat.dsp.loudness import measure
from voicemat.exporter import Metadata, Mix, Settings, describe, export
from voicemat.inspection.moving import still
from voicemat.mixer import Mixer
from voicemat.proof import Proof, Proved, prove
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Fade,
    FadeShape,
    Media,
    MediaKind,
    Tags,
    Timeline,
    Track,
)

Samples = NDArray[np.float32]

RATE = 48_000
LENGTH = 40 * RATE + 123
SPOKEN = {"Lie down.": (2.0, 1.6), "Breathe in, slowly.": (8.3, 2.2), "Let go.": (15.0, 0.9),
          "Feel the ground.": (24.0, 2.0), "Good night.": (30.5, 1.3)}  # fmt: skip
"""Sentences with the second at which they begin and those that they last."""


def low(noise: Samples, taps: int) -> Samples:
    """`noise`, shape (frames,), without what is high; as loud as it was."""
    kernel = np.hanning(taps) / np.sqrt((np.hanning(taps) ** 2).sum())
    return np.convolve(noise, kernel, "same").astype(np.float32)


def voice(seed: int, frames: int) -> Samples:
    """Three syllables in a second, out of a noise of its own, shape (frames,)."""
    noise = np.random.default_rng(seed).standard_normal(frames).astype(np.float32)
    syllables = np.abs(np.sin(np.pi * 3 * np.arange(frames) / RATE)) ** 0.5
    edges = np.minimum(np.minimum(np.arange(frames), np.arange(frames)[::-1]) / 960, 1.0)
    return (0.12 * low(noise, 24) * syllables * edges).astype(np.float32)


@dataclass(frozen=True)
class Case:
    """The session, its mix, what it says, and where files of it are made."""

    mix: Mix
    metadata: Metadata
    folder: Path

    def sound(self) -> Samples:
        """The whole mix, shape (frames, 2)."""
        return np.concatenate(list(self.mix.blocks()))

    def write(
        self,
        sound: Samples | None = None,
        *,
        format: str = "wav",
        metadata: Metadata | None = None,
        settings: Settings | None = None,
    ) -> Path:
        """A file of the session, or of another sound in the place of its own."""
        samples = self.sound() if sound is None else sound

        def render(start: int, frames: int) -> Samples:
            return samples[start : start + frames]

        return export(
            Mix(timeline=replace(self.mix.timeline, frames=len(samples)), render=lambda _: render),
            self.folder / f"evening.{format}",
            metadata=metadata or self.metadata,
            settings=settings,
        )

    def proved(self, path: Path) -> Proved:
        """The proof of a file."""
        return prove(
            path,
            name=path.name,
            format=path.suffix[1:],
            mix=self.mix,
            metadata=self.metadata,
            motion=still,
        )

    def proof(self, sound: Samples | None = None, *, format: str = "wav") -> Proof:
        """The proof of a file of the session, or of another sound."""
        return self.proved(self.write(sound, format=format)).proof


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Five sentences over a bed, in two chapters."""
    return make_case(tmp_path, bed=0.01)


@pytest.fixture
def loud_bed(tmp_path: Path) -> Case:
    """The same where the bed is as loud as the voice."""
    return make_case(tmp_path, bed=0.1)


def make_case(folder: Path, *, bed: float) -> Case:
    arrays: dict[str, Samples] = {}
    clips = []
    for number, (text, (second, seconds)) in enumerate(SPOKEN.items()):
        frames = round(seconds * RATE)
        arrays[text] = voice(number, frames)
        media = Media(kind=MediaKind.RECORDING, name=text)
        clips.append(Clip(start=round(second * RATE), duration=frames, media=media, text=text))
    noise = np.random.default_rng(99).standard_normal((LENGTH, 2)).astype(np.float32)
    arrays["bed"] = bed * np.stack([low(side, 48) for side in noise.T], axis=1)
    fade = Fade(frames=RATE, shape=FadeShape.EQUAL_POWER)
    music = Clip(
        start=0,
        duration=LENGTH,
        media=Media(kind=MediaKind.BED, name="bed"),
        fade_in=fade,
        fade_out=fade,
    )
    anchor = measure(np.repeat(np.concatenate([arrays[text] for text in SPOKEN])[:, None], 2, 1))
    timeline = Timeline(
        rate=RATE,
        frames=LENGTH,
        tags=Tags(title="Evening <one>", summary="Lie down & rest.", year="2026"),
        voice_loudness=round(anchor, 1),
        buses=(
            Bus(name=BusName.VOICE, tracks=(Track(name="voice", clips=tuple(clips)),)),
            Bus(name=BusName.MUSIC, tracks=(Track(name="music", clips=(music,)),)),
        ),
        chapters=(
            Chapter(title="Arrive", start=0, end=14 * RATE),
            Chapter(title="Drift & <sleep>", start=14 * RATE, end=LENGTH),
        ),
    )
    samples = ArraySamples(arrays)
    mix = Mix(timeline=timeline, render=lambda wanted: Mixer(wanted, samples).block)
    return Case(mix=mix, metadata=describe(timeline), folder=folder)
