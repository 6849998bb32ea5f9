"""What the light on the mat shows: fields of light over a square from -1 to 1, y down.

A motif takes places, of any shape, and gives the light there, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float64]
Motif = Callable[[Field, Field], Field]

EDGE = 0.03
"""Half of the width over which a shape's edge fades."""

MIDDLE = 0.03
"""How far down the row lies that has a point of the mat in the middle; every other row has one."""

ROWS = 0.12
"""From one such row to the next."""


def within(distance: Field, soft: float = EDGE) -> Field:
    """1 inside of a shape (negative distances), 0 outside."""
    ramp = np.clip(0.5 - distance / (2 * soft), 0, 1)
    return ramp * ramp * (3 - 2 * ramp)


def fading(distance: Field, reach: float) -> Field:
    """1 up to a shape's edge, and from there down to nothing: a third is left after `reach`."""
    left: Field = 1 / (1 + (np.maximum(distance, 0) / reach) ** 2) ** 1.5
    return left


def disc(x: Field, y: Field, centre_x: float, centre_y: float, radius: float) -> Field:
    """The distance from the edge of a disc."""
    return np.hypot(x - centre_x, y - centre_y) - radius


def crescent(x: Field, y: Field) -> Field:
    """A young moon, and some stars."""
    moon = disc(x, y, -0.05, 0.1, 0.52)
    shadow = disc(x, y, 0.17, -0.06, 0.45)
    light = within(np.maximum(moon, -shadow)) * (0.72 + 0.28 * np.clip(0.5 - x + y, 0, 1))
    for star_x, star_y, bright in STARS:
        light = np.maximum(light, bright * within(disc(x, y, star_x, star_y, 0.02)))
    return light


STARS = (
    (0.514, -0.27, 0.9),
    (0.789, -0.63, 0.6),
    (-0.617, -0.69, 0.7),
    (0.171, -0.75, 0.5),
    (0.686, 0.27, 0.4),
    (-0.789, 0.45, 0.35),
    (0.377, -0.51, 0.35),
)


def dawn(x: Field, y: Field) -> Field:
    """A sun that comes up, with its rays, and a little of it on the ground."""
    radius: Field = np.hypot(x, y - 0.52)
    angle = np.arctan2(x, 0.52 - y)
    rays = np.cos(angle * 11) ** 4 * within(0.60 - radius) * fading(radius - 0.6, 0.5)
    sky = np.maximum(within(radius - 0.44), 0.5 * rays) * within(y - 0.5)
    depth: Field = np.clip((y - 0.52) / 0.48, 0, 1)
    stripes = 0.5 + 0.5 * np.cos((y - 0.58) * 2 * np.pi / 0.12)
    width = within(np.abs(x) - 0.44 * (1 - 0.75 * depth), 0.1)
    ground = 0.34 * stripes * width * within(0.54 - y) * (1 - 0.8 * depth)
    light: Field = np.maximum(sky, ground)
    return light


def soles(x: Field, y: Field) -> Field:
    """Two feet, as they stand on the mat."""
    side: Field = np.abs(x)
    ball = np.hypot(side - 0.35, (y + 0.10) / 1.12) - 0.226
    heel = np.hypot((side - 0.315) / 0.95, (y - 0.63) / 1.2) - 0.167
    instep = _capsule(side, y, (0.40, -0.02), (0.333, 0.63), 0.113)
    distance = -_rounded(_rounded(-ball, -heel), -instep)
    light = within(distance)
    light = np.maximum(light, within(disc(side, y, *BIG_TOE, 0.085)))
    for start, end in TOES:
        light = np.maximum(light, within(_capsule(side, y, start, end, 0.02)))
    return light


BIG_TOE = (0.206, -0.57)

TOES = (
    ((0.377, -0.63), (0.411, -0.57)),
    ((0.549, -0.57), (0.514, -0.51)),
    ((0.651, -0.51), (0.617, -0.45)),
    ((0.72, -0.39), (0.686, -0.33)),
)


def spine(x: Field, y: Field) -> Field:
    """The points of a spine, in its own curve, from the neck down."""
    light = np.zeros_like(x)
    for number, (point_x, point_y) in enumerate(SPINE):
        bright = 0.64 + 0.06 * number
        light = np.maximum(light, bright * within(disc(x, y, point_x, point_y, 0.09)))
    return light


SPINE = (
    (0.171, -0.63),
    (0.103, -0.39),
    (-0.034, -0.15),
    (-0.171, 0.09),
    (-0.171, 0.33),
    (-0.034, 0.57),
    (0.103, 0.81),
)


def arch(x: Field, y: Field) -> Field:
    """A back that lies over a roll."""
    roll = within(disc(x, y, 0.0, MIDDLE + 2 * ROWS, 0.2))
    rise = np.exp(-((x / 0.42) ** 2))
    line = np.abs(y - 0.28 + 0.42 * rise) / np.sqrt(1 + (2 * 0.42 / 0.42**2 * x * rise) ** 2)
    ends = within(np.abs(x) - 0.8, 0.2)
    body = within(line - 0.045) * ends
    above = within(np.abs(y - 0.10 + 0.42 * rise) / np.sqrt(1 + (4.76 * x * rise) ** 2) - 0.03)
    return np.maximum(np.maximum(roll, 0.7 * body), 0.25 * above * ends)


