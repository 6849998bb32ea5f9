"""A text that is too long for a model: cut, and its parts joined again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from voicemat.speech.edges import trimmed
from voicemat.speech.engine import Take

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
    takes = [say(passage) for passage in passages]
    if len(takes) == 1:
        return Take(samples=takes[0], rate=rate)
    gap = np.zeros(round(GAP * rate), np.float32)
    joined: list[Samples] = []
    for take in takes:
        joined += [trimmed(take, rate), gap]
    return Take(samples=np.concatenate(joined[:-1]), rate=rate)
