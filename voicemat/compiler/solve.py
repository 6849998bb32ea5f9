"""Shares a length among elastic silences: exact to the frame, within every bound.

Silences stand in groups that may have bounds of their own (a chapter of 8 to 12 minutes, a time
on the mat), so the whole is a tree. Water-filling: every silence gets its weight times one common
factor, clamped to its bounds, and every group's sum is clamped to the group's. The sum of a tree
grows with the factor along straight lines between turns where some bound is met; the factor is
found exactly, in fractions, and what rounding leaves goes to the largest remainders.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property


@dataclass(frozen=True, slots=True, kw_only=True)
class Elastic:
    """A duration that may stretch: bounds in frames (`most` None: unbounded) and the weight by
    which it takes its share.
    """

    least: int
    most: int | None
    weight: int

    @property
    def bounds(self) -> tuple[int, int | None]:
        """The smallest and the largest size in frames."""
        return self.least, self.most

    @property
    def turns(self) -> tuple[Fraction, ...]:
        """The factors at which the size meets a bound."""
        low = Fraction(self.least, self.weight)
        return (low,) if self.most is None else (low, Fraction(self.most, self.weight))

    def size(self, factor: Fraction) -> Fraction:
        """The size at a common factor."""
        return _clamp(factor * self.weight, self.bounds)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Parts whose sum has bounds of its own.

    Bounds that the parts cannot meet give way to what the parts can do.
    """

    parts: tuple[Elastic | Group, ...]
    least: int = 0
    most: int | None = None

    @cached_property
    def _sum_bounds(self) -> tuple[int, int | None]:
        least = 0
        most: int | None = 0
        for part in self.parts:
            low, high = part.bounds
            least += low
            most = None if most is None or high is None else most + high
        return least, most

    @cached_property
    def bounds(self) -> tuple[int, int | None]:
        """The smallest and the largest sum in frames."""
        low, high = self._sum_bounds
        least = max(low, self.least)
        if high is not None:
            least = min(least, high)
        most = high
        if self.most is not None:
            most = max(self.most, low) if high is None else min(max(self.most, low), high)
        return least, most if most is None else max(most, least)

    @cached_property
    def turns(self) -> tuple[Fraction, ...]:
        """The factors at which a part or the sum meets a bound, in order."""
        inner = sorted({turn for part in self.parts for turn in part.turns})
        outer = [
            _factor(self, inner, bound)
            for bound in self.bounds
            if bound is not None and bound not in self._sum_bounds
        ]
        return tuple(sorted({*inner, *outer}))

    def total(self, factor: Fraction) -> Fraction:
        """The sum of the parts at a common factor, before the group's own bounds."""
        return sum((part.size(factor) for part in self.parts), Fraction(0))

    def size(self, factor: Fraction) -> Fraction:
        """The sum at a common factor, within the group's bounds."""
        return _clamp(self.total(factor), self.bounds)


def _clamp(size: Fraction, bounds: tuple[int, int | None]) -> Fraction:
    least, most = bounds
    size = max(size, Fraction(least))
    return size if most is None else min(size, Fraction(most))


def _factor(group: Group, turns: Sequence[Fraction], total: int) -> Fraction:
    """The factor at which the parts of `group` sum to `total`, which they can reach."""
    index = bisect_left(turns, Fraction(total), key=group.total)
    if index == 0:
        return turns[0] if turns else Fraction(0)
    low = turns[index - 1]
    reached = group.total(low)
    # Between two turns, and after the last, the sum grows along a straight line.
    high = turns[index] if index < len(turns) else low + 1
    slope = (group.total(high) - reached) / (high - low)
    return low + (total - reached) / slope if slope else low


def allocate(group: Group, total: int) -> tuple[int, ...]:
    """The size in frames of every elastic of the tree, in order; they sum to `total` exactly.

    Raises ValueError when the bounds cannot hold `total`.
    """
    least, most = group.bounds
    if total < least or (most is not None and total > most):
        raise ValueError("the bounds cannot hold this total")
    inner = sorted({turn for part in group.parts for turn in part.turns})
    factor = _factor(group, inner, total)
    exact = [part.size(factor) for part in group.parts]
    sizes = [int(size) for size in exact]
    by_fraction = sorted(
        range(len(sizes)), key=lambda index: (exact[index] - sizes[index], -index), reverse=True
    )
    for index in by_fraction[: total - sum(sizes)]:
        sizes[index] += 1
    found: list[int] = []
    for part, size in zip(group.parts, sizes, strict=True):
        found.extend(allocate(part, size) if isinstance(part, Group) else (size,))
    return tuple(found)


def share(elastics: Sequence[Elastic], total: int) -> tuple[int, ...]:
    """Like `allocate`, for elastics that stand in no group of their own."""
    return allocate(Group(parts=tuple(elastics)), total)
