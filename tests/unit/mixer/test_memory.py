"""The length of a session costs no memory."""

from __future__ import annotations

import tracemalloc
from itertools import islice

from tests.fakes.samples import EndlessSamples
from voicemat.compiler.duck import ducks
from voicemat.mixer import CHUNK, Mixer
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
    Track,
)
from voicemat.units import RATE

EVERY = 120
"""Seconds from one sentence to the next."""


def session(minutes: int) -> Timeline:
    """A bed from end to end, and five seconds of speech in every two minutes."""
    frames = minutes * 60 * RATE
    speech = tuple(
        Clip(start=start, duration=5 * RATE, media=Media(kind=MediaKind.RECORDING, name="x"))
        for start in range(4 * RATE, frames - 10 * RATE, EVERY * RATE)
    )
    fade = Fade(frames=60 * RATE, shape=FadeShape.DECIBEL)
    bed = Clip(
        start=0,
        duration=frames,
        media=Media(kind=MediaKind.BED, name="rain"),
        fade_in=fade,
        fade_out=fade,
    )
    return Timeline(
        rate=RATE,
        frames=frames,
        tags=Tags(title="Test"),
        voice_loudness=-18.0,
        buses=(
            Bus(name=BusName.VOICE, tracks=(Track(name="voice 1", clips=speech),)),
            Bus(
                name=BusName.MUSIC,
                tracks=(Track(name="music 1", clips=(bed,)),),
                ducks=ducks(speech, 8.0, frames),
            ),
        ),
    )


def peak(minutes: int) -> int:
    """Largest traced memory in bytes while a session is mixed: a minute in one go, then a block
    of every half minute, so that the test is quick and what is kept of a block adds up.
    """
    timeline = session(minutes)
    tracemalloc.start()
    try:
        mixer = Mixer(timeline, EndlessSamples())
        for block in islice(mixer.blocks(), 60 * RATE // CHUNK):
            assert len(block) == CHUNK
        for start in range(60 * RATE, timeline.frames, 30 * RATE):
            assert len(mixer.block(start, CHUNK)) == CHUNK
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_eight_hours_take_the_memory_of_ten_minutes() -> None:
    # Indices of clips and ducks grow with the session, by some bytes a sentence.
    assert peak(480) <= 1.05 * peak(10)
