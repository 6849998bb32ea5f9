"""Pads: long notes whose partials are narrow bands of noise, written as spectra.

After the PADsynth algorithm of Nasca O. Paul (public domain): each partial is a narrow bell of
random phases in place of a line, which sounds like an ensemble and never beats mechanically. Here
the bell is a slow random course of amplitude and phase about the partial's frequency (a complex
lattice noise as in `drift`), so that any stretch of an endless sound can be made by itself; and
the partials of a short stretch are written into one spectrum (X. Rodet and P. Depalle, "Spectral
envelopes and inverse FFT synthesis", 1992), which costs little however many they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.generators.bed import BLOCK
from voicemat.sound.generators.drift import spline_weights
from voicemat.sound.generators.music.harmony import pitch
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE

Samples = NDArray[np.float32]
Curve = NDArray[np.float64]
Complex = NDArray[np.complex128]

SIZE = 8192
HOP = SIZE // 2
BLOCKS = BLOCK // HOP

REACH = 8
"""Bins to either side of a partial that its window (Hann) is followed for: to -65 dB."""

HIGHEST = 5000.0
"""Hz; partials above are left out."""

KNOTS = 0.195
"""Seconds between knots times the bandwidth in Hz: the autocorrelation of the course then is as
wide as that of a Gaussian bell with that standard deviation."""

CLOSEST = 2 * HOP / RATE
"""Seconds; knots lie no closer, because a spectrum holds one amplitude."""

HELD = 64
"""Notes whose courses are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timbre:
    """How the partials n of a note of f Hz fade: amplitude n^-fall e^(-f/colour), bandwidth (a
    standard deviation) at least `narrowest` Hz and otherwise `spread` times the frequency.
    """

    partials: int
    fall: float
    colour: float
    spread: float
    narrowest: float
    fundamental: float
    """Amplitude of the first partial, relative to that law."""
    even: float
    """Amplitude of the even partials, relative to that law."""
    steadiness: float
    """Share of the power of the first partial in a plain sine, which does not waver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PadNote:
    """A note by its MIDI number, from frame `start` on. It is full `attack` frames later, begins
    to go at `end` and is gone `release` frames after that. `name` tells it from all others of
    a sound and is what its random courses hang on.
    """

    name: str
    note: int
    start: int
    end: int
    attack: int
    release: int
    level: float
    timbre: Timbre


def pad_correlation(frequency: Curve) -> Curve:
    """Left-right correlation of a pad's partials: nearly one in the bass, wide above."""
    return np.asarray(0.3 + 0.65 / (1 + (frequency / 260.0) ** 2))


@dataclass(frozen=True, slots=True)
class _Voice:
    """A note made ready: its partials and the random weights under their courses."""

    frequency: Curve
    steady: Curve
    wandering: Curve
    shared: Curve
    spacing: Curve
    weights: list[Complex]
    """For each partial, shape (3, knots): what both sides share, and each side's own."""
    first_bin: NDArray[np.int64]
    taps: Complex
    """Shape (partials, 2 REACH + 1): the transform of the window about each partial."""


def _window_transform(offset: Curve) -> Complex:
    """The transform of a Hann window at so many bins from its centre, 1 there."""
    squared = offset**2
    near_one = np.abs(1 - squared) < 1e-9
    shape = np.where(near_one, 0.5, np.sinc(offset) / np.where(near_one, 1.0, 1 - squared))
    return np.asarray(shape * np.exp(-1j * np.pi * offset))


def _partials(note: PadNote) -> tuple[Curve, Curve, Curve, Curve]:
    """Frequency, amplitude, bandwidth and steadiness of each partial of a note."""
    timbre = note.timbre
    n = np.arange(1, timbre.partials + 1)
    frequency = n * pitch(note.note)
    amplitude = n**-timbre.fall * np.exp(-frequency / timbre.colour)
    amplitude[0] *= timbre.fundamental
    amplitude[1::2] *= timbre.even
    amplitude *= note.level
    bandwidth = np.maximum(timbre.narrowest, timbre.spread * frequency)
    steadiness = np.where(n == 1, timbre.steadiness, 0.25 * timbre.steadiness)
    audible = frequency < HIGHEST
    rows = np.stack([frequency, amplitude, bandwidth, steadiness])[:, audible]
    return rows[0], rows[1], rows[2], rows[3]


