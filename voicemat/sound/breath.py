"""Breath tones, made to measure while a session runs, with NumPy alone.

"in" is a breath of noise whose centre rises, "out" one whose centre falls, "hold" a chord alone,
very soft. With closed eyes a person hears not only which it is but how far it has come: the notes
of the chord enter one after the other from the lowest up as the breath comes in, and leave from
the highest down as it goes out. Each tone fills exactly the time asked for, starts and ends in
silence, and has a known loudness.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.loudness import BLOCK_STEPS, STEP, Meter, momentary_maximum
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]
Curve = NDArray[np.float64]

Phase = Literal["in", "hold", "out"]

LOUDNESS = -23.0
"""Largest momentary loudness of "in" and "out", in LUFS: that of the stored beds."""

HOLD_BELOW = 9.0
"""LU by which "hold" is softer: there is nothing to do but wait."""

SHORTEST = RATE // 10
"""Frames below which a breath has no course; real ones last seconds."""

SEED = 1
BLOCK = 4096
"""Frames of a noise block: 85 ms, short against the shortest breath."""

CHORD = ((146.83, 1.0), (220.245, 0.6), (293.66, 0.45))
"""D3, A3 (a pure fifth) and D4 in Hz, with their amplitudes."""

DETUNE = 0.0009
DETUNED = 0.4
"""Over each note lies one that is this share sharp on one side and flat on the other: 1.6 cents, a
slow width. At this amplitude against the note's 1 it never cancels it, in mono either."""

CHORD_SHARE = -7.0
"""Decibels of the chord's peak against that of the noise."""

STEPS = (0.0, 0.28, 0.56)
"""Share of a breath in after which each note of the chord enters; of a breath out, mirrored, when
it has left."""

STEP_LENGTH = 0.3
"""Share of a breath that a note takes to enter or to leave."""

