"""The one name that a misspelt one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

NEAR = 0.7
"""Least similarity (difflib ratio) of a name that may have been meant."""

CLEARER = 0.1
"""How much nearer the best must be than the second; with a tie nothing is suggested."""


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `name` was clearly meant to be, or None when none or several are."""
    folded = name.casefold()
    if len(folded) > 60:
        return None
    scored = sorted(
        (
            (SequenceMatcher(None, folded, candidate.casefold()).ratio(), candidate)
            for candidate in set(candidates)
        ),
        reverse=True,
    )
    if not scored or scored[0][0] < NEAR:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < CLEARER:
        return None
    return scored[0][1]
