"""Puts the covers of the bundled routines on one sheet: ``python -m docs.pictures.covers``.

Run at the top of the repository. Look at what has changed before it is committed.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from voicemat.cover import Subject, draw_cover
from voicemat.cover.design import BUNDLED

HERE = Path(__file__).parent

ACROSS, LARGE, SMALL, GAP = 4, 240, 60, 12
"""Covers in a row; pixels of a large one and of a small one; pixels between two."""

OWN = Subject(name="My evening")
"""What one of a person's own looks like, to fill the sheet."""


def sheet() -> Image.Image:
    """Every cover in rows, and once more as small as a list of songs shows it."""
    subjects = [*(Subject(name=name) for name in BUNDLED), OWN]
    covers = [Image.open(BytesIO(draw_cover(subject))) for subject in subjects]
    rows = -(-len(covers) // ACROSS)
    width = ACROSS * (LARGE + GAP) + GAP
    picture = Image.new("RGB", (width, rows * (LARGE + GAP) + SMALL + 2 * GAP))
    for number, cover in enumerate(covers):
        row, column = divmod(number, ACROSS)
        large = cover.resize((LARGE, LARGE), Image.Resampling.LANCZOS)
        picture.paste(large, (GAP + column * (LARGE + GAP), GAP + row * (LARGE + GAP)))
        small = cover.resize((SMALL, SMALL), Image.Resampling.LANCZOS)
        step = (width - GAP - SMALL) // (len(covers) - 1)
        picture.paste(small, (GAP + number * step, picture.height - GAP - SMALL))
    return picture


def main() -> None:
    """Write the sheet beside this file."""
    sheet().save(HERE / "covers.jpg", quality=85, optimize=True)


if __name__ == "__main__":
    main()