NOISE_CORRELATION = 0.6
"""Of the noise on the left and the right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """The course of one breath: where the noise is centred, and when it is fullest."""

    start: float
    """Centre of the noise at the beginning, in Hz."""
    end: float
    """Centre of the noise at the end, in Hz."""
    lean: float
    """Exponent of time in the envelope: over 1 the fullest moment lies after the middle."""


BREATHS = MappingProxyType(
    {
        "in": Breath(start=330.0, end=900.0, lean=1.25),
        "out": Breath(start=760.0, end=260.0, lean=0.72),
    }
)


@lru_cache(maxsize=6)
def breath_tone(phase: Phase, frames: int) -> Samples:
    """The tone of a phase of breath, read-only, shape (frames, 2) at `RATE`.

    Meant for 1 to 20 s. The same arguments give the same samples. Its largest momentary loudness
    is `LOUDNESS`, and `HOLD_BELOW` less for "hold". Raises ValueError for another phase or a
    length under `SHORTEST`.
    """
    if phase not in get_args(Phase):
        raise ValueError(f"no such phase of breath: {phase!r}")
    if frames < SHORTEST:
        raise ValueError(f"{frames} frames are too short for a breath tone")
    u = (np.arange(frames) + 0.5) / frames
    if phase == "hold":
        tone = _chord(u, [np.ones(1)] * len(CHORD)) * _swell(u, 1.0, 1.0)
        target = LOUDNESS - HOLD_BELOW
    else:
        breath = BREATHS[phase]
        tone = _noise(breath, frames)
        # The chord swells by a higher power than the noise, so it comes later and goes sooner.
        way = u if phase == "in" else 1 - u
        chord = _chord(u, _entries(way))
        chord *= _swell(u, breath.lean, 2.0)
        # In place: a tone of some seconds in double precision is large.
        tone /= _peak(tone)
        peak = _peak(chord)
        chord *= ratio(CHORD_SHARE)
        chord /= peak
        tone += chord
        target = LOUDNESS
    tone *= _edges(frames)[:, None]
    samples = tone.astype(np.float32)
    samples *= np.float32(ratio(target - _momentary(samples)))
    samples.flags.writeable = False
    return samples


def _peak(signal: Curve) -> float:
    return max(float(signal.max()), -float(signal.min()))


def _swell(u: Curve, lean: float, power: float) -> Curve:
    """An envelope over the course u in 0..1, shape (len(u), 1)."""
    envelope: Curve = np.maximum(np.sin(np.pi * u**lean), 0.0) ** power
    return envelope[:, None]


def _edges(frames: int) -> Curve:
    """A raised cosine of 50 ms (a quarter of a short tone) at both ends, exactly 0 at them."""
    length = min(RATE // 20, frames // 4)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(length, 1))
    envelope = np.ones(frames)
    envelope[:length] = ramp
    envelope[frames - length :] = ramp[::-1]
    return envelope


def _entries(way: Curve) -> Iterator[Curve]:
    """For each note of the chord how far it has come in, 0 to 1, over the way in."""
    for step in STEPS:  # one by one: together they take 20 MB
        yield 0.5 - 0.5 * np.cos(np.pi * np.clip((way - step) / STEP_LENGTH, 0, 1))


def _chord(u: Curve, entries: Iterable[Curve]) -> Curve:
    """The chord, wide by a little detuning, shape (len(u), 2); `entries` are the envelopes of its
    notes, shape (len(u),) or (1,) for one that stands still.
    """
    time = np.arange(len(u)) / RATE
    chord = np.zeros((len(u), 2))
    for (frequency, amplitude), envelope in zip(CHORD, entries, strict=True):
        for side, detune in enumerate((DETUNE, -DETUNE)):
            wave = np.sin(2 * np.pi * frequency * time)
            wave += DETUNED * np.sin(2 * np.pi * frequency * (1 + detune) * time)
            chord[:, side] += amplitude * envelope * wave
    return chord


def _spectra(breath: Breath, frames: int) -> Curve:
    """The magnitude of each noise block, shape (blocks, bins): a bump that wanders, and a
    fainter one 3.1 times as high that gives the breath its air.
    """
    frequency = np.maximum(np.fft.rfftfreq(BLOCK, 1 / RATE), 1.0)[None]
    hop = BLOCK // 2
    count = -(-frames // hop) + 1
    # Block k is centred on frame k * hop.
    u = np.clip(np.arange(count) * hop / frames, 0, 1)
    way = 0.5 - 0.5 * np.cos(np.pi * u)
    centre = (breath.start * (breath.end / breath.start) ** way)[:, None]
    body = np.exp(-0.5 * (np.log2(frequency / centre) / 0.75) ** 2)
    air = 0.10 * np.exp(-0.5 * (np.log2(frequency / (3.1 * centre)) / 0.5) ** 2)
    spectra: Curve = (body + air) * _swell(u, breath.lean, 1.7)
    return spectra


def _noise(breath: Breath, frames: int) -> Curve:
    """Stereo noise painted block by block: random phases, a sine window on both sides of an
    overlap of one half, so that the power of unlike neighbours adds up evenly.
    """
    magnitude = _spectra(breath, frames)
    count, bins = magnitude.shape
    random = np.random.default_rng([SEED, round(breath.start)])
    window = np.sin(np.pi * (np.arange(BLOCK) + 0.5) / BLOCK)
    hop = BLOCK // 2
    out = np.zeros(((count + 1) * hop, 2))
    middle, side = np.sqrt((1 + NOISE_CORRELATION) / 2), np.sqrt((1 - NOISE_CORRELATION) / 2)
    for index in range(count):
        phases = random.standard_normal((2, bins)) + 1j * random.standard_normal((2, bins))
        m, s = middle * phases[0], side * phases[1]
        spectrum = np.stack([m + s, m - s], axis=1) * magnitude[index][:, None]
        block = np.fft.irfft(spectrum, BLOCK, axis=0) * window[:, None]
        out[index * hop : index * hop + BLOCK] += block
    return out[hop : hop + frames]


def _momentary(samples: Samples) -> float:
    meter = Meter(2)
    for start in range(0, len(samples), RATE):  # the meter copies what it is fed
        meter.feed(samples[start : start + RATE])
    short = BLOCK_STEPS * STEP - len(samples)
    if short > 0:
        meter.feed(np.zeros((short, 2), np.float32))
    return momentary_maximum(meter.energies())
