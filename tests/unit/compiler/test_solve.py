"""A length shared among elastic silences."""

from __future__ import annotations

import pytest

from voicemat.compiler.solve import Elastic, share


def elastic(least: int, most: int | None, weight: int) -> Elastic:
    return Elastic(least=least, most=most, weight=weight)


@pytest.mark.parametrize(
    ("elastics", "total", "sizes"),
    [
        # In proportion, where no bound is met.
        ([elastic(0, None, 1), elastic(0, None, 3)], 400, (100, 300)),
        ([elastic(9, 999, 10), elastic(9, 999, 20), elastic(9, 999, 30)], 600, (100, 200, 300)),
        # The one at its upper bound gives the rest to the others.
        ([elastic(0, 50, 1), elastic(0, None, 1)], 400, (50, 350)),
        # The one at its lower bound keeps it.
        ([elastic(300, None, 1), elastic(0, None, 1)], 400, (300, 100)),
        # What rounding leaves goes to the largest fractions, the first of equal ones.
        ([elastic(0, None, 1), elastic(0, None, 1), elastic(0, None, 1)], 4, (2, 1, 1)),
        ([elastic(0, None, 1), elastic(0, None, 2)], 100, (33, 67)),
        # The ends of what is possible.
        ([elastic(5, 9, 1), elastic(7, 20, 9)], 12, (5, 7)),
        ([elastic(5, 9, 1), elastic(7, 20, 9)], 29, (9, 20)),
        # Exact silences take no part.
        ([elastic(7, 7, 7), elastic(0, None, 1), elastic(9, 9, 9)], 100, (7, 84, 9)),
        ([elastic(7, 7, 7)], 7, (7,)),
        ([elastic(0, 0, 1), elastic(0, None, 5)], 3, (0, 3)),
        ([], 0, ()),
    ],
)  # fmt: skip
def test_shares(elastics: list[Elastic], total: int, sizes: tuple[int, ...]) -> None:
    assert share(elastics, total) == sizes


@pytest.mark.parametrize(
    ("elastics", "total"),
    [
        ([elastic(5, 9, 1)], 4),
        ([elastic(5, 9, 1)], 10),
        ([elastic(5, None, 1)], 4),
        ([], 1),
        ([], -1),
    ],
)
def test_bounds_that_cannot_hold_the_total(elastics: list[Elastic], total: int) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        share(elastics, total)
