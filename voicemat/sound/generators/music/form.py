"""Form: what a piece plays in each cycle of its endless course.

A cycle is a small piece in itself: a breath of the home chord, a statement of the theme, then
variation, rest and middle in an order of the cycle's own, and the return. The theme is always the
same; which middle comes, in what order, and how the theme is varied is drawn from the seed for
each cycle by its number, so cycle 100 is known without the 99 before it. Cycles are of equal length
and begin and end on the home chord.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np

from voicemat.sound.generators.music.harmony import CHORDS, clashes
from voicemat.sound.generators.music.score import (
    BEATS,
    Bar,
    Cycle,
    Held,
    Piece,
    Section,
    SectionKind,
    Struck,
    ThemeTone,
)
from voicemat.sound.generators.music.voices import Voicing, home_voicing, lead
from voicemat.sound.generators.seeds import stream
from voicemat.units import RATE

ORDERS = (
    (SectionKind.VARIATION, SectionKind.REST, SectionKind.MIDDLE),
    (SectionKind.REST, SectionKind.MIDDLE, SectionKind.VARIATION),
    (SectionKind.MIDDLE, SectionKind.REST, SectionKind.VARIATION),
)
"""What may lie between statement and return."""

SCALE = (2, 4, 6, 9, 11)
"""Pitch classes of the melodies."""

LATE = 0.12
"""Seconds by which the last tone of a bar tends to be held back."""

UNEVEN = 0.022
"""Seconds; standard deviation of a tone about its beat, as of a player's hands."""

SOFTEST, LOUDEST = 0.42, 0.78
"""Strengths at the ends and in the middle of a phrase's arch."""

WAVER = 0.05
"""Standard deviation of a tone's strength about the arch."""

LOW_STRENGTH = 0.36
PLACES = 0.4

LOW_OCTAVE = 12
FIFTH = 7


def sections(piece: Piece, seed: int, number: int) -> tuple[Section, ...]:
    """The sections of cycle `number`."""
    random = stream(seed, f"{piece.id} form", number)
    kinds: tuple[SectionKind, ...]
    if piece.rests:
        order = ORDERS[random.integers(len(ORDERS))]
        kinds = (SectionKind.BREATH, SectionKind.STATEMENT, *order, SectionKind.RETURN)
    else:
        kinds = (SectionKind.STATEMENT, SectionKind.MIDDLE)
    made = {
        SectionKind.BREATH: (Bar(chord=piece.home),),
        SectionKind.STATEMENT: piece.theme,
        SectionKind.MIDDLE: piece.middles[random.integers(len(piece.middles))],
        SectionKind.RETURN: tuple(_thinned(bar) for bar in piece.theme),
    }
    if piece.rests:
        chords = piece.rests[random.integers(len(piece.rests))]
        made[SectionKind.REST] = tuple(Bar(chord=chord) for chord in chords)
        vary = VARIATIONS[random.integers(len(VARIATIONS))]
        made[SectionKind.VARIATION] = tuple(vary(bar) for bar in piece.theme)
    found = []
    first = 0
    for kind in kinds:
        found.append(Section(kind=kind, first=first, bars=made[kind]))
        first += len(made[kind])
    return tuple(found)


def _thinned(bar: Bar) -> Bar:
    """The bones of a bar alone."""
    return replace(bar, tones=tuple(tone for tone in bar.tones if tone.strong))


def _ornamented(bar: Bar) -> Bar:
    """A passing tone in each gap of a third or more that is wide enough in time."""
    tones: list[ThemeTone] = []
    for tone, following in zip(bar.tones, (*bar.tones[1:], None), strict=True):
        tones.append(tone)
        if following is None or following.beat - tone.beat < 1.0:
            continue
        between = _passing(bar.chord, tone.note, following.note)
        if between is not None:
            beat = (tone.beat + following.beat) / 2
            tones.append(ThemeTone(beat=beat, note=between, strong=False))
    return replace(bar, tones=tuple(tones))


def _passing(chord: str, start: int, end: int) -> int | None:
    """The tone of the scale nearest the middle between two, that is at home over the chord."""
    low, high = sorted((start, end))
    fitting = [
        note
        for note in range(low + 1, high)
        if note % 12 in SCALE and fits(note, chord) and note not in (start, end)
    ]
    return min(fitting, key=lambda note: abs(2 * note - low - high)) if fitting else None


