"""Whether a voice speaks the language of a script, by their BCP 47 tags."""

from __future__ import annotations

MANY = "mul"
"""The tag of a voice without a language of its own."""

_OF_A_WHOLE = {"cmn": "zh", "yue": "zh", "hak": "zh", "nb": "no", "nn": "no", "arb": "ar"}
"""Languages that are part of a macrolanguage (ISO 639-3), by which scripts often call them."""

_OLD = {"iw": "he", "in": "id", "ji": "yi"}
"""Tags that were replaced (IANA's registry), and that some systems still give."""


def speaks(voice: str, script: str) -> bool:
    """Whether a voice of the language `voice` can read a script in the language `script`.

    Regions do not count: an American reads British English. A voice of Mandarin reads Chinese.
    """
    own, asked = _base(voice), _base(script)
    return own == MANY or _OF_A_WHOLE.get(own, own) == _OF_A_WHOLE.get(asked, asked)


def _base(tag: str) -> str:
    first = tag.replace("_", "-").partition("-")[0].lower()
    return _OLD.get(first, first)
