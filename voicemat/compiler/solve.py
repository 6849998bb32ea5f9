"""Shares a length among elastic silences: exact to the frame, within every bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Elastic:
    """A duration that may stretch: bounds in frames (`most` None: unbounded) and the weight by
    which it takes its share.
    """

    least: int
    most: int | None
    weight: int


def share(elastics: Sequence[Elastic], total: int) -> tuple[int, ...]:
    """Sizes in frames that sum to `total` exactly, in proportion to the weights inside the bounds.

    Water-filling: every size is the weight times one common factor, clamped to its bounds; the
    factor is found by walking the points where a bound is met. What rounding leaves goes to the
    largest fractions. Raises ValueError when the bounds cannot hold `total`.
    """
    least = sum(elastic.least for elastic in elastics)
    unbounded = any(elastic.most is None for elastic in elastics)
    most = sum(elastic.most or 0 for elastic in elastics)
    if total < least or (not unbounded and total > most):
        raise ValueError("the bounds cannot hold this total")
    factor = _factor(elastics, total - least)
    exact = [_clamp(elastic, factor * elastic.weight) for elastic in elastics]
    sizes = [int(size) for size in exact]
    left = total - sum(sizes)
    by_fraction = sorted(
        range(len(sizes)), key=lambda index: (exact[index] - sizes[index], -index), reverse=True
    )
    for index in by_fraction[:left]:
        sizes[index] += 1
    return tuple(sizes)


def _clamp(elastic: Elastic, size: Fraction) -> Fraction:
    size = max(size, Fraction(elastic.least))
    return size if elastic.most is None else min(size, Fraction(elastic.most))


def _factor(elastics: Sequence[Elastic], surplus: int) -> Fraction:
    """The common factor at which the sizes exceed their lower bounds by `surplus` in all."""
    turns: list[tuple[Fraction, int]] = []
    for elastic in elastics:
        turns.append((Fraction(elastic.least, elastic.weight), elastic.weight))
        if elastic.most is not None:
            turns.append((Fraction(elastic.most, elastic.weight), -elastic.weight))
    at = Fraction(0)
    grown = Fraction(0)
    slope = 0
    for turn, change in sorted(turns):
        reach = grown + slope * (turn - at)
        if slope and reach >= surplus:
            break
        grown, at = reach, turn
        slope += change
    return at + (surplus - grown) / slope if slope else at
