"""The front end: any text as every engine can say it.

Engines differ in what they do with marks (one reads an emoji out, another speaks a blip for an
ellipsis), so all of them get plain text: letters, numbers, plain punctuation. This is also the
place for number words and a lexicon, between the plain marks and the final tidying.
"""

from __future__ import annotations

import re
import unicodedata

FRONT_END_VERSION = "1"
"""Raised whenever the same text could come out different: part of a recording's key."""

_MARKS = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'")
    | dict.fromkeys("“”„‟«»‹›″", '"')
    | dict.fromkeys("‐‑‒−", "-")
    | {"\u2015": "\u2014", "…": "..."}
)
"""Typographic quotes, hyphens and ellipses, and their plain forms."""

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
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s+(?=[,;:.!?])"), ""),
    (re.compile(r",[,\s]*(?=[,;:.!?])"), ""),  # a pause is swallowed by a longer one,
    (re.compile(r"(?<=[;:!?]),+"), ""),  # on either side
    (re.compile(r'(?<=,)\s+(?="(?:\s|$))'), ""),
    (re.compile(r"!*\?[!?]*"), "?"),
    (re.compile(r"!{2,}"), "!"),
    (re.compile(r'"[\s,;:.!?]*"'), ""),  # a quotation of nothing
    (re.compile(r"^(?:[\s,;:.!?]|-(?!\d))+|\s+$"), ""),
    (re.compile(r'[,\s-]+(?="*$)'), "."),
)

_CLOSED = re.compile(r"\w$")


def _kept(text: str, index: int) -> bool:
    mark = text[index]
    if mark == "#":
        return text[index + 1 : index + 2].isdigit()
    return mark in _SYMBOLS or (mark not in _STRAY and unicodedata.category(mark) not in _DROPPED)


def speakable(text: str) -> str:
    """`text` as an engine should say it, or an empty string when there is nothing to say.

    Quotes and dashes become plain, an ellipsis, a dash or a parenthesis within the sentence a
    comma; emoji, brackets and stray marks go; whitespace is folded; a sentence that no mark
    ends is ended by a full stop.
    """
    text = _KEYCAP.sub(" ", unicodedata.normalize("NFC", text)).translate(_MARKS)
    # Format characters (joiners, soft hyphens, variation selectors) stand inside words.
    text = "".join(
        mark
        for mark in text
        if unicodedata.category(mark) != "Cf" and not "\ufe00" <= mark <= "\ufe0f"
    )
    text = "".join(mark if _kept(text, index) else " " for index, mark in enumerate(text))
    text = _PAUSE.sub(", ", text)
    text = _PARENTHESIS.sub(lambda aside: f", {aside[1]}{aside[2] or ','} ", text)
    text = text.replace("\u2013", "-").replace("(", "").replace(")", "")
    for pattern, plain in _TIDY:
        text = pattern.sub(plain, text)
    if not any(unicodedata.category(mark)[0] in "LN" for mark in text):
        return ""
    return text + "." if _CLOSED.search(text) else text
