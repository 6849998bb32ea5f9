"""A small session that has everything that a document can tell of."""

from __future__ import annotations

from collections.abc import Sequence

from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Marker,
    MarkerKind,
    Media,
    MediaKind,
    Tags,
    Timeline,
    Track,
)
from voicemat.timeline.utterance import Word
from voicemat.units import RATE, frames

HARD = 'Is 3 < 4 & 5 > 2, {or} [not] --> "yes"? Fine.'
"""A sentence of what formats take for their own."""

LONG = (
    "Ask, too, with a heart condition, high blood pressure, epilepsy, a clotting disorder, "
    "diabetes, or poor circulation."
)
"""A sentence of three lines."""

UNTIMED = (
    "This voice does not tell when it says each of its words, so that even such a long sentence "
    "has to stay on the screen as a whole."
)


def spoken(text: str, start: int, length: int, *, timed: bool = True) -> Clip:
    """A clip of a sentence; its words, where they are timed, share the time evenly."""
    places = []
    at = 0
    for word in text.split():
        first = text.index(word, at)
        at = first + len(word)
        places.append((first, at))
    count = len(places)
    words = tuple(
        Word(start=first, end=last, begin=length * n // count, finish=length * (n + 1) // count)
        for n, (first, last) in enumerate(places)
    )
    return Clip(
        start=start,
        duration=length,
        media=Media(kind=MediaKind.RECORDING, name=f"recording {start}"),
        text=text,
        words=words if timed else (),
    )


def sounding(kind: MediaKind, name: str, start: int, end: int) -> Clip:
    """A clip of anything but speech, in seconds."""
    return Clip(
        start=frames(start), duration=frames(end - start), media=Media(kind=kind, name=name)
    )


def session(
    speech: Sequence[Clip],
    seconds: int,
    *,
    cues: Sequence[Clip] = (),
    music: Sequence[Clip] = (),
    chapters: Sequence[Chapter] = (),
    markers: Sequence[Marker] = (),
    tags: Tags | None = None,
) -> Timeline:
    """A timeline of clips, each cue on a track of its own."""
    return Timeline(
        rate=RATE,
        frames=frames(seconds),
        tags=tags or Tags(title="Sleep on the mat"),
        voice_loudness=-18.0,
        buses=(
            Bus(name=BusName.VOICE, tracks=(Track(name="voice 1", clips=tuple(speech)),)),
            Bus(name=BusName.MUSIC, tracks=(Track(name="music 1", clips=tuple(music)),)),
            Bus(
                name=BusName.CUES,
                tracks=tuple(
                    Track(name=f"cues {number}", clips=(cue,)) for number, cue in enumerate(cues, 1)
                ),
            ),
        ),
        chapters=tuple(chapters),
        markers=tuple(markers),
    )


def evening() -> Timeline:
    """Three minutes with all of it."""
    return session(
        [
            spoken("Good evening.", frames(2), frames(1) + 7),
            spoken(HARD, frames(4), frames(4)),
            spoken(LONG, frames(9) + 11, frames(8)),
            spoken(UNTIMED, frames(18), frames(7), timed=False),
            spoken("Breathe in.", frames(31), frames(1)),
            spoken("Gute Nacht, mon cœur: おやすみなさい。", frames(110), frames(3)),
        ],
        180,
        cues=[
            sounding(MediaKind.CUE, "bowl", 0, 12),
            sounding(MediaKind.CUE, "bell", 52, 58),
            sounding(MediaKind.CUE, "bell", 55, 61),
            sounding(MediaKind.BREATH, "in", 40, 44),
            sounding(MediaKind.BREATH, "out", 44, 50),
        ],
        music=[
            sounding(MediaKind.BED, "night-rain", 0, 100),
            sounding(MediaKind.BED, "/home/her/Music/Lake & shore.flac", 100, 180),
        ],
        chapters=[
            Chapter(title="Arrive & <settle>", start=0, end=frames(30)),
            Chapter(title="Breathe", start=frames(30), end=frames(100) + 1),
            Chapter(title="Drift", start=frames(100) + 1, end=frames(180)),
        ],
        markers=[
            Marker(kind=MarkerKind.SILENCE, start=0, end=frames(2)),
            Marker(kind=MarkerKind.BREATH, start=frames(31), end=frames(50)),
            Marker(kind=MarkerKind.MAT, start=frames(10), end=frames(90)),
        ],
        tags=Tags(
            title='Sleep "on" the mat',
            summary="A slow evening -->, a <long> night & a [mat].",
            author="The authors",
            voice="heart",
        ),
    )
