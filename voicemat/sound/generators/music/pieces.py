"""The pieces, note by note. A theme is eight beats to the bar; melodies use D, E, F sharp, A and B,
and no F sharp over a chord that holds G.
"""

from __future__ import annotations

from voicemat.sound.generators.music.score import Bar, Piece, ThemeTone

A3, B3, D4, E4, FS4, A4, B4 = 57, 59, 62, 64, 66, 69, 71
D5, E5, FS5, A5, B5 = 74, 76, 78, 81, 83


def _bar(chord: str, *tones: tuple[float, int] | tuple[float, int, str]) -> Bar:
    """A bar; a tone with a third part is a weak one, which variations may leave out."""
    return Bar(
        chord=chord,
        tones=tuple(ThemeTone(beat=tone[0], note=tone[1], strong=len(tone) == 2) for tone in tones),
    )


WEAK = "weak"

DAWN = Piece(
    id="dawn",
    home="D",
    home_top=66,
    bar_mp3_frames=420,
    # A line that climbs to its third, falls back, climbs less, and comes to rest.
    theme=(
        _bar("D", (0.5, A4), (1.5, D5), (2.5, E5, WEAK), (3.5, FS5)),
        _bar("Bm", (0.5, FS5), (1.5, E5, WEAK), (2.5, D5), (4.0, B4)),
        _bar("G", (0.5, B4), (1.5, D5), (2.5, E5, WEAK), (4.0, D5)),
        _bar("A", (1.0, E5), (2.5, B4, WEAK), (3.5, A4)),
    ),
    middles=(
        (
            _bar("Bm", (0.5, D5), (2.0, FS5), (3.0, A5)),
            _bar("F#m", (0.5, A5), (2.0, FS5, WEAK), (3.0, E5)),
            _bar("G", (0.5, D5), (2.0, B4, WEAK), (3.5, A4)),
            _bar("D/F#", (0.5, A4), (2.0, D5), (3.5, E5, WEAK)),
        ),
        (
            _bar("Em", (0.5, B4), (1.5, E5), (3.0, D5, WEAK)),
            _bar("G", (0.5, D5), (2.0, B4), (3.5, A4, WEAK)),
            _bar("D/F#", (0.5, FS4), (1.5, A4), (3.0, D5)),
            _bar("A", (0.5, E5), (2.0, D5, WEAK), (3.5, B4)),
        ),
    ),
    rests=(("G", "D"), ("G/B", "D"), ("Em", "G")),
)

FELT = Piece(
    id="felt",
    home="Bm",
    home_top=66,
    bar_mp3_frames=440,
    # Sighs: each bar falls, and each begins a little elsewhere.
    theme=(
        _bar("Bm", (1.0, FS4), (2.0, D4), (3.5, E4, WEAK)),
        _bar("G", (1.0, D4), (2.0, B3), (3.5, D4, WEAK)),
        _bar("D", (1.0, A4), (2.0, FS4), (3.5, E4, WEAK)),
        _bar("A", (1.0, E4), (2.5, B3, WEAK), (4.0, A3)),
    ),
    middles=(
        (
            _bar("Em", (1.0, B4), (2.5, A4, WEAK), (3.5, E4)),
            _bar("Bm", (1.0, D5), (2.5, B4, WEAK), (3.5, FS4)),
            _bar("G", (1.0, B4), (2.5, A4, WEAK), (3.5, D4)),
            _bar("F#m", (1.0, A4), (2.5, FS4), (4.0, E4, WEAK)),
        ),
        (
            _bar("D", (1.0, A4), (2.0, B4, WEAK), (3.0, D5)),
            _bar("D/F#", (1.0, D5), (2.5, A4), (3.5, FS4, WEAK)),
            _bar("Em", (1.0, B4), (2.5, E4), (3.5, D4, WEAK)),
            _bar("A", (1.0, A4), (3.0, E4)),
        ),
    ),
    rests=(("G", "A"), ("Em", "A"), ("Em", "G")),
    low_hand=(0.0, 5.5),
)

GLASS = Piece(
    id="glass",
    home="D",
    home_top=66,
    bar_mp3_frames=430,
    # Two or three tones to the bar, wide apart; the ear makes the line.
    theme=(
        _bar("D", (0.5, A5), (3.0, FS5)),
        _bar("Em", (1.0, B5), (3.5, E5)),
        _bar("G", (0.5, D5), (2.0, A5), (4.0, B5, WEAK)),
        _bar("D/F#", (1.0, A5), (3.5, D5)),
    ),
    middles=(
        (
            _bar("G/B", (0.5, D5), (3.0, B5)),
            _bar("A", (1.0, A5), (3.5, E5, WEAK)),
            _bar("Bm", (0.5, FS5), (3.0, D5)),
            _bar("G", (1.0, A5), (4.0, D5, WEAK)),
        ),
        (
            _bar("Bm", (0.5, B5), (2.5, FS5)),
            _bar("F#m", (1.0, A5), (3.5, E5, WEAK)),
            _bar("Em", (0.5, E5), (3.0, B5)),
            _bar("A", (1.0, E5), (3.5, D5, WEAK)),
        ),
    ),
    rests=(("G", "A"), ("Bm", "G"), ("Em", "A")),
)

DRIFT = Piece(
    id="drift",
    home="D",
    home_top=66,
    bar_mp3_frames=740,
    theme=(Bar(chord="D"), Bar(chord="Bm"), Bar(chord="G"), Bar(chord="D/F#")),
    middles=(
        (Bar(chord="Em"), Bar(chord="A"), Bar(chord="Bm"), Bar(chord="G")),
        (Bar(chord="G"), Bar(chord="Em"), Bar(chord="Bm"), Bar(chord="A")),
        (Bar(chord="Bm"), Bar(chord="F#m"), Bar(chord="G"), Bar(chord="A")),
    ),
    rests=(),
)
"""Chords alone."""