class Pads:
    """Long notes without end. `notes` gives those that sound within a chunk, by its index."""

    def __init__(self, seed: int, notes: Callable[[int], Iterable[PadNote]]) -> None:
        self._seed = seed
        self._notes = notes
        self._voice = lru_cache(maxsize=HELD)(self._make)

    def _make(self, note: PadNote) -> _Voice:
        frequency, amplitude, bandwidth, steadiness = _partials(note)
        random = stream(self._seed, note.name)
        spacing = np.maximum(KNOTS / bandwidth, CLOSEST)
        seconds = (note.end + note.release - note.start + SIZE) / RATE
        weights = []
        for gap in spacing:
            shape = (2, 3, int(seconds / gap) + 5)
            real, imaginary = random.standard_normal(shape) / np.sqrt(2)
            weights.append(real + 1j * imaginary)
        bins = frequency * SIZE / RATE
        first_bin = np.rint(bins).astype(np.int64) - REACH
        offsets = first_bin[:, None] + np.arange(2 * REACH + 1) - bins[:, None]
        return _Voice(
            frequency=frequency,
            steady=amplitude * np.sqrt(steadiness),
            wandering=amplitude * np.sqrt(1 - steadiness),
            shared=pad_correlation(frequency),
            spacing=spacing,
            weights=weights,
            first_bin=first_bin,
            # A sine of amplitude 1 under the window has SIZE / 4 in its highest bin.
            taps=_window_transform(offsets) * (SIZE / 4),
        )

    def chunk(self, index: int) -> Samples:
        """Chunk `index`, shape (BLOCK, 2)."""
        # Blocks begin a hop before the chunk; Hann windows that overlap by half add up to one.
        starts = index * BLOCK + HOP * np.arange(-1, BLOCKS)
        spectra = np.zeros((len(starts), 2, HOP + 1), np.complex128)
        for note in self._notes(index):
            self._write(spectra, note, starts)
        blocks = np.fft.irfft(spectra, SIZE)
        canvas = np.zeros((2, HOP * (len(starts) + 1)))
        canvas[:, :-HOP] += blocks[:, :, :HOP].transpose(1, 0, 2).reshape(2, -1)
        canvas[:, HOP:] += blocks[:, :, HOP:].transpose(1, 0, 2).reshape(2, -1)
        return np.asarray(canvas[:, HOP : HOP + BLOCK].T, np.float32)

    def _write(self, spectra: Complex, note: PadNote, starts: NDArray[np.int64]) -> None:
        envelope = _envelope(note, starts + HOP)
        if not envelope.any():
            return
        voice = self._voice(note)
        centre = (starts + HOP - note.start) / RATE + CLOSEST
        for number, frequency in enumerate(voice.frequency):
            knot, u = np.divmod(np.maximum(centre / voice.spacing[number], 0), 1.0)
            row = voice.weights[number]
            near = np.minimum(knot.astype(np.int64) + np.arange(4)[:, None], row.shape[1] - 1)
            course = (row[:, near] * spline_weights(u)).sum(axis=1)
            shared = voice.shared[number]
            sides = np.sqrt(shared) * course[0] + np.sqrt(1 - shared) * course[1:]
            # The sine's phase hangs on time alone: a note that comes again while it still
            # sounds adds to itself and never cancels.
            amplitude = voice.steady[number] + voice.wandering[number] * sides
            turns = (frequency / RATE * starts) % 1.0
            amplitude = amplitude * envelope * np.exp(2j * np.pi * turns)
            low = voice.first_bin[number]
            spectra[:, :, low : low + 2 * REACH + 1] += amplitude.T[:, :, None] * voice.taps[number]


def _envelope(note: PadNote, at: NDArray[np.int64]) -> Curve:
    """A raised cosine up over the attack and down over the release."""
    rising = np.clip((at - note.start) / note.attack, 0, 1)
    falling = np.clip((at - note.end) / note.release, 0, 1)
    gone = np.where(falling < 1, np.cos(np.pi / 2 * falling) ** 2, 0.0)
    return np.asarray(np.sin(np.pi / 2 * rising) ** 2 * gone)
