"""A design becomes a picture: the mat in the dark, and the light on it.

Whatever is done to whole planes is addition, multiplication, division and square roots, which
IEEE 754 rounds exactly: the picture is the same on every computer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.cover.design import Design
from voicemat.cover.mat import SIZE, Flowers, Plane, Points, flowers, points
from voicemat.cover.motifs import Lit, edge

COARSE = 8
"""Pixels from one place to the next where soft light is worked out; between them it is drawn out
in straight lines."""

GRAIN = 2.2
"""Steps of 255 by which the picture is grained: what a gradient in the dark needs in order not to
fall into bands, and to survive the JPEG."""


def paint(design: Design) -> NDArray[np.uint8]:
    """The picture, shape (SIZE, SIZE, 3), sRGB."""
    mat = flowers()
    x, y = points()
    lit = design.motif(x, y)
    glow = 0.9 * lit.light + 0.16 * lit.halo
    bloom = _spread(mat, 0.22 + 0.78 * np.clip(1.4 * lit.light + 0.25 * lit.halo, 0, 1))
    east, south = _towards(design, x, y)
    relief = mat.east * _spread(mat, east) + mat.south * _spread(mat, south)
    petals = mat.inner * np.float32(0.75) + mat.outer * bloom * np.float32(0.55)
    np.minimum(petals, np.float32(1.0), out=petals)
    ambient = np.float32(0.030)
    light = _spread(mat, glow)
    sheen = np.maximum(relief * np.float32(0.55) + np.float32(0.62), np.float32(0.05))
    body = petals * sheen * (light + ambient)
    spark = mat.spike * (light + np.float32(0.05))
    cloth = np.float32(1) - mat.shade * np.float32(0.45)
    grain = _grain(design.seed)
    out = np.empty((SIZE, SIZE, 3), np.uint8)
    soft = _soft(design)
    for channel in range(3):
        value = soft[channel] * cloth
        value += body * np.float32(design.light[channel])
        value += spark * np.float32(design.spark[channel])
        np.sqrt(value, out=value)
        value *= np.float32(255)
        value += grain
        value += np.float32(0.5)
        np.clip(value, 0, 255, out=value)
        out[..., channel] = value
    return out


def _towards(design: Design, x: Points, y: Points) -> tuple[Points, Points]:
    """Where the light comes from at each point, as a direction times how much of it there is."""
    step = 0.04
    halo = _spread_light(design.motif(x, y))
    east = _spread_light(design.motif(x + step, y)) - _spread_light(design.motif(x - step, y))
    south = _spread_light(design.motif(x, y + step)) - _spread_light(design.motif(x, y - step))
    del halo
    length = np.hypot(east, south) + 0.08
    # A little light always comes from above.
    return -east / length, -south / length + 0.35


def _spread_light(lit: Lit) -> Points:
    return lit.halo + 0.3 * lit.light


def _soft(design: Design) -> list[Plane]:
    """The cloth and the light that lies on it, without its points; one plane for each channel."""
    place = np.arange(SIZE // COARSE + 1) / (SIZE // COARSE / 2) - 1
    x, y = np.meshgrid(place, place)
    lit = design.motif(x, y)
    down = (y + 1) / 2
    vignette = 1 - 0.55 * edge(1.25 - np.hypot(x, y), 0.75)
    planes = []
    for channel in range(3):
        ground = design.upper[channel] * (1 - down) + design.lower[channel] * down
        value = ground * vignette
        value = value + design.glow[channel] * (0.55 * lit.halo**1.5 + 0.25 * lit.light)
        planes.append(_fine(value))
    return planes


def _fine(coarse: Points) -> Plane:
    """A coarse plane drawn out to every pixel."""
    share = ((np.arange(COARSE) + 0.5) / COARSE).astype(np.float32)
    values = coarse.astype(np.float32)
    tall = values[:-1, None] + (values[1:, None] - values[:-1, None]) * share[:, None]
    tall = tall.reshape(SIZE, -1, 1)
    fine: Plane = tall[:, :-1] + (tall[:, 1:] - tall[:, :-1]) * share
    return fine.reshape(SIZE, SIZE)


def _spread(mat: Flowers, values: Points) -> Plane:
    """A value for each point, for every pixel of its flower."""
    return np.take(values.astype(np.float32), mat.point)


def _grain(seed: int) -> Plane:
    """Noise of a triangular distribution, in steps of 255."""
    source = np.random.Generator(np.random.Philox(seed))
    noise = source.random((SIZE, SIZE), np.float32)
    noise -= np.roll(noise, 1, axis=1)
    return noise * np.float32(GRAIN / 2)
