"""The code in the terminal, read as a phone's camera reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.sharing import coloured_code, plain_code

ADDRESS = "http://192.168.178.123:8642/abcdefghijklmnopqrstuv/"

STYLE = re.compile(r"\x1b\[([0-9;]*)m")

HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def seen(text: str, ink: int, paper: int) -> NDArray[np.uint8]:
    """What a terminal shows whose own colours are `ink` and `paper`: a window of grey levels."""
    rows: list[list[int]] = []
    for line in text.split("\n"):
        pen, ground = ink, paper
        pair: tuple[list[int], list[int]] = ([], [])
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            if style := STYLE.fullmatch(part):
                levels = {"16": 0, "231": 255}
                colours = re.findall(r"(38|48);5;(\d+)", style[1])
                pen, ground = ink, paper
                for kind, number in colours:
                    pen = levels[number] if kind == "38" else pen
                    ground = levels[number] if kind == "48" else ground
                continue
            for character in part:
                for row, half in zip(pair, HALVES[character], strict=True):
                    row.append(pen if half else ground)
        rows += pair
    width = max(map(len, rows))
    window = [row + [paper] * (width - len(row)) for row in rows]
    picture = np.pad(np.array(window, np.uint8), 6, constant_values=paper)
    return np.kron(picture, np.ones((6, 6), np.uint8))


@pytest.mark.parametrize(
    ("draw", "ink", "paper"),
    [
        (coloured_code, 220, 20),
        (coloured_code, 30, 250),
        (plain_code, 220, 20),
    ],
    ids=["dark window", "light window", "dark window without colours"],
)
def test_a_camera_reads_it(draw: Callable[[str], str], ink: int, paper: int) -> None:
    zxing = pytest.importorskip("zxingcpp")
    found = zxing.read_barcodes(seen(draw(ADDRESS), ink, paper), try_invert=False)
    assert [code.text for code in found] == [ADDRESS]


def test_it_fits_a_small_terminal() -> None:
    lines = plain_code(ADDRESS).split("\n")
    assert len(lines) <= 19
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines[0]) <= 40


def test_each_line_gives_the_colours_back() -> None:
    assert all(line.endswith("\x1b[0m") for line in coloured_code(ADDRESS).split("\n"))
