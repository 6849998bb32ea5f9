"""The mat from above: a lattice of lotus points, each a flower with a spike at its centre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SIZE = 1400
"""Width and height of a cover in pixels."""

WIDE, HIGH = 56, 100
"""Pixels from one point to the next in a row, and over two rows: nearly a hexagonal lattice, and
both divide `SIZE`."""

RADIUS = 25.0
"""Pixels from the centre of an open flower to the tips of its petals."""

ACROSS, DOWN = SIZE // WIDE + 1, 2 * (SIZE // HIGH)
"""Points in the longer rows, and rows. Every other row has one point less, and a place for it."""

Plane = NDArray[np.float32]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flowers:
    """What all flowers share, shape (SIZE, SIZE) each.

    `point` is the number of the nearest point, row by row. `outer` and `inner` are the coverage of
    the two rings of petals, `spike` that of the centre. `east` and `south` are the slope of the
    relief, `shade` how much a flower darkens the cloth around it.
    """

    point: NDArray[np.intp]
    outer: Plane
    inner: Plane
    spike: Plane
    east: Plane
    south: Plane
    shade: Plane


def points() -> tuple[Points, Points]:
    """Where the points are, from -1 to 1 across and down: shape (DOWN * ACROSS,) each."""
    row, column = np.divmod(np.arange(DOWN * ACROSS), ACROSS)
    x = np.where(row % 2, column * WIDE, column * WIDE + WIDE / 2)
    y = row * HIGH / 2 + HIGH / 4
    return x / (SIZE / 2) - 1, y / (SIZE / 2) - 1


@lru_cache(1)
def flowers() -> Flowers:
    """The flowers of the whole mat; one piece of the lattice is made and repeated."""
    y, x = np.mgrid[0:HIGH, 0:WIDE] + 0.5
    # The five points that can be the nearest: two in the upper row's ends, two below, the centre.
    rows = np.array([0, 1, 1, -1, -1, 2])
    columns = np.array([0, 0, 1, 0, 1, 0])
    centre_x = np.where(rows % 2, columns * WIDE, columns * WIDE + WIDE / 2)
    centre_y = rows * HIGH / 2 + HIGH / 4
    east, south = x[..., None] - centre_x, y[..., None] - centre_y
    nearest = np.argmin(east**2 + south**2, axis=-1)
    pick = nearest[..., None]
    east = np.take_along_axis(east, pick, -1)[..., 0]
    south = np.take_along_axis(south, pick, -1)[..., 0]
    _, outer, inner, spike = _flower(east, south)
    step = 0.5
    slope_east = _flower(east + step, south)[0] - _flower(east - step, south)[0]
    slope_south = _flower(east, south + step)[0] - _flower(east, south - step)[0]
    shade = np.clip(1 - (np.hypot(east, south) - 0.55 * RADIUS) / (0.6 * RADIUS), 0, 1) ** 2
    tiles = np.arange(SIZE // HIGH)[:, None, None, None] * 2 * ACROSS
    tiles = tiles + np.arange(SIZE // WIDE)[None, None, :, None]
    offset = (rows * ACROSS + columns)[nearest]
    point = (tiles + offset[None, :, None, :]).reshape(SIZE, SIZE)
    return Flowers(
        point=np.clip(point, 0, DOWN * ACROSS - 1),
        outer=_repeated(outer),
        inner=_repeated(inner),
        spike=_repeated(spike),
        east=_repeated(slope_east),
        south=_repeated(slope_south),
        shade=_repeated(shade),
    )


def _flower(east: Points, south: Points) -> tuple[Points, Points, Points, Points]:
    """Height in pixels, and the coverage of the outer petals, the inner ones and the spike."""
    radius = np.hypot(east, south)
    angle = np.arctan2(south, east)
    tips = np.abs(np.cos(4 * angle))
    gaps = np.abs(np.sin(4 * angle))
    outer_edge = RADIUS * (0.74 + 0.26 * tips**0.7)
    inner_edge = RADIUS * (0.40 + 0.18 * gaps**0.7)
    outer = _inside(radius, outer_edge)
    inner = _inside(radius, inner_edge)
    spike = 1 / (1 + (radius / (0.085 * RADIUS)) ** 2) ** 2
    # A petal is a shallow bowl that rises to its tip, with a fold along the middle.
    height = outer * (2.0 * tips + 3.0 * (radius / RADIUS) ** 2)
    height = height + inner * (3.0 + 2.0 * gaps + 4.0 * (radius / RADIUS)) + 6.0 * spike
    return height, outer, inner, spike


def _inside(radius: Points, edge: Points) -> Points:
    return np.clip((edge - radius) / 1.6 + 0.5, 0, 1)


def _repeated(piece: Points) -> Plane:
    return np.tile(piece.astype(np.float32), (SIZE // HIGH, SIZE // WIDE))
