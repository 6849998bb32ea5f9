"""Stems: voice, music and cues as separate files, for a person who mixes them herself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from voicemat.exporter.metadata import Metadata
from voicemat.exporter.mix import Mix, Render, Samples
from voicemat.mixer import STEMS as STEM_BUSES
from voicemat.mixer import Loop, Mixer, SampleSource, steady_stretches
from voicemat.timeline.model import BusName, Media, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Stem:
    """A part of the mix that has a file of its own, and where it stands in `mixer.STEMS`."""

    name: str
    index: int
    buses: frozenset[BusName]
    speaks: bool

    def path(self, sound: Path) -> Path:
        """Its file beside that of the mix: ``Sleep.mp3`` has ``Sleep.voice.mp3``."""
        return sound.with_name(f"{sound.stem}.{self.name}{sound.suffix}")

    def metadata(self, mix: Metadata) -> Metadata:
        """What its file says of itself: what the mix does, and which stem it is."""
        what = f"Stem: {self.name} alone, before the limiter."
        return replace(
            mix,
            title=f"{mix.title} ({self.name})",
            comment=f"{what} {mix.comment}" if mix.comment else what,
            sentences=mix.sentences if self.speaks else (),
        )

    def mix(
        self,
        timeline: Timeline,
        samples: SampleSource,
        loop: Callable[[Media], Loop | None],
    ) -> Mix:
        """Its sound: as long as the session, and not limited.

        The stems of a session add up, in their order, to the mix before its limiter, to the sample.
        """
        alone = replace(
            timeline, buses=tuple(bus for bus in timeline.buses if bus.name in self.buses)
        )

        def render(part: Timeline) -> Render:
            mixer = Mixer(part, samples)

            def unlimited(start: int, frames: int) -> Samples:
                return np.ascontiguousarray(mixer.stems(start, frames)[:, self.index])

            return unlimited

        return Mix(timeline=alone, render=render, steady=steady_stretches(alone, loop))


STEMS = tuple(
    Stem(name=name, index=index, buses=buses, speaks=BusName.VOICE in buses)
    for index, (name, buses) in enumerate(zip(("voice", "music", "cues"), STEM_BUSES, strict=True))
)
"""All stems, in the order in which they are added up."""
