from __future__ import annotations

import re

import pytest

from voicemat.speech.text import FrontEnd
from voicemat.timeline.utterance import Utterance

ENGLISH = {
    # counts and ranges
    "4-7-8": "four seven eight.",
    "the 4-4-4-4 rhythm": "the four four four four rhythm.",
    "10-20 minutes": "ten to twenty minutes.",
    "10–20 min": "ten to twenty minutes.",
    "10 – 20 min": "ten to twenty minutes.",
    "2.5-3 kg": "two point five to three kilograms.",
    "20-30%": "twenty to thirty percent.",
    "3-5x": "three to five times.",
    "a 3-5-minute pause": "a three to five minute pause.",
    "a 4-6 breath": "a four six breath.",
    "in 4-6 breaths": "in four to six breaths.",
    "out 8-4": "out eight four.",
    # times and lengths
    "10:30 pm": "ten thirty PM.",
    "at 10:30 p.m. Sleep.": "at ten thirty PM Sleep.",
    "10pm": "ten PM.",
    "7:00": "seven o'clock.",
    "7:00 am": "seven AM.",
    "7:05": "seven oh five.",
    "22:30": "twenty-two thirty.",
    "1:30:00": "one hour and thirty minutes.",
    "0:00:30": "thirty seconds.",
    "1:01:01": "one hour, one minute and one second.",
    "for 1:30": "for one minute and thirty seconds.",
    "45:00": "forty-five minutes.",
    "2:30 min": "two minutes and thirty seconds.",
    "4:6": "four to six.",
    # fractions
    "1/2 hour": "half an hour.",
    "½ min": "half a minute.",
    "a ½ hour": "a half hour.",
    "1/2 of it": "half of it.",
    "1 1/2": "one and a half.",
    "1½ minutes": "one and a half minutes.",
    "1 ½ minutes": "one and a half minutes.",
    "1-1/2 min": "one and a half minutes.",
    "2 3/4 cups": "two and three quarters cups.",
    "2/3": "two thirds.",
    "¼": "one quarter.",
    "3/4 hour": "three quarters of an hour.",
    "1/21": "one twenty-first.",
    "24/7": "twenty-four seven.",
    "120/80": "one hundred twenty over eighty.",
    # units
    "30s": "thirty seconds.",
    "1s": "one second.",
    "30 s, then": "thirty seconds, then.",
    "20 min. Rest.": "twenty minutes. Rest.",
    "20 min. rest": "twenty minutes rest.",
    "a 20 min walk": "a twenty minute walk.",
    "a 10-20 min walk": "a ten to twenty minute walk.",
    "the 20-min walk": "the twenty minute walk.",
    "1 h 20 min": "one hour twenty minutes.",
    "20m": "twenty minutes.",
    "20 m": "twenty meters.",
    "2.5 kg": "two point five kilograms.",
    "6 ft": "six feet.",
    "60 bpm": "sixty beats per minute.",
    "3x": "three times.",
    "1x": "once.",
    "3 × a day": "three times a day.",
    "3 x 10 s": "three times ten seconds.",
    "x3": "three times.",
    "100%": "one hundred percent.",
    "1°": "one degree.",
    "45° left": "forty-five degrees left.",
    "-5 °C": "minus five degrees Celsius.",
    "70°F": "seventy degrees Fahrenheit.",
    "$1 or $20": "one dollar or twenty dollars.",
    # order and years
    "the 1st, 2nd and 21st": "the first, second and twenty-first.",
    "in 1999": "in nineteen ninety-nine.",
    "since 2005, we": "since two thousand five, we.",
    "in 2000 years": "in two thousand years.",
    "the 1990s": "the nineteen nineties.",
    "in your 30s": "in your thirties.",
    "no. 4": "number four.",
    "#5": "number five.",
    # amounts
    "6,000": "six thousand.",
    "0.5": "zero point five.",
    "hold .5 s": "hold point five seconds.",
    "2.05": "two point zero five.",
    "007": "zero zero seven.",
    "1 + 1 = 2": "one plus one equals two.",
    "5 & 6": "five and six.",
    "Count 3, 2, 1.": "Count three, two, one.",
    "1. Sit": "one. Sit.",
    # letters and figures
    "L4-L5": "L four L five.",
    "vitamin B12": "vitamin B twelve.",
    "and/or": "and or.",
    "his/her": "his or her.",
    # points
    "St 36": "Stomach thirty-six.",
    "ST36": "Stomach thirty-six.",
    "St. 36": "Stomach thirty-six.",
    "ST-36": "Stomach thirty-six.",
    "LI4 and LI 4": "Large Intestine four and Large Intestine four.",
    "Sp 6": "Spleen six.",
    "GV 20": "Governing Vessel twenty.",
    "Ren 6": "Ren six.",
    "K1": "Kidney one.",
    "GB20/Bl 10": "Gallbladder twenty or Bladder ten.",
    # neither points nor meridians with so many
    "St 99": "St ninety-nine.",
    "at St 3.5": "at St three point five.",
    # left alone
    "call 555-1234": "call 555-1234.",
    "call +44 20 7946 0958": "call +44 20 7946 0958.",
    "call 0800 111 222": "call 0800 111 222.",
    "version 1.2.3": "version 1.2.3.",
    "on 2026-11-22": "on 2026-11-22.",
    "on 5/11/2026": "on 5/11/2026.",
    "H2O": "H2O.",
}

OTHERS = {
    "Atme 10-20 Minuten, 2,5 kg, um 22:30.": "Atme 10-20 Minuten, 2,5 kg, um 22:30.",
    "Atme 4-7-8.": "Atme 4, 7, 8.",
    "3x, 30s, 1/2, St 36": "3x, 30s, 1/2, St 36.",
}


def said(text: str, language: str) -> str:
    utterance = Utterance(text=text, voice="heart", language=language, pace="0.9")
    return FrontEnd().spoken(utterance, reads_ipa=True).text


@pytest.mark.parametrize(("text", "words"), ENGLISH.items())
def test_figures_in_english(text: str, words: str) -> None:
    assert said(text, "en") == words
    assert said(text, "en-GB") == words


@pytest.mark.parametrize(("text", "words"), OTHERS.items())
def test_another_language_keeps_its_figures(text: str, words: str) -> None:
    assert said(text, "de-DE") == words


def test_no_figure_is_left_of_an_amount() -> None:
    for number in (*range(200), 999, 1000, 1001, 12_345, 10**6, 10**15, 10**18):
        for shape in ("{}", "{},", "{} min", "{}%", "{}°", "{}x", "{}-minute", "about {} breaths"):
            words = said(shape.format(number), "en")
            assert not re.search(r"\d", words), words
