"""A piece as sound: chords held by pads, a melody struck over them, a hall about both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from voicemat.sound.generators.bed import BLOCK, Bed, Samples
from voicemat.sound.generators.grains import pan
from voicemat.sound.generators.modal import ringing
from voicemat.sound.generators.music.form import compose, length
from voicemat.sound.generators.music.harmony import pitch
from voicemat.sound.generators.music.instruments import Instrument
from voicemat.sound.generators.music.score import Cycle, Held, Piece, Struck
from voicemat.sound.generators.pads import PadNote, Pads, Timbre
from voicemat.sound.generators.reverb import Reverb, Room, heard, impulse_response
from voicemat.units import RATE

HALL = Room(decay=(4.5, 5.0, 2.2), length=5.0, delay=0.03, rise=0.08, low_pass=3600.0)

WARM = Timbre(
    partials=13,
    fall=1.5,
    colour=900.0,
    spread=0.0012,
    narrowest=0.10,
    fundamental=1.0,
    even=0.7,
    steadiness=0.80,
)
AIRY = Timbre(
    partials=5,
    fall=1.4,
    colour=1100.0,
    spread=0.0016,
    narrowest=0.14,
    fundamental=0.7,
    even=1.0,
    steadiness=0.5,
)

VOICE_LEVELS = (0.62, 0.95, 1.0, 0.9, 0.75)
"""From the bass up: a bass as loud as the rest would be all that a pillow speaker gives."""

AIR_FROM = 57
AIR_LEVEL = 0.10
"""Notes from A3 up have a breath of their octave over them."""

PAD_LEVEL = 0.05
RETURNED = 0.75

RING = 9 * RATE
LAST_FADE = RATE
"""Frames that a struck note is followed for, and over which it leaves at their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """How a piece is played. Times in seconds; `melody_level` is the amplitude of a note of
    strength 1 against that of the pads.
    """

    piece: Piece
    instrument: Instrument | None
    melody_level: float
    attack: float
    release: float


class Ensemble(Bed):
    """A piece, cycle after cycle."""

    def __init__(self, seed: int, playing: Playing) -> None:
        super().__init__()
        self._seed = seed
        self._playing = playing
        self.cycle_frames = length(playing.piece) * playing.piece.bar
        self._cycle = lru_cache(maxsize=4)(self._compose)
        self._pads = Pads(seed, self._pad_notes)
        response = impulse_response(seed, f"{playing.piece.id} hall", HALL)
        self._answer = lru_cache(maxsize=64)(lambda note: heard(response, RETURNED, pitch(note)))
        self._dry = lru_cache(maxsize=3)(self._melody)
        self._hall = Reverb(response, self._dry)

    def _compose(self, number: int) -> Cycle:
        return compose(self._playing.piece, self._seed, number)

    def _cycles(self, start: int, end: int) -> Iterator[tuple[int, int, Cycle]]:
        """The cycles that touch the frames from `start` to `end`: number, first frame, notes."""
        for number in range(start // self.cycle_frames, -(-end // self.cycle_frames)):
            yield number, number * self.cycle_frames, self._cycle(number)

    def _pad_notes(self, index: int) -> Iterator[PadNote]:
        playing = self._playing
        reach = int((playing.attack + playing.release) * RATE) + BLOCK
        start, end = index * BLOCK - reach, (index + 1) * BLOCK + reach
        for number, base, cycle in self._cycles(start, end):
            for held in cycle.held:
                for note in self._voice(number, base, held):
                    if note.start < (index + 1) * BLOCK + BLOCK and note.end + note.release > (
                        index * BLOCK - BLOCK
                    ):
                        yield note

    def _voice(self, number: int, base: int, held: Held) -> Iterator[PadNote]:
        playing = self._playing
        bar = playing.piece.bar
        attack = int(playing.attack * RATE)
        # The change of chords is centred on the bar line.
        start = base + held.first_bar * bar - attack // 2
        end = base + (held.first_bar + held.bars) * bar - attack // 2
        layers = [(held.note, VOICE_LEVELS[held.voice], WARM)]
        if held.note >= AIR_FROM:
            layers.append((held.note + 12, AIR_LEVEL, AIRY))
        for note, level, timbre in layers:
            yield PadNote(
                name=f"{playing.piece.id} {number} {held.voice} {held.first_bar} {note}",
                note=note,
                start=start,
                end=end,
                attack=attack,
                release=int(playing.release * RATE),
                level=level * PAD_LEVEL,
                timbre=timbre,
            )

    def _melody(self, index: int) -> Samples:
        """The struck notes, dry."""
        canvas = np.zeros((BLOCK, 2))
        instrument = self._playing.instrument
        start, end = index * BLOCK, (index + 1) * BLOCK
        for _, base, cycle in self._cycles(start - RING, end):
            for note in cycle.struck:
                at = base + note.frame
                if instrument and at < end and at + RING > start:
                    self._strike(canvas, instrument, note, at - start)
        return canvas.astype(np.float32)

    def _strike(self, canvas: np.ndarray, play: Instrument, note: Struck, at: int) -> None:
        begin = max(at, 0)
        into = begin - at
        frames = min(BLOCK - begin, RING - into)
        # In steps, so that few different touches have to be worked out.
        sound = ringing(play(note.note, round(note.strength, 1)), into, frames)
        left = RING - into - np.arange(frames)
        sound *= np.clip(left / LAST_FADE, 0, 1)[:, None]
        level = self._playing.melody_level / self._answer(note.note)
        canvas[begin : begin + frames] += sound * pan(note.place) * level

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        pads = self._pads.chunk(index)
        if self._playing.instrument is None:
            return pads
        return pads + self._dry(index) + self._hall.chunk(index) * np.float32(RETURNED)
