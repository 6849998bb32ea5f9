"""What the light on the mat shows: fields of light over a square from -1 to 1, y down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lit:
    """`light` is what shines, 0 to 1; `halo` what it sheds around it."""

    light: Field
    halo: Field


Motif = Callable[[Field, Field], Lit]


def edge(distance: Field, soft: float) -> Field:
    """1 within (negative distances), 0 without, over `soft` on both sides."""
    ramp = np.clip(0.5 - distance / (2 * soft), 0, 1)
    return ramp * ramp * (3 - 2 * ramp)


def falloff(distance: Field, reach: float) -> Field:
    """The light at a distance from what shines: half of it at about 0.8 `reach`."""
    return 1 / (1 + (np.maximum(distance, 0) / reach) ** 2) ** 1.5


def _shape(distance: Field, soft: float = 0.03, reach: float = 0.35) -> Lit:
    return Lit(light=edge(distance, soft), halo=falloff(distance, reach))


def _disc(x: Field, y: Field, cx: float, cy: float, radius: float) -> Field:
    return np.hypot(x - cx, y - cy) - radius


def _capsule(
    x: Field, y: Field, start: tuple[float, float], end: tuple[float, float], radius: float
) -> Field:
    ax, ay = start
    dx, dy = end[0] - ax, end[1] - ay
    along = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
    return np.hypot(x - ax - along * dx, y - ay - along * dy) - radius


def crescent(x: Field, y: Field) -> Lit:
    """A young moon."""
    moon = _disc(x, y, 0.0, 0.0, 0.54)
    shadow = _disc(x, y, 0.22, -0.14, 0.46)
    distance = np.maximum(moon, -shadow)
    return _shape(distance, 0.03, 0.4)


def dawn(x: Field, y: Field) -> Lit:
    """A sun that comes up over the lower edge, and its rays."""
    sun = _disc(x, y, 0.0, 0.62, 0.46)
    radius = np.hypot(x, y - 0.62)
    angle = np.arctan2(x, 0.62 - y)
    rays = np.cos(angle * 14) ** 2 * edge(0.62 - radius, 0.02) * falloff(radius - 0.62, 0.45)
    horizon = edge(y - 0.62, 0.02)
    return Lit(
        light=np.maximum(edge(sun, 0.03), 0.55 * rays) * horizon,
        halo=falloff(sun, 0.5) * (0.25 + 0.75 * horizon),
    )


def soles(x: Field, y: Field) -> Lit:
    """Two feet, as they stand on the mat."""
    side = np.abs(x)
    ball = np.hypot((side - 0.31) / 1.0, (y + 0.12) / 1.15) - 0.215
    heel = np.hypot((side - 0.27) / 0.95, (y - 0.52) / 1.2) - 0.155
    arch = _capsule(side, y, (0.345, -0.05), (0.29, 0.5), 0.105)
    distance = -_smooth_max(-ball, -heel, -arch)
    for tx, ty, radius in (
        (0.185, -0.47, 0.088),
        (0.315, -0.50, 0.062),
        (0.415, -0.455, 0.055),
        (0.495, -0.38, 0.05),
        (0.555, -0.285, 0.046),
    ):
        distance = np.minimum(distance, _disc(side, y, tx, ty, radius))
    return _shape(distance, 0.03, 0.28)


def _smooth_max(*fields: Field) -> Field:
    total = fields[0]
    for field in fields[1:]:
        mix = np.clip(0.5 + 0.5 * (total - field) / 0.12, 0, 1)
        total = field * (1 - mix) + total * mix + 0.12 * mix * (1 - mix)
    return total


def spine(x: Field, y: Field) -> Lit:
    """The points of a spine, from the neck down."""
    light = np.zeros_like(x)
    distance = np.full_like(x, 9.0)
    for number in range(9):
        at = -0.72 + number * 0.18
        half = 0.07 + 0.045 * number**0.5
        bend = 0.0
        bead = _capsule(x, y, (bend - half, at), (bend + half, at), 0.055)
        distance = np.minimum(distance, bead)
    light = edge(distance, 0.03)
    wings = np.abs(x) - 0.34 + 0.12 * np.cos(y * 2.2)
    return Lit(light=light, halo=0.6 * falloff(distance, 0.25) + 0.4 * falloff(wings, 0.3))


def waist(x: Field, y: Field) -> Lit:
    """The hollow above the hips: two curves, and a light between them."""
    side = np.abs(x)
    curve = 0.30 + 0.36 * (y - 0.02) ** 2
    line = np.abs(side - curve) / np.sqrt(1 + (0.72 * (y - 0.02)) ** 2) - 0.035
    rest = np.hypot(x / 1.6, (y - 0.05) / 0.8) - 0.1
    distance = np.minimum(line, rest)
    fade = edge(np.abs(y) - 0.8, 0.15)
    return Lit(light=edge(distance, 0.03) * fade, halo=falloff(rest, 0.4))


def pillow(x: Field, y: Field) -> Lit:
    """Arcs over a low light, like a neck on a roll."""
    light = np.zeros_like(x)
    radius = np.hypot(x, y - 0.55)
    for number, at in enumerate((0.36, 0.62, 0.88, 1.14)):
        light = np.maximum(light, edge(np.abs(radius - at) - 0.05, 0.03) * (1 - 0.2 * number))
    upper = edge(y - 0.5, 0.08)
    disc = edge(radius - 0.16, 0.03)
    return Lit(light=np.maximum(light * upper, disc), halo=falloff(radius - 0.3, 0.5))


def eclipse(x: Field, y: Field) -> Lit:
    """A thin ring around the dark: a room with the light shut out."""
    radius = np.hypot(x, y)
    ring = np.abs(radius - 0.5) - 0.03
    bias = 0.55 + 0.45 * (x * 0.6 - y * 0.8) / np.maximum(radius, 0.1)
    return Lit(light=edge(ring, 0.03) * bias, halo=falloff(ring, 0.16) * bias)


def ripples(x: Field, y: Field, rings: int = 4) -> Lit:
    """Rings on still water."""
    radius = np.hypot(x, y * 1.0)
    light = edge(radius - 0.1, 0.03)
    for number in range(1, rings + 1):
        ring = np.abs(radius - 0.1 - 0.22 * number) - 0.045
        light = np.maximum(light, edge(ring, 0.03) * (1 - 0.2 * number))
    return Lit(light=light, halo=falloff(radius - 0.1, 0.4))


def blossom(x: Field, y: Field, petals: int = 6) -> Lit:
    """A flower of lights around one: as many petals as the routine has steps."""
    light = edge(_disc(x, y, 0, 0, 0.13), 0.03)
    distance = _disc(x, y, 0, 0, 0.13)
    for number in range(petals):
        angle = 2 * np.pi * number / petals - np.pi / 2
        c, s = np.cos(angle), np.sin(angle)
        along, across = x * c + y * s, y * c - x * s
        petal = np.hypot((along - 0.47) / 1.35, across) - 0.17
        distance = np.minimum(distance, petal)
        light = np.maximum(light, edge(petal, 0.03) * (0.45 + 0.55 * number / (petals - 1)))
    return Lit(light=light, halo=falloff(distance, 0.3))


def spiral(x: Field, y: Field) -> Lit:
    """A knot that comes undone."""
    radius = np.hypot(x, y)
    angle = np.arctan2(y, x)
    turn = (radius / 0.25 - angle / (2 * np.pi)) % 1.0
    line = np.minimum(turn, 1 - turn) * 0.25 - 0.05
    within = edge(radius - 0.78, 0.1)
    return Lit(
        light=edge(line, 0.03) * within * (1 - 0.6 * radius), halo=falloff(radius - 0.15, 0.45)
    )


def dunes(x: Field, y: Field) -> Lit:
    """Long curves, one behind another."""
    light = np.zeros_like(x)
    for number, base in enumerate((-0.28, 0.08, 0.44, 0.78)):
        crest = base + 0.20 * np.sin(2.3 * x + 1.7 * number + 0.4)
        depth = y - crest
        slope = edge(-depth, 0.02) * falloff(depth, 0.16 + 0.03 * number)
        light = np.where(depth > -0.02, slope * (0.95 - 0.14 * number), light)
    return Lit(light=light, halo=0.7 * falloff(np.abs(y + 0.28), 0.4))
