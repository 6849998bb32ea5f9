"""Sentences: where one utterance ends and the next begins. The one module that knows `sentencex`.

sentencex knows many languages and keeps quotations whole. What it gets wrong in English prose
is mended beforehand, by masking the words that mislead it in a copy of the same length:

- it takes common words for abbreviations ("Be here with me. Breathe." is one sentence to it);
- it does not end a sentence after "sec.", "min.", "p.m.", or a pronoun "I.";
- it parts "LI. 4" and "approx. five";
- it does not end a sentence at "…" or at a full stop within a closing parenthesis.
"""

from __future__ import annotations

import re
from itertools import pairwise

_NEXT = r"""[)\]"'”’]*\s+["'“‘(\[]*[A-Z]"""
"""What follows the full stop of a sentence that another one follows."""

_ELLIPSIS = re.compile(rf"…(?={_NEXT})")
_PARENTHESIS = re.compile(r"\(([^()]*)[.!?…]\)(?=\s+[A-Z])")

_BEFORE_CAPITALS = frozenset(
    {"approx", "ca", "cf", "esp", "excl", "incl", "vs", "capt", "col", "dr", "gen", "hon", "mr"}
    | {"mrs", "ms", "prof", "rep", "rev", "sen", "sgt", "st"}
)
"""Lower-case abbreviations that a capital may follow within a sentence."""

_WORD = re.compile(rf"(?<![\w.'’-])([a-z]{{2,}}|No|Ok|OK|Me|May)(?=\.{_NEXT})")
_PRONOUN = re.compile(rf"(?<=[a-z]) [Ii](?=\.{_NEXT})(?!\.\s+[A-Z]\.)")
_NOON = re.compile(rf"\b[ap]\.m(?=\.{_NEXT})")

_POINTS = (
    r"L[Uu]|L[Ii]|S[Tt]|S[Pp]|H[Tt]|S[Ii]|B[Ll]|U[Bb]|K[Ii]|K[Dd]|P[Cc]|T[Ee]|T[Ww]|S[Jj]|G[Bb]|"
    r"L[Rr]|L[Vv]|G[Vv]|D[Uu]|C[Vv]|R[Ee][Nn]"
)
"""The meridians in the names of acupressure points, as they are abbreviated in print."""

_BEFORE_NUMBERS = re.compile(
    rf"\b({_POINTS}|[Aa]pprox|[Mm]ax|[Cc]a|[Ff]ig|[Vv]ol|[Cc]h)\.(?=\s*\d)"
)
_BEFORE_WORDS = re.compile(r"\b([Aa]pprox|[Ii]ncl|[Ee]xcl|[Ee]sp|[Mm]ax|[Cc]a)\.(?=\s+[a-z])")


_LEFT_OVER = re.compile(r"""\A(?:[^\w"'“‘„«‹¿¡(\[$£€#+-]|-(?!\d))*""")
"""What may stand between the end of one sentence and the first sign of the next."""


def _mask(match: re.Match[str]) -> str:
    """A word of the same length that is no abbreviation anywhere."""
    word = match.group()
    return word if word in _BEFORE_CAPITALS else "z" * len(word)


def _masked(text: str, language: str) -> str:
    text = _ELLIPSIS.sub(".", text)
    text = _PARENTHESIS.sub(r"z\1z.", text)
    if language == "en":
        for word in (_WORD, _PRONOUN, _NOON):
            text = word.sub(_mask, text)
        for abbreviation in (_BEFORE_NUMBERS, _BEFORE_WORDS):
            text = abbreviation.sub(r"\1,", text)
    return text


def split(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """The sentences of a paragraph, each with its offset in `text` (in code points).

    `language` is a BCP 47 tag; its first part chooses the rules. Brackets and emoji left over
    from the sentence before begin none; where there is nothing else, they are one by themselves.
    """
    import sentencex

    base = language.partition("-")[0].lower()
    starts = [0]
    for piece in sentencex.segment(base, _masked(text, base)):
        starts.append(starts[-1] + len(piece))
    sentences: list[tuple[int, str]] = []
    for start, end in pairwise(starts):
        piece = text[start:end].rstrip()
        if piece:
            lead = len(piece) - len(_LEFT_OVER.sub("", piece).lstrip() or piece.lstrip())
            sentences.append((start + lead, piece[lead:]))
    return tuple(sentences)