def cradle(x: Field, y: Field) -> Field:
    """A head that rests in a hollow."""
    light = within(disc(x, y, 0.0, MIDDLE - 2 * ROWS, 0.27))
    radius = np.hypot(x, y + 0.36)
    for number in range(3):
        bowl = np.abs(radius - 0.62 - 0.17 * number) - 0.045
        ends = within(np.abs(x) - 0.60 - 0.08 * number, 0.12) * within(-y, 0.1)
        light = np.maximum(light, within(bowl) * ends * (0.8 - 0.24 * number))
    return light


def eclipse(x: Field, y: Field) -> Field:
    """A thin ring around the dark: a room with the light shut out."""
    y = y - MIDDLE
    radius = np.hypot(x, y)
    turned = (0.6 * x - 0.8 * y) / np.maximum(radius, 0.1)
    return within(np.abs(radius - 0.54) - 0.045, 0.05) * (0.6 + 0.4 * turned)


def ripples(x: Field, y: Field) -> Field:
    """Rings on still water, seen from the shore."""
    radius = np.hypot(x, (y - MIDDLE - ROWS) * 1.7)
    light = within(radius - 0.12)
    for number in range(1, 5):
        ring = np.abs(radius - 0.1 - 0.26 * number) - 0.055
        light = np.maximum(light, within(ring, 0.05) * (0.9 - 0.19 * number))
    return light


def blossom(x: Field, y: Field, petals: int = 6) -> Field:
    """A lotus around its seed, each petal brighter than the one before: six are the first steps."""
    y = y - MIDDLE
    light = within(disc(x, y, 0, 0, 0.12))
    for number in range(petals):
        angle = 2 * np.pi * number / petals - np.pi / 2
        cosine, sine = np.cos(angle), np.sin(angle)
        along, across = x * cosine + y * sine, y * cosine - x * sine
        petal = np.hypot((along - 0.47) / 1.4, across) - min(0.18, 1.08 / petals)
        light = np.maximum(light, within(petal) * (0.4 + 0.5 * number / (petals - 1)))
    return light


def spiral(x: Field, y: Field) -> Field:
    """A knot that comes undone."""
    y = y - MIDDLE
    radius = np.hypot(x, y)
    turn = (radius / 0.25 - np.arctan2(y, x) / (2 * np.pi)) % 1.0
    line = np.minimum(turn, 1 - turn) * 0.25 - 0.05
    return within(line) * within(radius - 0.78, 0.1) * np.clip(1 - 0.7 * radius, 0, 1)


def dunes(x: Field, y: Field) -> Field:
    """Long curves, one behind another."""
    light = np.zeros_like(x)
    for number, base in enumerate((-0.32, 0.06, 0.42, 0.76)):
        depth = y - base - 0.15 * np.sin(2.4 * x + 0.75 * number + 0.3)
        slope = within(-depth, 0.02) * fading(depth - 0.02, 0.10 + 0.03 * number)
        light = np.where(depth > -0.02, slope * (0.95 - 0.15 * number), light)
    return light


def rose(x: Field, y: Field, petals: int) -> Field:
    """One line that winds through all the petals of a flower."""
    y = y - MIDDLE
    radius = np.hypot(x, y)
    tip = 0.46 + 0.30 * np.cos(petals * (np.arctan2(x, -y)))
    slope = np.sqrt(1 + (0.30 * petals / np.maximum(radius, 0.3)) ** 2 * 0.35)
    line = np.abs(radius - tip) / slope - 0.03
    return np.maximum(0.85 * within(line, 0.035), within(disc(x, y, 0, 0, 0.10)))


def orbits(x: Field, y: Field) -> Field:
    """Three small moons on their ways around a larger one."""
    y = y - MIDDLE
    radius = np.hypot(x, y)
    light = within(radius - 0.17)
    for way, angle, size in ((0.40, 3.9, 0.06), (0.62, 0.4, 0.075), (0.84, 2.2, 0.06)):
        moon = disc(x, y, way * np.cos(angle), way * np.sin(angle), size)
        light = np.maximum(light, 0.3 * within(np.abs(radius - way) - 0.02))
        light = np.maximum(light, within(moon) * 0.95)
    return light


def placed(
    motif: Motif, x: Field, y: Field, *, side: float, size: float, right: float, down: float
) -> Field:
    """Another motif, mirrored where `side` is -1, smaller, and moved."""
    return motif(side * (x - right) / size, (y - down) / size)


def _capsule(
    x: Field, y: Field, start: tuple[float, float], end: tuple[float, float], radius: float
) -> Field:
    """The distance from the edge of a line with round ends."""
    from_x, from_y = start
    to_x, to_y = end[0] - from_x, end[1] - from_y
    along = ((x - from_x) * to_x + (y - from_y) * to_y) / (to_x**2 + to_y**2)
    along = np.clip(along, 0, 1)
    return np.hypot(x - from_x - along * to_x, y - from_y - along * to_y) - radius


def _rounded(one: Field, other: Field) -> Field:
    """The larger of two, with a smooth change from one to the other."""
    mix = np.clip(0.5 + (one - other) / 0.24, 0, 1)
    return other * (1 - mix) + one * mix + 0.12 * mix * (1 - mix)
