"""Voice leading: how five voices go from chord to chord.

The rules are those of every textbook of four-part writing: common tones are held, the upper
voices move by step or small leap and never cross, no two voices go in parallel fifths or octaves,
and the bass goes where the chord wants it by the shortest way. The best way through a whole row of
chords, from the first voicing to the same one again, is found by dynamic programming.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.generators.music.harmony import CHORDS, clashes

Voicing = tuple[int, ...]
"""MIDI notes from the bass up."""

UPPER = 4
"""Voices above the bass."""

LOWEST_BASS, HIGHEST_BASS = 35, 50
LOWEST, HIGHEST = 48, 76
"""Range of the upper voices: C3 to E5."""

LOW_GAP = 5
LOW_UNDER = 55
"""Semitones between neighbours where the lower of them lies under this note: thirds are rough
there."""

GAP, WIDEST = 3, 12
"""Semitones between upper neighbours elsewhere, at least and at most."""

STEP = 2
LARGEST_LEAP = 5
"""Semitones that an upper voice moves without, and at the most with, a penalty."""

LARGEST_BASS = 9
"""Semitones: a sixth."""

LEAP_COST = 3.0
LOST_TONE_COST = 6.0
"""For each tone that both chords have in the same place and no voice holds."""

BASS_COST = 0.4
"""For each semitone of the bass, whose leaps are part of harmony."""

_FORBIDDEN = 1e6


@lru_cache(maxsize=32)
def voicings(name: str) -> tuple[Voicing, ...]:
    """Every good voicing of a chord."""
    chord = CHORDS[name]
    basses = [note for note in range(LOWEST_BASS, HIGHEST_BASS + 1) if note % 12 == chord.bass]
    notes = [note for note in range(LOWEST, HIGHEST + 1) if note % 12 in chord.tones]
    return tuple(
        (bass, *upper)
        for bass in basses
        for upper in combinations(notes, UPPER)
        if chord.needed <= {note % 12 for note in upper} and _well_spaced((bass, *upper))
    )


def _well_spaced(voicing: Voicing) -> bool:
    for low, high in pairwise(voicing):
        gap = high - low
        least = LOW_GAP if low < LOW_UNDER else GAP
        if gap < least or (low != voicing[0] and gap > WIDEST):
            return False
    if voicing[1] - voicing[0] > 2 * WIDEST:
        return False
    return not any(clashes(a, b) for a, b in combinations(voicing, 2))


@lru_cache(maxsize=128)
def _costs(first: str, second: str) -> NDArray[np.float64]:
    """The cost of going from each voicing of one chord to each of another."""
    before = np.array(voicings(first))[:, None, :]
    after = np.array(voicings(second))[None, :, :]
    motion = after - before
    size = np.abs(motion)
    upper = size[:, :, 1:]
    cost = upper.sum(axis=2) + LEAP_COST * np.maximum(upper - STEP, 0).sum(axis=2)
    cost = cost + BASS_COST * size[:, :, 0]
    common = (before[:, :, 1:, None] == after[:, :, None, 1:]).any(axis=3).sum(axis=2)
    held = (upper == 0).sum(axis=2)
    cost = cost + LOST_TONE_COST * (common - held)
    cost[(upper > LARGEST_LEAP).any(axis=2) | (size[:, :, 0] > LARGEST_BASS)] = _FORBIDDEN
    for low, high in combinations(range(UPPER + 1), 2):
        was = (before[:, :, high] - before[:, :, low]) % 12
        is_now = (after[:, :, high] - after[:, :, low]) % 12
        moved = (motion[:, :, low] != 0) & (motion[:, :, high] != 0)
        parallel = (was == is_now) & ((was == 0) | (was == 7)) & moved
        cost = np.where(parallel, _FORBIDDEN, cost)
    return np.asarray(cost)


def lead(names: Sequence[str], home: Voicing) -> tuple[Voicing, ...]:
    """The voicings of a row of chords, the first and the one after the last being `home`.

    Raises ValueError when no way keeps the rules.
    """
    start = voicings(names[0]).index(home)
    total = np.full(len(voicings(names[0])), np.inf)
    total[start] = 0.0
    ways: list[NDArray[np.int64]] = []
    for first, second in zip(names, (*names[1:], names[0]), strict=True):
        through = total[:, None] + _costs(first, second)
        ways.append(through.argmin(axis=0))
        total = through.min(axis=0)
    if total[start] >= _FORBIDDEN:
        raise ValueError(f"no voice leading keeps the rules through {' '.join(names)}")
    place = start
    found = []
    for name, way in zip(reversed(names), reversed(ways), strict=True):
        place = int(way[place])
        found.append(voicings(name)[place])
    return tuple(reversed(found))


def home_voicing(name: str, top: int) -> Voicing:
    """The voicing of a chord with which a piece begins and ends: the bass nearest the middle of
    its range, so that it can be reached from either side, and the most even spread of those whose
    highest voice sings `top`.
    """
    middle = (LOWEST_BASS + HIGHEST_BASS) / 2
    fitting = [voicing for voicing in voicings(name) if voicing[-1] == top]
    return min(
        fitting,
        key=lambda voicing: (abs(voicing[0] - middle), max(np.diff(voicing[1:])), voicing),
    )
