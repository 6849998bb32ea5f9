"""A text that is too long for a model: cut, and its parts joined again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from voicemat.speech.edges import faded, speech_bounds
from voicemat.speech.engine import Take
from voicemat.speech.timing import within
from voicemat.timeline.utterance import Word

Samples = NDArray[np.float32]

LONGEST_CALL = 300
"""Characters that a neural voice is given at once; its prosody drifts on much longer ones."""

GAP = 0.2
"""Seconds between the parts of a text that was split: as long as a voice rests at a comma."""

_CLAUSE = re.compile(r"(?<=[,;:.!?])\s+")


def parts(text: str, longest: int = LONGEST_CALL) -> tuple[str, ...]:
    """`text` in parts of at most `longest` characters, cut after clause marks, else between
    words, and only then within one.
    """
    if len(text) <= longest:
        return (text,)
    pieces: list[str] = []
    for clause in _CLAUSE.split(text):
        if len(clause) <= longest:
            pieces.append(clause)
            continue
        pieces.extend(_packed(_cut(clause, longest), longest))
    return _packed(pieces, longest)


def _cut(clause: str, longest: int) -> list[str]:
    return [
        word[start : start + longest]
        for word in clause.split()
        for start in range(0, len(word), longest)
    ]


def _packed(pieces: list[str], longest: int) -> tuple[str, ...]:
    """`pieces` joined by spaces into as few strings of at most `longest` as in order fit."""
    packed: list[str] = []
    for piece in pieces:
        if packed and len(packed[-1]) + 1 + len(piece) <= longest:
            packed[-1] += " " + piece
        else:
            packed.append(piece)
    return tuple(packed)


def spoken(passages: Iterable[str], say: Callable[[str], Samples], rate: int) -> Take:
    """The take of a text in parts, at least one: each said by `say` at `rate`, `GAP` between them.

    A single part is left as it is; of several, only the speech is kept.
    """
    return joined([Take(samples=say(passage), rate=rate) for passage in passages])


def joined(takes: Sequence[Take]) -> Take:
    """At least one take, all of one rate, as one: the words keep their places in the text, and
    get their times in the whole.
    """
    if len(takes) == 1:
        return takes[0]
    rate = takes[0].rate
    gap = np.zeros(round(GAP * rate), np.float32)
    pieces: list[Samples] = []
    words: list[Word] = []
    at = 0
    for take in takes:
        first, last = speech_bounds(take.samples, rate)
        pieces += [faded(take.samples[first:last], rate), gap]
        words += within(take.words, first, last, at)
        at += last - first + len(gap)
    return Take(samples=np.concatenate(pieces[:-1]), rate=rate, words=tuple(words))
