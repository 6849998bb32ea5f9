"""An address as a QR code in half blocks, each line two rows of modules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

BORDER = 2
"""Light modules around the code. The standard asks for four; readers do with two, and a terminal is
small."""

_BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m"
_PLAIN = "\x1b[0m"

_HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
"""Two modules above each other, by whether they are inked."""


def coloured_code(address: str) -> str:
    """`address` for a terminal that takes colours: black on white, in a dark window as in a light
    one.
    """
    return "\n".join(f"{_BLACK_ON_WHITE}{line}{_PLAIN}" for line in _lines(address, dark=1))


def plain_code(address: str) -> str:
    """`address` without colours, for a dark window, where ink is light."""
    return "\n".join(_lines(address, dark=0))


def _lines(address: str, *, dark: int) -> Iterator[str]:
    """The lines, where `dark` modules (1) or light ones (0) are inked."""
    import segno

    symbol = segno.make(address, error="l", micro=False)
    rows = [[int(module == dark) for module in row] for row in symbol.matrix_iter(border=BORDER)]
    beyond = [1 - dark] * len(rows[0])
    for pair in zip_longest(rows[::2], rows[1::2], fillvalue=beyond):
        yield "".join(_HALVES[halves] for halves in zip(*pair, strict=True))
