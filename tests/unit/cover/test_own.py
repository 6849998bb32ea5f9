"""A person's own picture as a cover."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from voicemat.cover import own_cover
from voicemat.errors import FileError

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 40), (40, 60, 190)

ORIENTATION, GPS = 0x0112, 0x8825


def halves(width: int, height: int) -> Image.Image:
    """Red on the left, blue on the right, with a green stripe along the upper edge."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    picture.paste(GREEN, (0, 0, width, height // 10))
    return picture


def read(path: Path) -> NDArray[np.int16]:
    """What becomes of a picture, shape (height, width, 3)."""
    jpeg = own_cover(path)
    picture = Image.open(BytesIO(jpeg))
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    assert "icc_profile" not in picture.info
    assert not picture.getexif()
    assert picture.width == picture.height
    return np.asarray(picture, np.int16)


def near(pixel: NDArray[np.int16], colour: tuple[int, int, int], away: int = 8) -> bool:
    return bool(np.abs(pixel - np.array(colour)).max() <= away)


@pytest.mark.parametrize(("format", "suffix"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_a_large_one_is_cut_to_a_square_from_its_middle(
    tmp_path: Path, format: str, suffix: str
) -> None:
    path = tmp_path / f"own.{suffix}"
    halves(3000, 2000).save(path, format)
    seen = read(path)
    assert seen.shape == (1400, 1400, 3)
    assert near(seen[700, 660], RED)
    assert near(seen[700, 740], BLUE)
    assert near(seen[60, 700], GREEN)


def test_a_small_one_is_not_made_larger(tmp_path: Path) -> None:
    halves(300, 220).save(tmp_path / "own.png")
    assert read(tmp_path / "own.png").shape == (220, 220, 3)


def test_it_stands_upright_and_tells_no_place(tmp_path: Path) -> None:
    path = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned a quarter clockwise, as phones write portraits
    exif.get_ifd(GPS)[1] = "N"
    halves(800, 800).save(path, exif=exif)
    seen = read(path)
    assert near(seen[400, 760], GREEN)  # the upper edge is at the right
    assert near(seen[100, 300], RED)
    assert near(seen[700, 300], BLUE)
    assert b"GPS" not in own_cover(path)


def test_colours_of_print_are_converted(tmp_path: Path) -> None:
    Image.new("CMYK", (200, 200), (0, 255, 255, 0)).save(tmp_path / "print.jpg")
    red, green, blue = read(tmp_path / "print.jpg")[100, 100]
    assert red > 180
    assert max(green, blue) < 60


def test_what_is_transparent_is_black(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (200, 200), (255, 255, 255, 0))
    picture.paste((*RED, 255), (0, 0, 100, 200))
    picture.save(tmp_path / "alpha.png")
    seen = read(tmp_path / "alpha.png")
    assert near(seen[100, 50], RED)
    assert near(seen[100, 150], (0, 0, 0))
    palette = Image.new("P", (200, 200), 1)
    palette.putpalette([0, 0, 0, *RED])
    palette.paste(0, (100, 0, 200, 200))
    palette.save(tmp_path / "palette.png", transparency=0)
    seen = read(tmp_path / "palette.png")
    assert near(seen[100, 50], RED)
    assert near(seen[100, 150], (0, 0, 0))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P"])
def test_grey_and_few_colours(tmp_path: Path, mode: str) -> None:
    picture = Image.new("L", (200, 200), 0)
    picture.paste(255, (0, 0, 100, 200))
    picture.convert(mode).save(tmp_path / "own.png")
    seen = read(tmp_path / "own.png")
    assert near(seen[100, 40], (255, 255, 255))
    assert near(seen[100, 160], (0, 0, 0))


def test_sixteen_bits_keep_their_brightness(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65_535, 256).astype(np.uint16)
    Image.fromarray(np.tile(ramp, (256, 1))).save(tmp_path / "deep.png")
    seen = read(tmp_path / "deep.png")[128, :, 0]
    assert np.abs(seen - np.arange(256)).max() <= 4


def test_a_profile_is_followed(tmp_path: Path) -> None:
    """One in which red and green have changed places."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned = srgb.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    Image.new("RGB", (100, 100), RED).save(tmp_path / "own.png", icc_profile=turned)
    red, green, _ = read(tmp_path / "own.png")[50, 50]
    assert green > 150
    assert red < 90
    Image.new("RGB", (100, 100), RED).save(tmp_path / "odd.png", icc_profile=b"no profile")
    assert near(read(tmp_path / "odd.png")[50, 50], RED)


def test_a_busy_one_stays_small(tmp_path: Path) -> None:
    source = np.random.default_rng(1)
    total = np.zeros((1600, 1600, 3))
    for octave in range(2, 10):  # as leaves or pebbles have it: as much in each octave
        side = 2**octave
        noise = Image.fromarray(source.integers(0, 255, (side, side, 3), np.uint8))
        total += np.asarray(noise.resize((1600, 1600), Image.Resampling.BICUBIC), float) - 127
    picture = np.clip(127 + total / 5, 0, 255).astype(np.uint8)
    Image.fromarray(picture).save(tmp_path / "own.jpg", quality=95)
    assert (tmp_path / "own.jpg").stat().st_size > 700_000
    assert len(own_cover(tmp_path / "own.jpg")) <= 300_000


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    whole = BytesIO()
    halves(400, 400).save(whole, "JPEG")
    gif = BytesIO()
    halves(40, 40).save(gif, "GIF")
    for content, said in (
        (b"", "no JPEG, PNG or WebP"),
        (b"Good evening.", "no JPEG, PNG or WebP"),
        (gif.getvalue(), "no JPEG, PNG or WebP"),
        (whole.getvalue()[:900], "damaged"),
        (whole.getvalue()[:-900], "damaged"),
        (png_header(40, 40), "damaged"),
        (png_header(40_000, 40_000), "far too large"),
        (png_header(0, 0), "PNG"),
    ):
        path = tmp_path / "own.jpg"
        path.write_bytes(content)
        with pytest.raises(FileError, match=said) as caught:
            own_cover(path)
        assert str(path) in caught.value.message
    with pytest.raises(FileError, match="cannot be read"):
        own_cover(tmp_path / "nothing.jpg")
    with pytest.raises(FileError, match="cannot be read"):
        own_cover(tmp_path)
