"""Marks: any text in letters, figures and plain punctuation.

Engines differ in what they do with marks (one reads an emoji out, another speaks a blip for an
ellipsis), so all of them get plain text.
"""

from __future__ import annotations

import re
import unicodedata

from voicemat.speech.text.aligned import Aligned

_MARKS = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟«»‹›″", '"'),
    **dict.fromkeys("‐‑‒−", "-"),
    "\u2015": "\u2014",
    "…": "...",
}
"""Typographic quotes, hyphens and ellipses, and their plain forms."""

_MARK = re.compile(f"[{''.join(_MARKS)}]")
_SPACES = re.compile(r"\s+")
_ANY = re.compile(r".", re.DOTALL)

_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
"""A digit in a box is an emoji, not a number."""

_PAUSE = re.compile(
    r"""
    \s* \. (?: \s? \. )+            # an ellipsis, also with spaces in it
    | \s* \u2014+ \s*               # an em dash
    | \s+ [-\u2013]+ \s+            # a hyphen or an en dash between spaces
    | -{2,}                         # a typewriter's dash
    """,
    re.VERBOSE,
)
"""What a reader marks by a short pause."""

_RANGE = re.compile(r"(?<=\d)\s+[-\u2013]\s+(?=\d)")

_PARENTHESIS = re.compile(r"(?<!\S)\(([^()]*?)([.!?]?)\)")
"""An aside; the brackets of a plural(s) are none."""

_STRAY = frozenset("*_#~^|\\<>•·†‡§¶")
"""Punctuation that is layout, not speech."""

_SYMBOLS = frozenset("+=×÷±°()")
"""Symbols that are read as words (currency signs are too) or as a pause."""

_DROPPED = frozenset(
    {"Ps", "Pe", "Pi", "Pf", "Pc", "Sm", "Sk", "So", "Me", "Cc", "Cs", "Co", "Cn", "Zl"}
)
"""Unicode categories that are never said: brackets, symbols, emoji, boxes, control characters."""

_TIDY = (
    (re.compile(r"([=+/&@%-])\1+"), " "),  # a drawn line
    (_SPACES, " "),
    (re.compile(r"\s+(?=[,;:!?]|\.(?!\d))"), ""),
    (re.compile(r",[,\s]*(?=[,;:.!?])"), ""),  # a pause is swallowed by a longer one,
    (re.compile(r"(?<=[;:!?]),+"), ""),  # on either side
    (re.compile(r'(?<=,)\s+(?="(?:\s|$))'), ""),
    (re.compile(r"!*\?[!?]*"), "?"),
    (re.compile(r"!{2,}"), "!"),
    (re.compile(r'"[\s,;:.!?]*"'), ""),  # a quotation of nothing
    (re.compile(r"^(?:[\s,;:!?]|[.-](?!\d))+|\s+$"), ""),
    (re.compile(r'[,\s-]+(?="*$)'), "."),
)

_ASIDE_BRACKET = re.compile(r"[()]")
_EN_DASH = re.compile("\u2013")
_OPEN_END = re.compile(r"(?<=\w)\Z")


def _kept(match: re.Match[str]) -> str:
    mark = match.group()
    category = unicodedata.category(mark)
    # Format characters (joiners, soft hyphens, variation selectors) stand inside words.
    if category == "Cf" or "\ufe00" <= mark <= "\ufe0f":
        return ""
    if mark == "#":
        following = match.string[match.end() : match.end() + 1]
        return mark if following.isdigit() else " "
    if mark in _SYMBOLS or (mark not in _STRAY and category not in _DROPPED):
        return mark
    return " "


def plain(text: Aligned) -> Aligned:
    """`text` in letters, figures and plain punctuation.

    Quotes and dashes become plain, an ellipsis, a dash or a parenthesis within the sentence a
    comma; emoji, brackets and stray marks go.
    """
    text = text.sub(_KEYCAP, " ").sub(_MARK, lambda match: _MARKS[match.group()])
    text = text.sub(_ANY, _kept).sub(_SPACES, " ")
    text = text.sub(_RANGE, "-").sub(_PAUSE, ", ")
    text = text.sub(_PARENTHESIS, lambda aside: f", {aside[1]}{aside[2] or ','} ")
    return tidy(text.sub(_EN_DASH, "-").sub(_ASIDE_BRACKET, ""))


def tidy(text: Aligned) -> Aligned:
    """`text` with whitespace folded, and no mark where another one says it already."""
    for pattern, mark in _TIDY:
        text = text.sub(pattern, mark)
    return text


def closed(text: Aligned) -> Aligned:
    """`text`, ended by a full stop where no mark ends it; empty when there is nothing to say."""
    if not any(unicodedata.category(mark)[0] in "LN" for mark in text.text):
        return Aligned.written("")
    return text.sub(_OPEN_END, ".")
