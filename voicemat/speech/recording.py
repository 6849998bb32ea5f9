"""From a take to a recording: one rate, trimmed, faded, one loudness."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.limiter import REACH, limit
from voicemat.dsp.loudness import ABSOLUTE_GATE, measure
from voicemat.dsp.true_peak import true_peak
from voicemat.sound.resampler import resampled
from voicemat.speech.edges import faded, speech_bounds
from voicemat.speech.engine import Take
from voicemat.speech.timing import within
from voicemat.timeline.utterance import Word
from voicemat.units import RATE, Db, Lufs, ratio

Samples = NDArray[np.float32]

RECORDING_VERSION = "3"
"""Raised whenever the same take could become a different recording: part of its key."""

RECORDING_LUFS = Lufs(-23.0)
"""The loudness of every recording, measured after trimming."""

CREST = Db(17.0)
"""dB of true peak over `RECORDING_LUFS`. Calm speech stays under it by itself; where a synthetic
voice starts with one loud glottal pulse, that is eased down to it rather than heard as a knock."""

ROUNDS = 3
"""Times that a take is levelled and eased: easing takes a trace of loudness away."""

INAUDIBLE = 1e-4
"""Peak amplitude (-80 dBFS) at which a take holds no speech."""

CLIPPED_PEAK = 0.99
CLIPPED_RUN = 3
"""A take is clipped where this many neighbouring samples are equal at its full scale. Samples
over 1.0 alone are not: a float carries them."""

SHORTEST = 0.015
"""Seconds of speech per letter or digit, at pace 1: four times as fast as anybody reads."""

LONGEST = 0.6
"""Seconds of speech per letter or digit, at pace 1: ten times as slow, and room for figures that
are read as many words."""

LONGEST_REST = 2.0
"""Seconds that even the shortest word may take."""


class BadTakeError(Exception):
    """A take that must not be heard; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Speech as it is mixed: mono, shape (frames,), at `RATE`, silent at both ends.

    `lufs` is the integrated loudness, `true_peak` is in dBTP (-inf for silence), `words` are
    those of the text as its engine said it, where the engine knew when.
    """

    samples: Samples
    lufs: float
    true_peak: float
    words: tuple[Word, ...] = ()


def _check_samples(samples: Samples, audible: bool) -> None:
    if not len(samples):
        raise BadTakeError("it is empty")
    if not np.isfinite(samples).all():
        raise BadTakeError("it holds values that are no numbers")
    if audible and np.abs(samples).max() < INAUDIBLE:
        raise BadTakeError("nothing can be heard in it")


def _check_clipping(samples: Samples) -> None:
    flat = (np.abs(samples) >= CLIPPED_PEAK)[1:] & (np.diff(samples) == 0)
    run = np.convolve(flat, np.ones(CLIPPED_RUN - 1), "valid")
    if (run == CLIPPED_RUN - 1).any():
        raise BadTakeError("it is clipped")


def _check_length(frames: int, text: str, pace: str) -> None:
    count = sum(mark.isalnum() for mark in text)
    seconds = float(Fraction(frames, RATE) * Fraction(pace))
    if seconds < SHORTEST * count:
        raise BadTakeError(f"it is too short for its text ({frames / RATE:.2f} s)")
    if seconds > LONGEST * count + LONGEST_REST:
        raise BadTakeError(f"it is too long for its text ({frames / RATE:.1f} s)")


def _resampled(take: Take) -> Samples:
    if take.rate == RATE:
        return take.samples
    blocks = resampled([take.samples[:, None]], rate=take.rate, to=RATE, channels=1)
    return np.concatenate([block[:, 0] for block in blocks])


def record(take: Take, *, text: str, pace: str, audible: bool) -> Recording:
    """Make a recording of an engine's take of `text` at `pace` (an exact decimal).

    `audible` says whether the engine's takes must be heard; a silent take of one that need not
    be stays as long as it is. Raises BadTakeError.
    """
    _check_samples(take.samples, audible)
    _check_clipping(take.samples)
    recording = _levelled(take)
    _check_length(len(recording.samples), text, pace)
    return recording


def record_own(take: Take) -> Recording:
    """Make a recording of a person's own take, which may be as long and as loud as she likes.

    Raises BadTakeError where nothing can be heard in it.
    """
    _check_samples(take.samples, audible=True)
    return _levelled(take)


def _levelled(take: Take) -> Recording:
    """A take at `RATE`, trimmed, faded, at the loudness of every recording."""
    # In double precision: the mean of a float32 sum would leave a trace of its own.
    steady = take.samples - np.float32(take.samples.mean(dtype=np.float64))
    samples = _resampled(Take(samples=steady, rate=take.rate))
    words = tuple(
        replace(
            word,
            begin=word.begin * RATE // take.rate,
            finish=word.finish * RATE // take.rate,
        )
        for word in take.words
    )
    peak = float(np.abs(samples).max())
    if peak < INAUDIBLE:
        return Recording(
            samples=np.zeros(len(samples), np.float32),
            lufs=ABSOLUTE_GATE,
            true_peak=float("-inf"),
            words=words,
        )
    # Brought to full scale first, so that the absolute gate treats a soft take as a loud one.
    samples = samples / np.float32(peak)
    first, last = speech_bounds(samples, RATE)
    speech = faded(samples[first:last], RATE)
    for _ in range(ROUNDS):
        levelled = speech * np.float32(ratio(RECORDING_LUFS - measure(speech)))
        speech = _eased(levelled)
        if np.array_equal(speech, levelled):
            break  # nothing was taken away
    return Recording(
        samples=speech,
        lufs=measure(speech),
        true_peak=true_peak(speech[:, None]),
        words=within(words, first, last),
    )


def _eased(speech: Samples) -> Samples:
    """`speech`, levelled, with no true peak more than `CREST` over its loudness."""
    context = np.zeros((REACH, 1), np.float32)
    padded = np.concatenate([context, speech[:, None], context])
    return limit(padded, ratio(RECORDING_LUFS + CREST))[:, 0]
