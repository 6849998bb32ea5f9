"""The covers that the program draws."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from io import BytesIO
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from voicemat.cover import Subject, draw_cover
from voicemat.cover.design import BUNDLED, design_for
from voicemat.cover.painting import paint
from voicemat.library import scripts_in, shipped
from voicemat.script.model import Ending

OTHERS = (
    Subject(name="noon"),
    Subject(name="my evening"),
    Subject(name="静かな夜", ending=Ending.SLEEP),
    Subject(name="run", tags=("morning",)),
    Subject(name="shore", music=("ocean",)),
    Subject(name=""),
    Subject(name="a\udcffb"),  # a name that is no text, as a file system may have it
)

SMALL = 60
"""Pixels across of a cover in a list."""


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg))


def small(jpeg: bytes) -> NDArray[np.float64]:
    """The picture as a list shows it, in Lab, shape (SMALL, SMALL, 3)."""
    from PIL import ImageCms

    picture = opened(jpeg).resize((SMALL, SMALL), Image.Resampling.LANCZOS)
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    values = np.asarray(
        ImageCms.profileToProfile(picture, srgb, lab, outputMode="LAB"), np.int16
    ).astype(float)
    signed = np.where(values > 127, values - 256, values)  # Pillow's a and b are signed bytes
    return np.dstack((values[..., 0] * 100 / 255, signed[..., 1:]))


@pytest.fixture(scope="module")
def covers() -> Mapping[str, bytes]:
    """The covers of all the bundled routines."""
    return {name: draw_cover(Subject(name=name)) for name in BUNDLED}


def test_every_bundled_routine_has_a_design_of_its_own() -> None:
    assert set(BUNDLED) == {path.stem for path in scripts_in(shipped("scripts"))}


@pytest.mark.parametrize("subject", [*(Subject(name=name) for name in BUNDLED), *OTHERS])
def test_a_cover_is_a_small_plain_dark_square(subject: Subject) -> None:
    jpeg = draw_cover(subject)
    assert len(jpeg) <= 120_000
    picture = opened(jpeg)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1400, 1400))
    assert b"\xff\xc0" in jpeg  # baseline: a start of frame of that kind,
    assert "progressive" not in picture.info
    assert not picture.getexif()
    luminance = np.asarray(picture.convert("L"))
    assert 10 < luminance.mean() < 65
    assert np.percentile(luminance, 99) < 185
    assert luminance.max() < 220
    rim = np.concatenate([luminance[:40].ravel(), luminance[-40:].ravel()])
    assert rim.mean() < 60
    assert np.percentile(luminance, 99) > 60  # and there is a light in the dark


def test_the_bundled_ones_are_told_apart_in_a_list(covers: Mapping[str, bytes]) -> None:
    seen = {name: small(jpeg) for name, jpeg in covers.items()}
    for one, other in combinations(seen, 2):
        difference = seen[one] - seen[other]
        assert np.sqrt((difference**2).sum(-1)).mean() > 9, (one, other)
        # Not by their colours alone: by their shapes too.
        lights = [seen[name][..., 0].ravel() for name in (one, other)]
        assert np.corrcoef(*lights)[0, 1] < 0.8, (one, other)


def test_soft_light_is_finer_than_a_usual_jpeg_has_it() -> None:
    """Blocks whose brightness is off by half a step are the bands that one sees in the dark."""

    def blocks(picture: Image.Image) -> NDArray[np.float64]:
        grey = np.asarray(picture, float) @ (0.299, 0.587, 0.114)
        means: NDArray[np.float64] = grey.reshape(175, 8, 175, 8).mean(axis=(1, 3))
        return means

    painted = Image.fromarray(paint(BUNDLED["calm"]))
    before = blocks(painted)
    dark = before < 30
    assert dark.mean() > 0.3
    usual, own = BytesIO(), draw_cover(Subject(name="calm"))
    painted.save(usual, "JPEG", quality=75, optimize=True)
    assert len(own) < len(usual.getvalue())
    off, usually = (
        np.abs(blocks(opened(jpeg)) - before)[dark].mean() for jpeg in (own, usual.getvalue())
    )
    assert off < 0.8 * usually


def test_nothing_is_flat() -> None:
    """What is rounded without a dither has stripes of one colour, whose edges are seen."""
    blue = paint(BUNDLED["headache"])[..., 2].reshape(350, 4, 350, 4)
    patches = blue.transpose(0, 2, 1, 3).reshape(-1, 16)
    assert (np.ptp(patches, axis=1) == 0).mean() < 0.02


def test_every_process_draws_the_same() -> None:
    program = (
        "import hashlib; from voicemat.cover import Subject, draw_cover; "
        "print(hashlib.sha256(draw_cover(Subject(name='noon', tags=('sea', 'rest')))).hexdigest())"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, threads in (("1", "1"), ("2", "2"))
    }
    here = draw_cover(Subject(name="noon", tags=("sea", "rest")))
    assert drawn == {hashlib.sha256(here).hexdigest()}


def test_a_name_gives_a_cover_of_its_own() -> None:
    names = ("noon", "tide", "anna", "letting go")
    assert len({draw_cover(Subject(name=name)) for name in names}) == len(names)
    decomposed = unicodedata.normalize("NFD", "Café")  # as macOS has file names
    assert draw_cover(Subject(name="café")) == draw_cover(Subject(name=decomposed))


@pytest.mark.parametrize("name", ["noon", "anna", "tide", "one more"])
def test_one_for_sleep_is_a_moon_in_blue(name: str, covers: Mapping[str, bytes]) -> None:
    design = design_for(Subject(name=name, ending=Ending.SLEEP))
    assert all(195 < hue < 330 for hue in (design.night, design.first, design.second))
    red, _, blue = np.asarray(opened(draw_cover(Subject(name=name, ending=Ending.SLEEP)))).mean(
        axis=(0, 1)
    )
    assert blue > 1.3 * red


def test_tags_and_music_set_the_mood() -> None:
    def motif(**known: tuple[str, ...]) -> object:
        return design_for(Subject(name="noon", **known)).motif.args[0]  # type: ignore[attr-defined]

    assert motif(tags=("My feet", "calm")) is BUNDLED["feet"].motif
    assert motif(tags=("nothing known",), music=("night-rain",)) is BUNDLED["sleep"].motif
    assert motif(music=("fire",)) is BUNDLED["energy"].motif
