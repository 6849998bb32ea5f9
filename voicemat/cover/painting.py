"""A design becomes a picture: the mat in the dark, and the light on it.

Whatever is done to whole planes is addition, multiplication, division and square roots, which
IEEE 754 rounds exactly: the picture is the same on every computer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.cover.colours import Light, oklch
from voicemat.cover.design import Design
from voicemat.cover.mat import (
    ACROSS,
    HIGH,
    SIZE,
    TILES_DOWN,
    TOP,
    Plane,
    Points,
    flowers,
    points,
)

COARSE = 8
"""Pixels from one place to the next where soft light is worked out; between them it is drawn out
in straight lines."""

BEYOND = 48
"""Places beyond each edge of the picture whose light still reaches into it."""

BLOOMS = ((5, 0.35), (16, 0.45), (44, 1.1))
"""How far the light spreads, in places, and how much of it that far."""

AMBIENT = 0.05
"""The light that every flower has, as a part of the glow."""

SEED = 1400
"""Of the dither, which is the same in every picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Colours:
    """Of the cloth at its upper and lower edge; of the flowers in the light and of the glow around
    them, from the upper left to the lower right.
    """

    upper: Light
    lower: Light
    light: Light
    second_light: Light
    glow: Light
    second_glow: Light


def paint(design: Design) -> NDArray[np.uint8]:
    """The picture, shape (SIZE, SIZE, 3), sRGB; made two rows of flowers at a time."""
    x, y = points()
    light = design.motif(x, y)
    place: Points = np.arange(SIZE // COARSE + 1 + 2 * BEYOND, dtype=np.float64)
    place = (place - BEYOND) * (2 * COARSE / SIZE) - 1
    halo = _halo(design.motif(*np.meshgrid(place, place)))
    around = _at(halo, x, y)
    east, south = (_at(slope, x, y) for slope in np.gradient(halo)[::-1])
    steep = np.hypot(east, south) + 0.004
    colours = _colours(design)
    bloom = _single(np.clip(0.1 + 1.5 * light + 0.25 * around, 0, 1))
    # The side of a flower that is turned to the light is the brighter one.
    slopes = _single(0.45 * east / steep), _single(0.45 * south / steep - 0.12)
    tone = _tone(x, y)
    flower_colours = [
        _single((first * (1 - tone) + second * tone) * light + glow * (0.35 * around + AMBIENT))
        for first, second, glow in zip(
            colours.light, colours.second_light, colours.glow, strict=True
        )
    ]
    soft = _soft(colours, place, halo)
    mat = flowers()
    dither = np.random.Generator(np.random.Philox(SEED))
    cloth = np.float32(1) - mat.shade * np.float32(0.4)
    out = np.empty((TILES_DOWN * HIGH, SIZE, 3), np.uint8)
    for tile in range(TILES_DOWN):
        point = np.clip(mat.point + 2 * ACROSS * tile, 0, len(x) - 1)
        open_ = bloom[point]
        petals = mat.inner * np.float32(0.55) + mat.outer * open_ * np.float32(0.45)
        petals *= 1 + mat.east * slopes[0][point] + mat.south * slopes[1][point]
        petals += mat.seed * (open_ * np.float32(0.4) + np.float32(0.1))
        noise = _triangular(dither)
        rows = np.arange(tile * HIGH, (tile + 1) * HIGH) - TOP
        for channel in range(3):
            value = petals * flower_colours[channel][point]
            value += _fine(soft[channel], rows) * cloth
            value = np.sqrt(value) * np.float32(255) + noise + np.float32(0.5)
            out[rows + TOP, :, channel] = np.clip(value, 0, 255)
    return out[TOP : TOP + SIZE]


def _tone(x: Points, y: Points) -> Points:
    """How far the second colours have taken over from the first."""
    return np.clip(0.5 + 0.5 * y + 0.25 * x, 0, 1)


def _single(values: Points) -> Plane:
    return values.astype(np.float32)


def _halo(light: Points) -> Points:
    """The light that a field of it sheds around itself."""
    total = np.zeros_like(light)
    for reach, share in BLOOMS:
        total += share * _blurred(light, reach)
    return total


def _blurred(field: Points, reach: int) -> Points:
    """Three running means over `2 * reach // 3 + 1` places each way: nearly a bell curve."""
    half = max(reach // 3 * 2 // 2, 1)
    for _ in range(3):
        for _ in range(2):
            padded = np.pad(field, ((half + 1, half), (0, 0)))
            sums = np.cumsum(padded, axis=0)
            field = ((sums[2 * half + 1 :] - sums[: -2 * half - 1]) / (2 * half + 1)).T
    return field


def _at(coarse: Points, x: Points, y: Points) -> Points:
    """The values of a coarse plane at points; the nearest will do, it changes slowly."""
    column = np.rint((x + 1) * SIZE / (2 * COARSE)).astype(int) + BEYOND
    row = np.rint((y + 1) * SIZE / (2 * COARSE)).astype(int) + BEYOND
    return np.asarray(coarse[row, column])


def _soft(colours: _Colours, place: Points, halo: Points) -> list[Plane]:
    """The cloth and the light that lies on it, without its points: a coarse plane for each
    channel.
    """
    x, y = np.meshgrid(place, place)
    down = np.clip((y + 1) / 2, 0, 1)
    far = np.clip((np.hypot(x, y) - 0.35) / 1.1, 0, 1)
    vignette = 1 - 0.7 * far * far * (3 - 2 * far)
    tone = _tone(x, y)
    planes = []
    for channel in range(3):
        ground = colours.upper[channel] * (1 - down) + colours.lower[channel] * down
        shed = colours.glow[channel] * (1 - tone) + colours.second_glow[channel] * tone
        planes.append(_single(ground * vignette + shed * halo))
    return planes


def _fine(coarse: Plane, rows: NDArray[np.intp]) -> Plane:
    """Some rows of a coarse plane, drawn out to every pixel."""
    row, down = np.divmod(rows, COARSE)
    above, below = coarse[row + BEYOND], coarse[row + BEYOND + 1]
    tall = above + (below - above) * _share(down)[:, None]
    tall = tall[:, BEYOND : BEYOND + SIZE // COARSE + 1, None]
    fine: Plane = tall[:, :-1] + (tall[:, 1:] - tall[:, :-1]) * _share(np.arange(COARSE))
    return fine.reshape(len(rows), SIZE)


def _share(pixels: NDArray[np.intp]) -> Plane:
    """How far the middle of a pixel is on its way to the next coarse place."""
    return ((pixels + 0.5) / COARSE).astype(np.float32)


def _triangular(source: np.random.Generator) -> Plane:
    """Noise of a triangular distribution, one step of 255 to either side: with it a gradient in
    the dark is rounded without bands, and a JPEG with fine steps keeps what it stands for.
    """
    noise = source.random((HIGH, SIZE), np.float32)
    return noise - np.roll(noise, 1, axis=1)


def _colours(design: Design) -> _Colours:
    lightness, chroma = design.lightness, design.chroma
    return _Colours(
        upper=oklch(0.19, 0.045, design.night),
        lower=oklch(0.12, 0.03, design.night + 20),
        light=oklch(lightness, chroma, design.first),
        second_light=oklch(lightness - 0.06, chroma, design.second),
        glow=oklch(lightness - 0.22, 0.12, design.first),
        second_glow=oklch(lightness - 0.27, 0.12, design.second),
    )
