"""A drone on D, whose strings swell each in its own time, and bowls that are struck over it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.cues.bowl import MIDDLE, bowl_modes
from voicemat.sound.generators.grains import pan
from voicemat.sound.generators.modal import Mode, ringing
from voicemat.sound.generators.music.harmony import pitch
from voicemat.sound.generators.pads import PadNote, Pads, Timbre
from voicemat.sound.generators.recipe import BedRecipe
from voicemat.sound.generators.reverb import Reverb, Room, heard, impulse_response
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE

STRINGS = (
    (38, 0.36, 37.0),
    (45, 0.36, 29.0),
    (50, 0.80, 41.0),
    (57, 0.60, 31.0),
    (62, 0.62, 43.0),
    (64, 0.20, 53.0),
    (69, 0.22, 47.0),
    (74, 0.12, 59.0),
)
"""D2 A2 D3 A3 D4 E4 A4 D5: MIDI note, level, and seconds from swell to swell. The times are prime
to one another, so no pattern of swells comes again within a life."""

SWELL_SHARE = 0.46
"""Of the time from swell to swell, for the rise, and as much again for the fall: neighbours of one
string overlap and it never falls silent."""

JITTER = 0.08
"""Of the time from swell to swell, to either side."""

STRING = Timbre(
    partials=9,
    fall=1.6,
    colour=900.0,
    spread=0.0007,
    narrowest=0.06,
    fundamental=1.0,
    even=0.8,
    steadiness=0.7,
)
DRONE_LEVEL = 0.05

BOWLS = (50, 57, 62, 64, 66, 69)
"""D3 A3 D4 E4 F#4 A4."""

EVERY = 15.0
"""Seconds from bowl to bowl, on average."""

FURTHEST = 4.5
"""Seconds that a bowl is off the even grid, at the most."""

RING = 30 * RATE
LAST_FADE = 4 * RATE
BOWL_LEVEL = 0.022
UNDER = 0.6
"""Amplitude of the drone under the bowls."""

PLACES = 0.45
CAVE = Room(decay=(5.0, 5.5, 2.0), length=5.5, delay=0.03, rise=0.1, low_pass=3200.0)
RETURNED = 0.6


class Drone(Bed):
    """The strings."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        self._pads = Pads(seed, self._notes)

    def _notes(self, index: int) -> Iterator[PadNote]:
        start, end = (index - 1) * BLOCK, (index + 2) * BLOCK
        for note, level, seconds in STRINGS:
            every = int(seconds * RATE)
            for number in range(start // every - 2, end // every + 2):
                swell = self._swell(note, level, every, number)
                if swell.start < end and swell.end + swell.release > start:
                    yield swell

    def _swell(self, note: int, level: float, every: int, number: int) -> PadNote:
        name = f"drone {note} {number}"
        random = stream(self._seed, name + " swell")
        begin = int(every * (number + random.uniform(-JITTER, JITTER)))
        length = int(2 * SWELL_SHARE * every)
        return PadNote(
            name=name,
            note=note,
            start=begin,
            end=begin + length,
            attack=length,
            release=length,
            level=DRONE_LEVEL * level * random.uniform(0.8, 1.1),
            timbre=STRING,
        )

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        return self._pads.chunk(index)


class Bowls(Bed):
    """Bowls over the drone, in a wide room."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed
        self._drone = Drone(seed)
        response = impulse_response(seed, "bowls cave", CAVE)
        self._modes = [self._bowl(note, response) for note in BOWLS]
        self._order = lru_cache(maxsize=8)(self._shuffle)
        self._dry = lru_cache(maxsize=3)(self._strikes)
        self._cave = Reverb(response, self._dry)

    def _bowl(self, note: int, response: Samples) -> tuple[Mode, ...]:
        # Higher bowls are thinner: they ring for less long and not as strong.
        frequency = pitch(note)
        random = stream(self._seed, "bowls bowl", note)
        decay = 30.0 * (220 / frequency) ** 0.35
        level = (frequency / 220) ** -0.35 / heard(response, RETURNED, frequency)
        return bowl_modes(random, MIDDLE, fundamental=frequency, decay=decay, level=level)

    def _shuffle(self, group: int) -> tuple[int, ...]:
        """The bowls of a group of strikes: each of them once."""
        order = stream(self._seed, "bowls order", group).permutation(len(BOWLS))
        return tuple(int(bowl) for bowl in order)

    def _struck(self, number: int) -> int:
        """The bowl of strike `number`; never the one before it."""
        group, place = divmod(number, len(BOWLS))
        order = self._order(group)
        if order[0] == self._order(group - 1)[-1] and place < 2:
            place = 1 - place
        return order[place]

    def _strikes(self, index: int) -> Samples:
        canvas = np.zeros((BLOCK, 2))
        start, end = index * BLOCK, (index + 1) * BLOCK
        every = int(EVERY * RATE)
        for number in range((start - RING) // every - 1, end // every + 2):
            random = stream(self._seed, "bowls strike", number)
            at = number * every + int(random.uniform(-FURTHEST, FURTHEST) * RATE)
            gain = BOWL_LEVEL * 10 ** (1.5 * random.standard_normal() / 20)
            place = random.uniform(-PLACES, PLACES)
            if at >= end or at + RING <= start:
                continue
            begin = max(at, start)
            frames = min(end - begin, at + RING - begin)
            sound = ringing(self._modes[self._struck(number)], begin - at, frames)
            left = at + RING - begin - np.arange(frames)
            sound *= np.clip(left / LAST_FADE, 0, 1)[:, None] * gain
            canvas[begin - start : begin - start + frames] += sound * pan(place)
        return canvas.astype(np.float32)

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        return (
            self._drone.chunk(index) * np.float32(UNDER)
            + self._dry(index)
            + self._cave.chunk(index) * np.float32(RETURNED)
        )


RECIPE = BedRecipe(
    id="drone",
    title="Drone",
    description="One deep chord of strings that swell and sink, without end.",
    purpose=Purpose.SLEEP,
    make=Drone,
    seed=1,
    period_mp3_frames=5000,
    encoding=Encoding.VORBIS_DARK,
)

BOWLS_RECIPE = BedRecipe(
    id="bowls",
    title="Bowls",
    description="Singing bowls, one about every quarter of a minute, over a quiet drone.",
    purpose=Purpose.REST,
    make=Bowls,
    seed=1,
    period_mp3_frames=6000,
    encoding=Encoding.VORBIS_DARK,
)
