"""Lengths of time as people write them in scripts, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

SHORT = Decimal(3)
PLAIN = Decimal(5)
LONG = Decimal(15)
"""Seconds of a pause that is called short, not called anything, or called long."""

BREATH = Decimal(5)
"""Seconds of one slow breath, in and out, where a pause is counted in breaths: 12 a minute, the
lower end of what is usual at rest."""

BREAK_STRENGTHS: Mapping[str, Decimal] = {
    "none": Decimal(0),
    "x-weak": Decimal("0.2"),
    "weak": Decimal("0.4"),
    "medium": Decimal("0.8"),
    "strong": Decimal("1.2"),
    "x-strong": Decimal(2),
}
"""Seconds. The SSML standard orders the strengths and leaves their lengths to the speaker; these
are voicemat's own, about those of a comma, a full stop and the end of a paragraph.
"""

LONGEST = Decimal(24 * 3600)
"""Seconds; the language knows no longer duration."""

_TOKEN = re.compile(
    r"(?P<clock>(?<!\d)\d{1,3}:[0-5]\d(?::[0-5]\d)?(?![\d:]))"
    r"|(?P<number>(?<![\d.])\d{1,6}(?:\.\d{1,3})?(?!\.?\d))"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*|×)"
    r"|(?P<dash>[-\N{EN DASH}\N{EM DASH}])"
    r"|(?P<odd>\d[\d.]*|[^\W_])"
)

_UNITS: Mapping[str, Decimal] = {
    word: size
    for size, words in (
        (Decimal("0.001"), "ms msec msecs millisecond milliseconds"),
        (Decimal(1), "s sec secs second seconds count counts"),
        (Decimal(60), "m min mins minute minutes"),
        (Decimal(3600), "h hr hrs hour hours"),
        (BREATH, "breath breaths"),
    )
    for word in words.split()
}

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = {
    word: Decimal(10 * size)
    for size, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_NUMBERS: Mapping[str, Decimal] = {
    **{word: Decimal(value) for value, word in enumerate(_SMALL)},
    **_TENS,
    "couple": Decimal(2),
    "few": Decimal(3),
    "several": Decimal(4),
}
_ARTICLES = ("a", "an", "of")
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_HALF = Decimal("0.5")


@dataclass(slots=True)
class Quantities:
    """What a direction says of time and number, and the words that are left, in lower case.

    `least` and `most` are seconds; `bare` is the bounds of a number that has no unit; `clock`
    the seconds of a bare ``1:30``. `odd` is set by anything that is no word and no number.
    """

    words: list[str] = field(default_factory=list)
    least: Decimal | None = None
    most: Decimal | None = None
    bare: tuple[Decimal, Decimal] | None = None
    clock: Decimal | None = None
    times: int | None = None
    odd: bool = False


def seconds_of_clock(text: str) -> Decimal:
    """The seconds of ``1:30``, ``1:02:03`` or ``0:05.5``."""
    total = Decimal(0)
    for part in text.replace(",", ".").split(":"):
        total = total * 60 + Decimal(part)
    return total


def written(seconds: Decimal) -> str:
    """Seconds as the language writes them: ``3 s``, ``2 min``."""
    if (seconds >= 60 and seconds % 60 == 0) or (seconds > 120 and seconds % 6 == 0):
        return f"{_plain(seconds / 60)} min"
    return f"{_plain(seconds)} s"


def pause(least: Decimal, most: Decimal) -> str | None:
    """The directive for a silence; None where the language has none so long or so short."""
    if not Decimal("0.001") <= least <= most <= LONGEST:
        return None
    if least == most:
        return f"[pause {written(least)}]"
    return f"[pause {_plain(least)}-{_plain(most)} s]"


def _plain(value: Decimal) -> str:
    text = f"{value.quantize(Decimal('0.001')):f}"
    return text.rstrip("0").rstrip(".")


def read(text: str) -> Quantities:
    """The quantities and words of a direction, such as ``pause for 5-10 seconds``."""
    return _Reader(
        [(match.lastgroup or "", match.group().casefold()) for match in _TOKEN.finditer(text)]
    ).read()


class _Reader:
    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._found = Quantities()

    def read(self) -> Quantities:
        while self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind == "clock":
                self._found.clock = seconds_of_clock(text)
                self._at += 1
            elif not self._multiple(text) and not self._quantity():
                if kind == "word":
                    self._found.words.append(text)
                elif kind == "odd":
                    self._found.odd = True
                self._at += 1
        return self._found

    def _peek(self, ahead: int = 0) -> tuple[str, str]:
        index = self._at + ahead
        return self._tokens[index] if index < len(self._tokens) else ("", "")

    def _multiple(self, text: str) -> bool:
        """``3x``, ``x3``, ``3 times`` or ``twice``."""
        following = self._peek(1)
        if text in _TIMES:
            self._found.times = _TIMES[text]
            self._at += 1
        elif text in ("x", "×") and following[0] == "number" and following[1].isdigit():
            self._found.times = int(following[1])
            self._at += 2
        elif following[1] in ("x", "×", "times", "time") and (text.isdecimal() or text in _NUMBERS):
            self._found.times = int(text) if text.isdecimal() else int(_NUMBERS[text])
            self._at += 2
        else:
            return False
        return True

    def _quantity(self) -> bool:
        start = self._at
        least = self._number()
        if least is None:
            return False
        most = least
        mark = self._at
        if self._peek()[0] == "dash" or self._peek()[1] in ("to", "or"):
            self._at += 1
            higher = self._number()
            if higher is None:
                self._at = mark
            else:
                most = higher
        mark = self._at
        if self._peek()[0] == "dash":  # as in "10-second pause"
            self._at += 1
        size = _UNITS.get(self._peek()[1])
        if size is None:
            self._at = mark
            return self._without_unit(start, least, most)
        self._at += 1
        if self._and_a_half():
            least, most = least + _HALF, most + _HALF
        least, most = sorted((least, most))
        self._found.least = (self._found.least or Decimal(0)) + least * size
        self._found.most = (self._found.most or Decimal(0)) + most * size
        return True

    def _without_unit(self, start: int, least: Decimal, most: Decimal) -> bool:
        if any(self._tokens[index][0] == "number" for index in range(start, self._at)) or (
            self._tokens[start][1] in _NUMBERS
        ):
            if self._found.bare is not None:
                self._found.odd = True
            low, high = sorted((least, most))
            self._found.bare = (low, high)
            return True
        self._at = start  # no more than "a" or "half"
        return False

    def _number(self) -> Decimal | None:
        """A number in digits or in words: ``5``, ``half a``, ``a few``, ``two and a half``."""
        kind, text = self._peek()
        value: Decimal | None = None
        if kind == "number":
            value = Decimal(text)
            self._at += 1
        else:
            while (word := self._number_word(value)) is not None:
                value = word
        if value is not None and self._and_a_half():
            value += _HALF
        return value

    def _number_word(self, before: Decimal | None) -> Decimal | None:
        """What the number so far becomes with the next word; None where that is no part of it."""
        text = self._peek()[1]
        dashed = int(self._peek(1)[0] == "dash")
        ones = self._peek(1 + dashed)[1]
        if text == "half":
            value = (before or Decimal(1)) * _HALF
        elif text in _TENS and ones in _SMALL[1:10]:
            value = _TENS[text] + _NUMBERS[ones]
            self._at += 1 + dashed
        elif text in _NUMBERS and before in (None, 1):
            value = _NUMBERS[text]
        elif text in _ARTICLES and (text != "of" or before is not None):
            value = before if before is not None else Decimal(1)
        else:
            return None
        self._at += 1
        return value

    def _and_a_half(self) -> bool:
        if [self._peek(ahead)[1] for ahead in range(3)] == ["and", "a", "half"]:
            self._at += 3
            return True
        return False
