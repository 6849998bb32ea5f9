"""Drift: slow, warm chords that flow into one another, without melody or beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voicemat.sound.codec import Encoding
from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.drift import SmoothDrift
from voicemat.sound.generators.filters import high_pass, low_pass
from voicemat.sound.generators.grains import Grains, pan
from voicemat.sound.generators.harmony import CHORDS, FOLLOWERS, pitch
from voicemat.sound.generators.leveller import Leveller
from voicemat.sound.generators.pads import Partial, pad_cloud, swell
from voicemat.sound.generators.recipe import BedRecipe
from voicemat.sound.generators.reverb import Convolver, Room, impulse_response
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE

HALL = Room(decay=(5.5, 6.0, 2.6), length=6.0, delay=0.03, rise=0.08, low_pass=4200.0)

SHORTEST_CHORD, LONGEST_CHORD = 15.0, 21.0
"""Seconds from the beginning of a chord to that of the next."""

FIRST_CHORD = "D"

SWELL = 1.0
"""Standard deviation in decibels of the slow change of each voice's level."""

SWELL_TAU = 9.0
"""Seconds."""

DRY, SENT, RETURNED = 0.10, 0.08, 0.85
"""Amplitudes of the voices themselves, of what they send to the hall, of what it returns."""

MEAN_POWER = 0.06
"""Of the sound before levelling, over some minutes."""

LEVELLING = 0.5
LEVELLING_TAU = 1.0
"""Share and seconds: chords that share a note may add or cancel as they cross, by several
decibels. Half of that is taken back, which brings the loudness range from 6 to 4 LU."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timbre:
    """How the partials n of a note of f Hz fade: amplitude n^-fall e^(-f/colour), bandwidth at
    least `narrowest` and otherwise `spread` times the frequency.
    """

    partials: int
    fall: float
    colour: float
    spread: float
    fundamental: float
    """Amplitude of the first partial, relative to that law."""
    even: float
    """Amplitude of the even partials, relative to that law."""


WARM = Timbre(partials=13, fall=1.15, colour=1500.0, spread=0.0016, fundamental=1.0, even=0.8)
AIRY = Timbre(partials=8, fall=1.0, colour=2000.0, spread=0.0030, fundamental=0.6, even=1.0)

LOW_NOTE, LOWEST_NOTE = 48, 42
"""MIDI notes under which a note is one of the bass: narrower, steadier and quieter."""


def note_partials(note: int, timbre: Timbre) -> list[Partial]:
    """The partials of a MIDI note."""
    fundamental = pitch(note)
    bass = note < LOW_NOTE
    level = 1.0 if not bass else 0.34 if note < LOWEST_NOTE else 0.5
    partials = []
    for n in range(1, timbre.partials + 1):
        frequency = n * fundamental
        amplitude = level * n**-timbre.fall * np.exp(-frequency / timbre.colour)
        amplitude *= timbre.fundamental if n == 1 else timbre.even if n % 2 == 0 else 1.0
        steadiness = 0.80 if bass and n <= 2 else 0.45 if n == 1 else 0.10
        partials.append(
            Partial(
                frequency=frequency,
                amplitude=float(amplitude),
                bandwidth=max(0.10 if bass else 0.18, timbre.spread * frequency),
                steadiness=steadiness,
            )
        )
    return partials


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One layer of the chords: the notes from `lowest` to below `highest`, moved by `shift`."""

    timbre: Timbre
    lowest: int
    highest: int
    shift: int
    attack: float
    release: float
    level: float


VOICES = (
    Voice(timbre=WARM, lowest=0, highest=60, shift=0, attack=6.5, release=9.0, level=1.0),
    Voice(timbre=AIRY, lowest=57, highest=128, shift=12, attack=8.5, release=10.5, level=0.14),
)


class Progression:
    """The course of the chords, the same for every voice that asks."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._chords = [(0, FIRST_CHORD)]

    def chord(self, index: int) -> tuple[int, str]:
        """The frame at which chord `index` begins, and its name."""
        while len(self._chords) <= index:
            start, name = self._chords[-1]
            seconds = self._random.uniform(SHORTEST_CHORD, LONGEST_CHORD)
            followers = FOLLOWERS[name]
            following = followers[self._random.integers(len(followers))]
            self._chords.append((start + int(seconds * RATE), following))
        return self._chords[index]


class Chords:
    """One voice, played through a progression."""

    def __init__(self, random: np.random.Generator, voice: Voice, progression: Progression) -> None:
        self._random = random
        self._voice = voice
        self._progression = progression
        self._index = 0
        self._grains = Grains()

    def render(self, frames: int) -> Samples:
        """The next `frames` frames, shape (frames, 2)."""
        while self._progression.chord(self._index)[0] < self._grains.position + frames:
            self._play()
        return self._grains.render(frames)

    def _play(self) -> None:
        voice = self._voice
        start, name = self._progression.chord(self._index)
        self._index += 1
        end = self._progression.chord(self._index)[0]
        notes = [note for note in CHORDS[name] if voice.lowest <= note < voice.highest]
        partials = [
            partial for note in notes for partial in note_partials(note + voice.shift, voice.timbre)
        ]
        frames = end - start + int(voice.release * RATE)
        envelope = swell(frames, int(voice.attack * RATE), int(voice.release * RATE))
        self._grains.add(start, pad_cloud(self._random, partials, frames) * envelope, pan(0.0))


class Pads(Bed):
    """The voices in a hall."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        progression = Progression(stream(seed, "drift progression"))
        self._voices = [
            (
                Chords(stream(seed, f"drift voice {index}"), voice, progression),
                SmoothDrift(stream(seed, f"drift swell {index}"), tau=SWELL_TAU),
                voice.level,
            )
            for index, voice in enumerate(VOICES)
        ]
        self._hall = Convolver(impulse_response(stream(seed, "drift hall"), HALL), block=BLOCK)
        self._floor = high_pass(34.0, 2)
        self._veil = low_pass(4000.0, 2)
        self._leveller = Leveller(target=MEAN_POWER, share=LEVELLING, tau=LEVELLING_TAU)

    def block(self) -> Samples:
        """The next `BLOCK` frames."""
        played = np.zeros((BLOCK, 2), np.float32)
        for chords, level_drift, level in self._voices:
            gain = level * 10 ** (SWELL * level_drift.render(BLOCK) / 20)
            played += chords.render(BLOCK) * gain[:, None].astype(np.float32)
        wet = self._hall(played * np.float32(SENT)) * np.float32(RETURNED)
        return self._leveller(self._veil(self._floor(played * np.float32(DRY) + wet)))


RECIPE = BedRecipe(
    id="drift",
    title="Drift",
    description="Slow, warm chords that flow into one another; no melody, no beat.",
    make=Pads,
    seed=1,
    preroll=24,
    period_mp3_frames=6270,
    encoding=Encoding.VORBIS_Q3,
)
