"""The colours of the spectrogram, and its picture."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray

ANCHORS = (
    (0.00, (9, 10, 26)),
    (0.20, (31, 30, 79)),
    (0.40, (60, 62, 138)),
    (0.58, (46, 121, 150)),
    (0.74, (72, 176, 142)),
    (0.88, (205, 205, 112)),
    (1.00, (255, 246, 214)),
)
"""From night to candlelight: steadily lighter, so that it reads in grey and with any eyes."""

SHADES = 64
"""Few enough for a small file; 1.3 dB each over 80 dB."""


def shades() -> NDArray[np.uint8]:
    """The colours in order, shape (SHADES, 3)."""
    places = [place for place, _ in ANCHORS]
    at = np.linspace(0, 1, SHADES)
    channels = [np.interp(at, places, [colour[c] for _, colour in ANCHORS]) for c in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


def gradient() -> str:
    """The colours as a gradient of CSS, from left to right."""
    stops = ", ".join(f"rgb{colour} {place:.0%}" for place, colour in ANCHORS)
    return f"linear-gradient(90deg, {stops})"


def png(levels: NDArray[np.float64], lowest: float, highest: float) -> bytes:
    """A picture of `levels`, shape (rows, columns), the first row at the bottom, as a PNG."""
    from PIL import Image

    scaled = (levels[::-1] - lowest) / (highest - lowest)
    steps = np.clip(scaled * SHADES, 0, SHADES - 1).astype(np.uint8)
    picture = Image.fromarray(steps)
    picture.putpalette(shades().tobytes())
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
