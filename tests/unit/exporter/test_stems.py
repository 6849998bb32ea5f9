"""Stems: separate files that add up to the mix."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.fakes.compiling import compile_text
from tests.fakes.samples import NoiseSamples
from voicemat.exporter import STEMS, Mix, Settings, channels_of, describe, export
from voicemat.mixer import CEILING, Mixer, steady_stretches
from voicemat.mixer.repeats import Loop
from voicemat.timeline.model import BusName, Media, MediaKind, Timeline
from voicemat.units import ratio

Samples = NDArray[np.float32]

NOON = """\
---
title: Noon
author: The authors
---
[music rain]
[bowl]
Good day. Lie down, and let your weight spread evenly.
[breathe in 4, out 6, 2 times]
[music fades out over 4 s]
[pause 4 s]
"""

LSB = 2**-23
"""One step of 24 bits."""


def no_loop(_media: Media) -> Loop | None:
    return None


@pytest.fixture(scope="module")
def noon() -> Timeline:
    return compile_text(NOON).session


def stems(timeline: Timeline, samples: NoiseSamples) -> list[Mix]:
    return [stem.mix(timeline, samples, no_loop) for stem in STEMS]


def sound(mix: Mix) -> Samples:
    return np.concatenate(list(mix.blocks()))


def test_they_add_up_to_the_mix_bit_for_bit_where_nothing_is_limited(noon: Timeline) -> None:
    samples = NoiseSamples()
    mix = Mixer(noon, samples).block(0, noon.frames)
    assert np.abs(mix).max() < ratio(CEILING)  # else the limiter has worked
    voice, music, cues = (sound(stem) for stem in stems(noon, samples))
    assert np.array_equal(voice + music + cues, mix)
    for stem in (voice, music, cues):
        assert np.abs(stem).max() > 0.01


def louder(timeline: Timeline, gain: float) -> Timeline:
    """The same with every bus louder."""
    return replace(
        timeline, buses=tuple(replace(bus, gain=bus.gain + gain) for bus in timeline.buses)
    )


def test_where_the_mix_is_limited_the_stems_are_not(noon: Timeline) -> None:
    samples = NoiseSamples()
    loud = louder(noon, 20.0)
    voice, music, cues = (sound(stem) for stem in stems(loud, samples))
    added = voice + music + cues
    mix = Mixer(loud, samples).block(0, loud.frames)
    assert np.abs(mix).max() <= ratio(CEILING) < min(np.abs(voice).max(), np.abs(added).max())
    unlimited = Mixer(loud, samples).stems(0, loud.frames)
    assert np.array_equal(added, unlimited[:, 0] + unlimited[:, 1] + unlimited[:, 2])


def test_the_files_add_up_to_the_file_of_the_mix(noon: Timeline, tmp_path: Path) -> None:
    samples = NoiseSamples()
    whole = tmp_path / "Noon.wav"
    same = Settings(channels=channels_of(noon))
    export(Mix(timeline=noon, render=lambda part: Mixer(part, samples).block), whole, settings=same)
    paths = [stem.path(whole) for stem in STEMS]
    assert [path.name for path in paths] == ["Noon.voice.wav", "Noon.music.wav", "Noon.cues.wav"]
    for stem, path in zip(stems(noon, samples), paths, strict=True):
        export(stem, path, settings=same)
    read = {path: soundfile.read(path, dtype="float64")[0] for path in (whole, *paths)}
    assert {len(found) for found in read.values()} == {noon.frames}
    # Each file is rounded to 24 bits by itself.
    assert np.abs(sum(read[path] for path in paths) - read[whole]).max() <= 2 * LSB


def test_a_loop_is_steady_in_its_own_stem_while_somebody_speaks(noon: Timeline) -> None:
    loop = Loop(period=48_000, settled=0)

    def looping(media: Media) -> Loop | None:
        return loop if media.kind is MediaKind.BED else None

    samples = NoiseSamples()
    voice, music, cues = (stem.mix(noon, samples, looping) for stem in STEMS)
    together = sum(
        end - start for s in steady_stretches(noon, looping) for start, end in s.stretches
    )
    alone = [
        sum(end - start for s in stem.steady for start, end in s.stretches)
        for stem in (voice, music, cues)
    ]
    assert min(alone) > together
    # A steady stretch is rendered from a timeline of its own, which must be the same stem.
    for stem in (voice, cues):
        render = stem.render(stem.steady[0].timeline)
        start, _ = stem.steady[0].stretches[0]
        assert np.array_equal(render(start, 1000), stem.render(stem.timeline)(start, 1000))


def test_each_says_what_it_is(noon: Timeline) -> None:
    mix = describe(noon)
    voice, music, cues = (stem.metadata(mix) for stem in STEMS)
    assert [said.title for said in (voice, music, cues)] == [
        "Noon (voice)",
        "Noon (music)",
        "Noon (cues)",
    ]
    assert music.comment == f"Stem: music alone, before the limiter. {mix.comment}"
    assert voice.artist == cues.artist == "The authors"
    assert voice.chapters == music.chapters == mix.chapters
    # Only where something is spoken is there a text to follow.
    assert voice.sentences == mix.sentences != ()
    assert music.sentences == cues.sentences == ()


def test_every_bus_is_in_one_stem() -> None:
    buses = [bus for stem in STEMS for bus in stem.buses]
    assert sorted(buses) == sorted(BusName)
