"""Numbers in English words, by Unicode's own rules. The one module that knows `unicode_rbnf`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unicode_rbnf import RbnfEngine

LARGEST = 15
"""Digits: what is longer is no amount and is read digit by digit."""


@cache
def _rules() -> RbnfEngine:
    from unicode_rbnf import RbnfEngine

    return RbnfEngine.for_language("en")


def cardinal(figures: str) -> str:
    """An amount such as "2,500" or "0.25" in words; one with needless zeros digit by digit."""
    whole, point, decimals = figures.replace(",", "").partition(".")
    if len(whole) > LARGEST or (len(whole) > 1 and whole[0] == "0"):
        words = " ".join(map(_whole, whole))
    else:
        words = _whole(whole) if whole else ""
    return " ".join([words, "point", *map(_whole, decimals)] if point else [words]).strip()


def _whole(figures: str) -> str:
    return str(_rules().format_number(int(figures)).text)


def ordinal(figures: str) -> str:
    """The place in an order: "21" as "twenty-first"."""
    from unicode_rbnf import FormatPurpose

    return str(_rules().format_number(int(figures), FormatPurpose.ORDINAL).text)


def year(figures: str) -> str:
    """A year: "1999" as "nineteen ninety-nine"."""
    from unicode_rbnf import FormatPurpose

    return str(_rules().format_number(int(figures), FormatPurpose.YEAR).text)


def plural(word: str) -> str:
    """The plural of a number word: "sixths", "nineties", "halves"."""
    if word.endswith("y"):
        return word[:-1] + "ies"
    return "halves" if word == "half" else word + "s"
