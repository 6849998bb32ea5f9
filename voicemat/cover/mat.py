"""The mat from above: a lattice of lotus points, each a flower with a seed at its centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_T = TypeVar("_T", bound=np.generic)

Plane = NDArray[np.float32]
Points = NDArray[np.float64]

SIZE = 1400
"""Width and height of a cover in pixels."""

WIDE, HIGH = 48, 84
"""Pixels from one point to the next in a row, and over two rows: nearly a hexagonal lattice."""

RADIUS = 22.5
"""Pixels from the centre of an open flower to the tips of its petals."""

SOFT = 2.6
"""Pixels over which an edge of a petal fades. Sharp ones would take the most of a file and show
nothing more on a phone."""

TILES_ACROSS, TILES_DOWN = -(-SIZE // WIDE), -(-SIZE // HIGH)

LEFT, TOP = (TILES_ACROSS * WIDE - SIZE) // 2, (TILES_DOWN * HIGH - SIZE) // 2
"""Pixels that lie outside of the picture at its edges: its middle is a middle of the lattice."""

ACROSS, DOWN = TILES_ACROSS + 1, 2 * TILES_DOWN
"""Points in a row, and rows. Every other row is shifted by half a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flowers:
    """Two rows of flowers, which the whole mat repeats: shape (HIGH, SIZE) each.

    `point` is the number of the nearest point, row by row; it may lie outside of the mat. `outer`
    and `inner` are the coverage of the two rings of petals, `seed` that of the centre. `east` and
    `south` tell the place within the flower, from -1 to 1; `shade` is how much a flower darkens
    the cloth around it.
    """

    point: NDArray[np.intp]
    outer: Plane
    inner: Plane
    seed: Plane
    east: Plane
    south: Plane
    shade: Plane


def points() -> tuple[Points, Points]:
    """Where the points are, from -1 to 1 across and down: shape (DOWN * ACROSS,) each."""
    row, column = np.divmod(np.arange(DOWN * ACROSS), ACROSS)
    x = np.where(row % 2, column * WIDE, column * WIDE + WIDE / 2) - LEFT
    y = row * HIGH / 2 + HIGH / 4 - TOP
    return x / (SIZE / 2) - 1, y / (SIZE / 2) - 1


def flowers() -> Flowers:
    """The flowers: one piece of the lattice is made and repeated across."""
    y, x = np.mgrid[0:HIGH, 0:WIDE] + 0.5
    # The points that can be the nearest, by row and column: within the piece and around it.
    rows = np.array([0, 1, 1, -1, -1, 2])
    columns = np.array([0, 0, 1, 0, 1, 0])
    centre_x = np.where(rows % 2, columns * WIDE, columns * WIDE + WIDE / 2)
    centre_y = rows * HIGH / 2 + HIGH / 4
    east, south = x[..., None] - centre_x, y[..., None] - centre_y
    nearest = np.argmin(east**2 + south**2, axis=-1)
    pick = nearest[..., None]
    east = np.take_along_axis(east, pick, -1)[..., 0]
    south = np.take_along_axis(south, pick, -1)[..., 0]
    radius = np.hypot(east, south)
    angle = np.arctan2(south, east) + np.pi / 8
    outer = _inside(radius, RADIUS * (0.70 + 0.30 * np.abs(np.cos(4 * angle)) ** 0.8))
    inner = _inside(radius, RADIUS * (0.36 + 0.20 * np.abs(np.sin(4 * angle)) ** 0.8))
    seed = 1 / (1 + (radius / (0.17 * RADIUS)) ** 2) ** 2
    shade = np.clip(1 - (radius - 0.5 * RADIUS) / (0.62 * RADIUS), 0, 1) ** 2
    number = (rows * ACROSS + columns)[nearest]
    point = np.concatenate([number + tile for tile in range(TILES_ACROSS)], axis=1)
    return Flowers(
        point=_cropped(point),
        outer=_repeated(outer),
        inner=_repeated(inner),
        seed=_repeated(seed),
        east=_repeated(east / RADIUS),
        south=_repeated(south / RADIUS),
        shade=_repeated(shade),
    )


def _inside(radius: Points, edge: Points) -> Points:
    ramp = np.clip((edge - radius) / SOFT + 0.5, 0, 1)
    return ramp * ramp * (3 - 2 * ramp)


def _repeated(piece: Points) -> Plane:
    return _cropped(np.tile(piece.astype(np.float32), TILES_ACROSS))


def _cropped(plane: NDArray[_T]) -> NDArray[_T]:
    return np.ascontiguousarray(plane[:, LEFT : LEFT + SIZE])
