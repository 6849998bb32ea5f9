"""The pieces as scores: voice leading, consonance, rests, and a form in which things return."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from voicemat.sound.generators.music.form import LOW_STRENGTH, ORDERS, compose, length
from voicemat.sound.generators.music.harmony import CHORDS, clashes, pitch
from voicemat.sound.generators.music.pieces import DAWN, DRIFT, FELT, GLASS
from voicemat.sound.generators.music.score import Cycle, Piece, Section, SectionKind, Struck
from voicemat.sound.generators.music.voices import home_voicing, lead, voicings
from voicemat.units import RATE

CYCLES = range(-1, 8)
MELODIES = (DAWN, FELT, GLASS)
EVERY = [(piece, number) for piece in (*MELODIES, DRIFT) for number in CYCLES]
SUNG = [(piece, number) for piece in MELODIES for number in CYCLES]


def named(value: object) -> str:
    return value.id if isinstance(value, Piece) else str(value)


each = pytest.mark.parametrize(("piece", "number"), EVERY, ids=named)
sung = pytest.mark.parametrize(("piece", "number"), SUNG, ids=named)


def chords(cycle: Cycle) -> list[str]:
    return [bar.chord for section in cycle.sections for bar in section.bars]


def within(piece: Piece, cycle: Cycle, section: Section) -> list[Struck]:
    """The notes of the melody itself in a section, without a low second hand."""
    first = section.first * piece.bar
    last = first + len(section.bars) * piece.bar
    return [
        note
        for note in cycle.struck
        if first <= note.frame < last and note.strength != LOW_STRENGTH
    ]


@each
def test_voices_are_led_by_the_rules(piece: Piece, number: int) -> None:
    cycle = compose(piece, 1, number)
    following = compose(piece, 1, number + 1)
    row = [*cycle.voicings, following.voicings[0]]
    names = [*chords(cycle), chords(following)[0]]
    for (before, after), name in zip(pairwise(row), names[1:], strict=True):
        assert after[0] % 12 == CHORDS[name].bass
        assert list(after) == sorted(after)
        for was, is_now in zip(before[1:], after[1:], strict=True):
            assert abs(is_now - was) <= 5
        for low, high in combinations(range(5), 2):
            moved = before[low] != after[low] and before[high] != after[high]
            gap = (before[high] - before[low]) % 12
            parallel = gap in (0, 7) and gap == (after[high] - after[low]) % 12 and moved
            assert not parallel, f"{before} {after}"
        assert not any(clashes(a, b) for a, b in combinations(after, 2))
    upper = [
        abs(b - a)
        for before, after in pairwise(row)
        for a, b in zip(before[1:], after[1:], strict=True)
    ]
    # Held or a step, nearly always: that is what makes it flow.
    assert sum(step == 0 for step in upper) >= 0.3 * len(upper)
    assert sum(step <= 2 for step in upper) >= 0.7 * len(upper)


@each
def test_held_notes_are_the_voicings(piece: Piece, number: int) -> None:
    cycle = compose(piece, 1, number)
    for held in cycle.held:
        for bar in range(held.first_bar, held.first_bar + held.bars):
            assert cycle.voicings[bar][held.voice] == held.note
    assert sum(held.bars for held in cycle.held) == 5 * len(cycle.voicings)


@sung
def test_the_melody_never_rubs_against_the_chord(piece: Piece, number: int) -> None:
    cycle = compose(piece, 1, number)
    for note in cycle.struck:
        voicing = cycle.voicings[min(note.frame // piece.bar, len(cycle.voicings) - 1)]
        rough = [tone for tone in voicing if clashes(tone, note.note)]
        assert not rough, f"{note} over {voicing}"


@sung
def test_melodies_can_be_sung(piece: Piece, number: int) -> None:
    cycle = compose(piece, 1, number)
    for section in cycle.sections:
        notes = within(piece, cycle, section)
        for one, other in pairwise(notes):
            if one.frame // piece.bar == other.frame // piece.bar:
                assert abs(one.note - other.note) <= 12
        for note in notes:
            assert 0.2 <= note.strength <= 0.9


@sung
def test_phrases_end_in_rests(piece: Piece, number: int) -> None:
    cycle = compose(piece, 1, number)
    starts = [note.frame for note in cycle.struck if note.strength != LOW_STRENGTH]
    gaps = [(b - a) / RATE for a, b in pairwise(starts)]
    bars = sum(1 for section in cycle.sections for bar in section.bars if bar.tones)
    assert sum(gap >= 3.0 for gap in gaps) >= 0.6 * bars
    # Once in a cycle nothing is struck for a long while.
    rest = next(s for s in cycle.sections if s.kind is SectionKind.REST)
    assert within(piece, cycle, rest) == []
    assert max(gaps) >= 2 * piece.bar / RATE
    assert len(starts) < 90


@sung
def test_the_statement_returns(piece: Piece, number: int) -> None:
    cycle = compose(piece, 1, number)
    kinds = [section.kind for section in cycle.sections]
    assert kinds[0] is SectionKind.BREATH
    assert kinds[1] is SectionKind.STATEMENT
    assert tuple(kinds[2:5]) in ORDERS
    assert kinds[5] is SectionKind.RETURN
    first = next(s for s in cycle.sections if s.kind is SectionKind.STATEMENT)
    last = cycle.sections[-1]
    assert [bar.chord for bar in first.bars] == [bar.chord for bar in last.bars]
    bones = [[t.note for t in bar.tones if t.strong] for bar in first.bars]
    assert [[t.note for t in bar.tones] for bar in last.bars] == bones
    varied = next(s for s in cycle.sections if s.kind is SectionKind.VARIATION)
    assert varied.bars != first.bars
    for bar, plain in zip(varied.bars, bones, strict=True):
        notes = [tone.note for tone in bar.tones]
        # The theme is still in there, in its order.
        rest = iter(notes)
        assert all(note in rest for note in plain)
    middle = next(s for s in cycle.sections if s.kind is SectionKind.MIDDLE)
    assert [bar.chord for bar in middle.bars] != [bar.chord for bar in first.bars]


@pytest.mark.parametrize("piece", MELODIES, ids=named)
def test_ten_minutes_are_not_the_same_cycle_again(piece: Piece) -> None:
    cycles = [compose(piece, 1, number) for number in range(8)]
    assert len({cycle.sections for cycle in cycles}) >= 5
    assert len({cycle.struck for cycle in cycles}) == 8
    statements = {cycle.sections[1].bars for cycle in cycles}
    assert len(statements) == 1  # the theme is the theme
    assert compose(piece, 1, 5) == cycles[5]
    assert compose(piece, 2, 5) != cycles[5]


@each
def test_every_cycle_is_as_long_and_begins_at_home(piece: Piece, number: int) -> None:
    cycle = compose(piece, 1, number)
    assert len(cycle.voicings) == length(piece)
    assert cycle.voicings[0] == home_voicing(piece.home, piece.home_top)


def test_chords_are_just_and_hold_no_semitone() -> None:
    assert pitch(69) == pytest.approx(440.0, abs=2.0)
    assert pitch(69) / pitch(62) == pytest.approx(1.5)
    assert pitch(66) / pitch(62) == pytest.approx(1.25)
    for name in CHORDS:
        assert voicings(name)
        for voicing in voicings(name):
            assert CHORDS[name].needed <= {note % 12 for note in voicing[1:]}
            assert not any(clashes(a, b) for a, b in combinations(voicing, 2))


def test_an_impossible_row_is_refused() -> None:
    home = home_voicing("D", 66)
    assert lead(["D", "G", "A"], home)[0] == home
    with pytest.raises(ValueError, match="not in"):
        lead(["D"], (1, 2, 3, 4, 5))