def fits(note: int, chord: str) -> bool:
    """Whether a melody note makes no semitone with any tone of a chord."""
    tones = (*CHORDS[chord].tones, CHORDS[chord].bass)
    return not any(clashes(note, 48 + tone) or clashes(note, 60 + tone) for tone in tones)


def _delayed(bar: Bar) -> Bar:
    """The bones half a beat later, as if thought of again; the last one stands on its place."""
    moved = tuple(
        replace(tone, beat=tone.beat + (0.5 if tone is not bar.tones[-1] else 0.0))
        for tone in bar.tones
        if tone.strong or tone is bar.tones[-1]
    )
    return replace(bar, tones=moved)


def _echoed(bar: Bar) -> Bar:
    """The bones, and the last of them once more, an octave lower, where the bar is empty."""
    bones = _thinned(bar).tones
    last = bones[-1]
    echo = ThemeTone(beat=last.beat + 1.75, note=last.note - 12, strong=False)
    return replace(bar, tones=(*bones, echo))


VARIATIONS = (_ornamented, _delayed, _echoed)


def compose(piece: Piece, seed: int, number: int) -> Cycle:
    """Cycle `number` of a piece."""
    made = sections(piece, seed, number)
    bars = [bar for section in made for bar in section.bars]
    home = home_voicing(piece.home, piece.home_top)
    voicings = lead([bar.chord for bar in bars], home)
    random = stream(seed, f"{piece.id} hands", number)
    struck = [
        note
        for section in made
        for place, bar in enumerate(section.bars)
        for note in _melody(piece, random, bar, section.first + place)
    ]
    for index, bar in enumerate(bars):
        if bar.tones:
            struck.extend(_low_hand(piece, random, voicings[index], index))
    return Cycle(
        sections=made,
        voicings=voicings,
        held=tuple(_held(voicings)),
        struck=tuple(sorted(struck, key=lambda note: note.frame)),
    )


def length(piece: Piece) -> int:
    """Bars of a cycle, the same for every one."""
    last = sections(piece, 0, 0)[-1]
    return last.first + len(last.bars)


def _held(voicings: tuple[Voicing, ...]) -> list[Held]:
    """The notes of the chords, each over all the bars for which its voice holds it."""
    found = []
    for voice in range(len(voicings[0])):
        bar = 0
        for note, group in groupby(voicing[voice] for voicing in voicings):
            count = len(list(group))
            found.append(Held(voice=voice, note=note, first_bar=bar, bars=count))
            bar += count
    return found


def _melody(piece: Piece, random: np.random.Generator, bar: Bar, index: int) -> list[Struck]:
    beat = piece.bar / BEATS
    notes = []
    for place, tone in enumerate(bar.tones):
        last = place == len(bar.tones) - 1
        arch = np.sin(np.pi * (place + 0.7) / (len(bar.tones) + 0.4))
        strength = SOFTEST + (LOUDEST - SOFTEST) * arch + WAVER * random.standard_normal()
        off = UNEVEN * random.standard_normal() + (LATE if last else 0.0)
        notes.append(
            Struck(
                frame=max(int(index * piece.bar + tone.beat * beat + off * RATE), 0),
                note=tone.note,
                strength=float(np.clip(strength if tone.strong else 0.85 * strength, 0.2, 0.9)),
                place=float(np.clip((tone.note - 70) / 24, -PLACES, PLACES)),
            )
        )
    return notes


def _low_hand(
    piece: Piece, random: np.random.Generator, voicing: Voicing, index: int
) -> list[Struck]:
    beat = piece.bar / BEATS
    root = voicing[0] + LOW_OCTAVE
    fifth = root + FIFTH
    tones = (root, fifth if any(note % 12 == fifth % 12 for note in voicing) else root)
    return [
        Struck(
            frame=int(
                index * piece.bar + at * beat + abs(UNEVEN * random.standard_normal()) * RATE
            ),
            note=note,
            strength=LOW_STRENGTH,
            place=-0.15,
        )
        for at, note in zip(piece.low_hand, tones, strict=False)
    ]
