from __future__ import annotations

import random

import pytest

from voicemat.speech.text.aligned import Aligned
from voicemat.speech.text.marks import closed, plain


def speakable(text: str) -> str:
    return closed(plain(Aligned.written(text))).text


TABLE = {
    # nothing to say
    "": "",
    " \n\t ": "",
    "...": "",
    "…": "",
    "?!": "",
    "—": "",
    "- - -": "",
    "( )": "",
    "😊": "",
    "👩‍👩‍👧 🇩🇪 1️⃣": "",
    "====": "",
    # quotes
    "“Rest,” she says.": '"Rest," she says.',
    "«Rest»": '"Rest"',
    "don’t": "don't.",
    "“...” rest": "rest.",
    # dashes
    "Rest — now.": "Rest, now.",
    "Rest—now.": "Rest, now.",
    "Rest - now.": "Rest, now.",
    "Rest – now.": "Rest, now.",
    "Rest--now.": "Rest, now.",
    "10–20 minutes": "10-20 minutes.",
    "mind‑body": "mind-body.",
    "4-7-8": "4-7-8.",
    "−5 degrees": "-5 degrees.",
    "- item": "item.",
    # ellipses
    "Let go... and breathe.": "Let go, and breathe.",
    "Let go… and breathe…": "Let go, and breathe.",
    "Let go . . . now.": "Let go, now.",
    "Ah... yes.": "Ah, yes.",
    "...and rest.": "and rest.",
    "Wait...?": "Wait?",
    "Yes!...": "Yes!",
    "“Let go...” she said.": '"Let go," she said.',
    # asides
    "Relax (softly) now.": "Relax, softly, now.",
    "Rest (softly).": "Rest, softly.",
    "(Slowly.) Now.": "Slowly. Now.",
    "your hand(s) rest": "your hands rest.",
    "(etc.), then": "etc., then.",
    # stray marks and emoji
    "1️⃣ Breathe 😊!": "Breathe!",
    "*soft* and **strong**": "soft and strong.",
    "# Title": "Title.",
    "{name} [pause]": "name pause.",
    "one | two ~ three": "one two three.",
    "soft\u00adhyphen zero\u200bwidth": "softhyphen zerowidth.",
    # whitespace
    "a \n b\u00a0c ,  d": "a b c, d.",
    # what stays
    "Wait 2.5 minutes.": "Wait 2.5 minutes.",
    "Press #5 & hold 100% at 5 °C.": "Press #5 & hold 100% at 5 °C.",
    "What?! No!!": "What? No!",
    "Ph.D., rests": "Ph.D., rests.",
    "Breathe in": "Breathe in.",
    "Notice:": "Notice:",
    "cafe\u0301 naïve": "café naïve.",
    "शांति।": "शांति।",
    "冥想。": "冥想。",
}


@pytest.mark.parametrize(("text", "plain"), TABLE.items())
def test_plain_text(text: str, plain: str) -> None:
    assert speakable(text) == plain


@pytest.mark.parametrize("plain", TABLE.values())
def test_plain_text_stays_as_it_is(plain: str) -> None:
    assert speakable(plain) == plain


def test_whatever_comes_in_comes_out_plain() -> None:
    dice = random.Random(7)
    marks = "abc 12.,;:!?-()\"'…—–[]{}*_#%=+&|~<>\\/😊\ufe0f\u200d\n\t"
    for _ in range(3000):
        text = "".join(dice.choice(marks) for _ in range(dice.randint(0, 20)))
        plain = speakable(text)
        assert not set(plain) & set("…—–[](){}*_|~<>\\😊\ufe0f\u200d\n\t"), (text, plain)
        assert plain == " ".join(plain.split()), text
        assert bool(plain) == bool(set(text) & set("abc12")), (text, plain)
