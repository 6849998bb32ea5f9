"""Colours by lightness, chroma and hue, so that one family of them is equally dark to the eye."""

from __future__ import annotations

from math import cos, radians, sin

Light = tuple[float, float, float]
"""Red, green and blue as the squares of their sRGB values, 0 to 1: nearly linear in light, so that
glows add up as light does, and a square root alone makes a picture of them."""


def oklch(lightness: float, chroma: float, hue: float) -> Light:
    """The colour of a lightness (0 to 1), chroma (0 to about 0.3) and hue (degrees) in OKLCH.

    Chroma is reduced where sRGB has no such colour. Source: Björn Ottosson, "A perceptual color
    space for image processing", 2020.
    """
    for step in range(20, -1, -1):
        found = _linear(lightness, chroma * step / 20, hue)
        if all(-1e-6 <= channel <= 1 for channel in found):
            break
    red, green, blue = (_encoded(min(max(channel, 0.0), 1.0)) ** 2 for channel in found)
    return red, green, blue


def _linear(lightness: float, chroma: float, hue: float) -> Light:
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(linear: float) -> float:
    """The sRGB value of a linear one; IEC 61966-2-1."""
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
