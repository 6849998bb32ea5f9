"""JPEG pictures: those that are drawn, and a person's own. The one module that reads and writes
pictures with Pillow.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import FileError

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 1400
"""Width and height in pixels: what podcast apps ask for at the least, and enough for any screen
that shows a cover."""

FORMATS = ("JPEG", "PNG", "WEBP")

COARSENESS = (1.0, 1.4, 2.0, 2.8, 4.0)
"""Of the details of a drawn picture, the first that keeps it under `DRAWN_BYTES`."""

DRAWN_BYTES = 120_000

OWN_QUALITIES = (88, 80, 70, 55, 40)
"""Of a person's own, the first that keeps it under `OWN_BYTES`."""

OWN_BYTES = 300_000
"""Some car radios leave out a cover that is much larger."""


def as_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """A picture of shape (height, width, 3) as a baseline JPEG, which every car radio reads, of
    at most `DRAWN_BYTES` if it is one of ours.
    """
    from PIL import Image

    picture = Image.fromarray(pixels)
    for coarseness in COARSENESS:
        encoded = _encoded(picture, qtables=_tables(coarseness))
        if len(encoded) <= DRAWN_BYTES:
            break
    return encoded


def _tables(coarseness: float) -> list[list[int]]:
    """Steps for brightness and for colour, by which a JPEG rounds.

    Soft light in the dark needs finer steps than the usual tables have, or it falls into blocks
    and bands; petals do with coarser ones. They grow by the square of the frequency.
    """
    frequency = np.add.outer(np.arange(8), np.arange(8)) ** 2
    tables = (2 + coarseness * frequency, 3 + 1.6 * frequency)
    return [np.clip(np.rint(table), 1, 255).astype(int).ravel().tolist() for table in tables]


def own_cover(path: Path) -> bytes:
    """The picture in a JPEG, PNG or WebP file as a cover: a square, cut from its middle, of at
    most 1400 px, upright, in sRGB, on black where it is transparent, and without anything that a
    camera noted, such as the place.

    Raises FileError when the file cannot be read as a picture.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # A picture of hundreds of megapixels is refused rather than wondered about.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as picture:
                picture.draft("RGB", (LARGEST, LARGEST))
                picture.load()
                upright = ImageOps.exif_transpose(picture)
        plain = _in_srgb(upright)
        side = min(*plain.size, LARGEST)
        square = ImageOps.fit(plain, (side, side), Image.Resampling.LANCZOS)
    except UnidentifiedImageError as error:
        raise FileError(f"{path}: this is no JPEG, PNG or WebP picture") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileError(f"{path}: this picture is far too large") from error
    except OSError as error:
        reason = error.strerror or "it is damaged"
        raise FileError(f"{path}: this picture cannot be read: {reason}") from error
    except (SyntaxError, ValueError) as error:  # what Pillow raises of some broken files
        raise FileError(f"{path}: this picture cannot be read: it is damaged") from error
    for quality in OWN_QUALITIES:
        encoded = _encoded(square, quality=quality)
        if len(encoded) <= OWN_BYTES:
            break
    return encoded


def _in_srgb(picture: Image) -> Image:
    """The picture in RGB with eight bits, its colours converted from its profile to sRGB."""
    from PIL import Image, ImageCms

    if picture.mode.startswith("I") or picture.mode == "F":
        # Sixteen bits in all the modes that Pillow has for them, of which it converts none.
        deep = np.asarray(picture, np.float32) / 257
        picture = Image.fromarray(np.clip(np.rint(deep), 0, 255).astype(np.uint8))
    transparent = picture.has_transparency_data
    profile = picture.info.get("icc_profile")
    if transparent:
        rgba = picture.convert("RGBA")
        ground = Image.new("RGBA", rgba.size, (0, 0, 0, 255))
        picture = Image.alpha_composite(ground, rgba).convert("RGB")
    elif picture.mode == "P" or (picture.mode != "RGB" and not profile):
        picture = picture.convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):  # a profile for something else, or a broken one
            converted = None
        picture = converted or picture
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _encoded(picture: Image, **how: Any) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", optimize=True, subsampling="4:2:0", **how)
    return file.getvalue()
