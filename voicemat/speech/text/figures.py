"""Figures and the signs around them, in words.

In English all of them: here the author's "30s", "4-7-8" or "St 36" has one meaning. In another
language the figures stay, because the form of a number word depends on its noun (German "eine
Minute", Polish "dwie minuty") and a voice of that language reads them better than a table could.
Only a count is parted there, which voices take for a subtraction or a date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from voicemat.speech.text.aligned import Aligned, Authority, Ruling
from voicemat.speech.text.numbers import cardinal, ordinal, plural, year

_N = r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)"
_AHEAD = r"(?<![\w.,/:])"

UNITS = {
    **dict.fromkeys(("s", "sec", "secs"), ("second", "seconds")),
    **dict.fromkeys(("min", "mins"), ("minute", "minutes")),
    **dict.fromkeys(("h", "hr", "hrs"), ("hour", "hours")),
    **dict.fromkeys(("lb", "lbs"), ("pound", "pounds")),
    **dict.fromkeys(("l", "L"), ("liter", "liters")),
    "mm": ("millimeter", "millimeters"),
    "cm": ("centimeter", "centimeters"),
    "m": ("meter", "meters"),
    "km": ("kilometer", "kilometers"),
    "ft": ("foot", "feet"),
    "ml": ("milliliter", "milliliters"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "kg": ("kilogram", "kilograms"),
    "oz": ("ounce", "ounces"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "dB": ("decibel", "decibels"),
    "bpm": ("beat per minute", "beats per minute"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "mph": ("mile per hour", "miles per hour"),
    "kcal": ("kilocalorie", "kilocalories"),
}
"""Units, one of them and several. Spelt as dictionaries of speech have them."""

MONEY = {"$": ("dollar", "dollars"), "£": ("pound", "pounds"), "€": ("euro", "euros")}

LARGEST_FRACTION = 100
"""What is below the line of a fraction; beyond it a slash stands between two other numbers."""

POINTS = {
    **dict.fromkeys(("LU", "Lu"), ("Lung", 11)),
    **dict.fromkeys(("LI", "Li"), ("Large Intestine", 20)),
    **dict.fromkeys(("ST", "St"), ("Stomach", 45)),
    **dict.fromkeys(("SP", "Sp"), ("Spleen", 21)),
    **dict.fromkeys(("HT", "Ht"), ("Heart", 9)),
    **dict.fromkeys(("SI", "Si"), ("Small Intestine", 19)),
    **dict.fromkeys(("BL", "Bl", "UB", "Ub"), ("Bladder", 67)),
    **dict.fromkeys(("KI", "Ki", "KD", "Kd", "K"), ("Kidney", 27)),
    **dict.fromkeys(("PC", "Pc"), ("Pericardium", 9)),
    **dict.fromkeys(("TE", "Te", "TW", "Tw", "SJ", "Sj", "TB", "Tb"), ("Triple Burner", 23)),
    **dict.fromkeys(("GB", "Gb"), ("Gallbladder", 44)),
    **dict.fromkeys(("LV", "Lv", "LR", "Lr"), ("Liver", 14)),
    **dict.fromkeys(("GV", "Gv"), ("Governing Vessel", 28)),
    **dict.fromkeys(("CV", "Cv"), ("Conception Vessel", 24)),
    **dict.fromkeys(("DU", "Du"), ("Du", 28)),
    **dict.fromkeys(("REN", "Ren"), ("Ren", 24)),
}
"""Meridians as they are abbreviated in the names of acupressure points (the World Health
Organization's letters and the older ones), in words, and how many points each has."""

_YEAR_WORDS = (
    r"in|since|from|until|till|by|before|after|year|early|late|spring|summer|autumn|fall|winter|"
    r"January|February|March|April|May|June|July|August|September|October|November|December"
)
_PEOPLE = r"the|my|your|his|her|our|their|early|mid|late"


def read(text: Aligned, language: str) -> Aligned:
    """The figures of `text` as a voice of `language` (the first part of a tag) should say them."""
    if language != "en":
        return text.sub(_COUNT, _apart)
    text = text.settle(_LEFT, lambda match: (match.group(), Ruling(authority=Authority.FIGURES)))
    for pattern, words in _RULES:
        text = text.sub(pattern, words)
    return text.settle(
        _CARDINAL, lambda match: (cardinal(match.group()), Ruling(authority=Authority.FIGURES))
    )


_LEFT = re.compile(
    rf"""
    \+\d[\d -]{{6,}}\d                      # telephone numbers
    | {_AHEAD} 0\d{{2,4}} (?:[ -]\d{{2,4}}){{1,3}} (?!\w)
    | {_AHEAD} (?:1-)? (?:\d{{3}}-)? \d{{3}}-\d{{4}} (?!\w)
    | {_AHEAD} \d+ (?:\.\d+){{2,}}          # versions and addresses
    | {_AHEAD} \d{{4}}-\d\d-\d\d (?!\w)     # dates
    | {_AHEAD} \d{{1,2}}/\d{{1,2}}/\d{{2,4}} (?!\w)
    """,
    re.VERBOSE,
)
"""What is no amount: every voice reads it digit by digit or as its people do."""

_CARDINAL = re.compile(rf"(?<![A-Za-z0-9]){_N}(?![A-Za-z0-9])")
_COUNT = re.compile(r"(?<![\w.-])\d{1,2}(?:-\d{1,2}){2,}(?![\w-]|\.\d)")


def _apart(count: re.Match[str]) -> str:
    return count.group().replace("-", ", ")


def _point(match: re.Match[str]) -> str:
    name, most = POINTS[match["meridian"]]
    return f"{name} {match['number']}" if 0 < int(match["number"]) <= most else match.group()


def _amount(number: str, unit: tuple[str, str]) -> str:
    one, several = unit
    return f"{number} {one if number == '1' else several}"


def _lasting(*amounts: tuple[str | None, str]) -> str:
    """Numbers of units of time ("h", "min", "s"), without those of which there are none."""
    parts = [
        _amount(str(int(number)), UNITS[unit]) for number, unit in amounts if number and int(number)
    ]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _duration(match: re.Match[str]) -> str:
    hours, minutes, seconds = match.group("h", "m", "s")
    return _lasting((hours, "h"), (minutes, "min"), (seconds, "s")) or match.group()


def _minutes(match: re.Match[str]) -> str:
    lasting = _lasting((match["m"], "min"), (match["s"], "s"))
    return f"{match['lead']}{lasting}" if lasting else match.group()


def _time(match: re.Match[str]) -> str:
    hour, minute, half = match.group("h", "m", "half")
    if int(hour) > 24:
        return _lasting((hour, "min"), (minute, "s"))
    noon = f" {half.upper()}M" if half else ""
    if minute is None or (minute == "00" and half):
        return f"{int(hour)}{noon}"
    if minute == "00":
        return f"{int(hour)} o'clock"
    told = f"oh {minute[1]}" if minute[0] == "0" else minute
    return f"{int(hour)} {told}{noon}"


def _unit(match: re.Match[str]) -> str:
    number, gap, short = match.group("number", "gap", "unit")
    one, several = UNITS["min"] if (gap, short) == ("", "m") else UNITS[short]
    single = number == "1" or re.fullmatch(r"\d+/\d+", number)
    # "A 20 min walk" and "a 20-min walk".
    return f"{number} {one if single or gap == '-' or _describes(match) else several}"


def _describes(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()], match.string[match.end() :]
    return bool(re.search(r"\b[Aa]n? (?:\S+ to )?$", before) and re.match(r" [a-z]", after))


def _range(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"]
    rises = float(low.replace(",", "")) < float(high.replace(",", ""))
    # "The 4-6 breath" counts in and out.
    counts = re.match(r" (?:breath|rhythm|pattern|ratio|count)(?!s)", match.string[match.end() :])
    return f"{low} to {high}" if rises and not counts else f"{low} {high}"


def _slashed(match: re.Match[str]) -> str:
    """A fraction of one character as three, parted from a number before it."""
    fraction = unicodedata.normalize("NFKC", match["sign"]).replace("\N{FRACTION SLASH}", "/")
    return f"{'' if match['whole'] is None else ' '}{fraction}"


def _fraction(match: re.Match[str]) -> str:
    whole, above, below = match["whole"], int(match["above"]), int(match["below"])
    if not 0 < above < below <= LARGEST_FRACTION:
        return match.group()
    one = {2: "half", 4: "quarter"}.get(below) or ordinal(str(below))
    share = f"{above} {one if above == 1 else plural(one)}"
    if whole is None:
        return share
    return f"{whole} and {share if above > 1 else f'a {one}'}"


def _part(match: re.Match[str]) -> str:
    """Half an hour of "1/2 hour", three quarters of an hour of "3/4 hour"."""
    share, noun = match["share"], match["noun"]
    article = "an" if noun == "hour" else "a"
    if share == "1 half":
        return f"half {article} {noun}"
    return f"{share} of {article} {noun}"


def _ordinal(match: re.Match[str]) -> str:
    return ordinal(match["n"].replace(",", ""))


def _money(match: re.Match[str]) -> str:
    return f" {_amount(match['n'], MONEY[match['sign']])}"


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?:(?<=(?P<whole>\d)) ?)?(?P<sign>[¼-¾⅐-⅞])"), _slashed),
    (
        re.compile(
            rf"\b(?P<meridian>{'|'.join(POINTS)})(?:\. ?|[ -])?(?P<number>\d{{1,2}})(?![\w.]?\w)"
        ),
        _point,
    ),
    (
        re.compile(rf"{_AHEAD}(?P<h>\d{{1,2}}):(?P<m>[0-5]\d):(?P<s>[0-5]\d)(?![\w:])"),
        _duration,
    ),
    (
        re.compile(
            r"(?P<lead>\b(?:[Ff]or|lasts|takes) )(?P<m>\d{1,2}):(?P<s>[0-5]\d)"
            r"(?! ?[AaPp]\.?[Mm])(?![\w:])"
        ),
        _minutes,
    ),
    (
        re.compile(rf"{_AHEAD}(?P<lead>)(?P<m>\d{{1,2}}):(?P<s>[0-5]\d) ?min(?:ute)?s?\b"),
        _minutes,
    ),
    (
        re.compile(
            rf"{_AHEAD}(?P<h>\d{{1,2}}):(?P<m>[0-5]\d)"
            r"(?: ?(?P<half>[AaPp])(?:[Mm]|\.[Mm]\.))?(?![\w:])"
        ),
        _time,
    ),
    (
        re.compile(rf"{_AHEAD}(?P<h>\d{{1,2}})(?P<m>) ?(?P<half>[AaPp])(?:[Mm]\b|\.[Mm]\.)"),
        lambda match: f"{int(match['h'])} {match['half'].upper()}M",
    ),
    (re.compile(rf"{_AHEAD}(\d+):(\d+)(?![\w:])"), r"\1 to \2"),
    (_COUNT, lambda count: count.group().replace("-", " ")),
    (
        re.compile(
            rf"(?<![\w.,/-])(?P<low>{_N})(?: ?(?:%|°|s|x|min|kg|cm))?-(?P<high>{_N})(?!\d|-\d|\.\d)"
        ),
        _range,
    ),
    (re.compile(rf"\b({_PEOPLE}) '?(\d0)s\b"), lambda of: f"{of[1]} {plural(cardinal(of[2]))}"),
    (re.compile(r"\b([12]\d\d0)'?s\b"), lambda of: plural(year(of[1]))),
    (re.compile(r"(?<=\d) ?[x×] ?(?=\d)"), " times "),
    (re.compile(rf"{_AHEAD}1 ?[x×](?!\w)"), "once"),
    (re.compile(rf"{_AHEAD}({_N}) ?[x×](?!\w)"), r"\1 times"),
    (re.compile(rf"(?<!\w)[x×] ?({_N})(?!\w)"), r"\1 times"),
    (
        re.compile(
            rf"{_AHEAD}(?P<number>(?:\d+[ -])?\d+/\d+|{_N})(?P<gap>[ -]?)"
            rf"(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})"
            r"(?![\w'/])(?:\.(?=,|\s[a-z]))?"
        ),
        _unit,
    ),
    (
        re.compile(rf"{_AHEAD}(?:(?P<whole>\d+)[ -])?(?P<above>\d+)/(?P<below>\d+)(?![\w/])"),
        _fraction,
    ),
    (re.compile(r"(?<=\b[Aa] )1 half\b"), "half"),
    (re.compile(r"\b(?P<share>\d+ [a-z]+) (?P<noun>hour|minute|second|breath|mile)\b"), _part),
    (re.compile(r"\b1 half (?=of|an?)\b"), "half "),
    (re.compile(r"\b24/7\b"), "24 7"),
    (re.compile(rf"{_AHEAD}(\d+)/(\d+)(?![\w/])"), r"\1 over \2"),
    (re.compile(rf"(?P<sign>[{''.join(MONEY)}]) ?(?P<n>{_N})(?![\w]|\.\d)"), _money),
    (re.compile(rf"(?<![\d.,])({_N}) ?%"), r"\1 percent"),
    (re.compile(r"\b1 ?°"), "1 degree"),
    (re.compile(r"(?<=\d) ?°"), " degrees"),
    (re.compile(r"(?<=degrees) ?C\b"), " Celsius"),
    (re.compile(r"(?<=degrees) ?F\b"), " Fahrenheit"),
    (re.compile(r"\b(?P<n>\d+(?:,\d{3})*)(?:st|nd|rd|th)\b"), _ordinal),
    (
        re.compile(rf"\b((?:{_YEAR_WORDS}) )(1[1-9]\d\d|20\d\d)(?![\w,.%]?\w| [a-z]+s\b)"),
        lambda of: of[1] + year(of[2]),
    ),
    (re.compile(r"\b[Nn]os?\. ?(?=\d)"), "number "),
    (re.compile(r"#(?=\d)"), "number "),
    (re.compile(r"(?<=[A-Za-z])-(?=\d)|(?<=\d)-(?=[A-Za-z])"), " "),
    (re.compile(r"(?<![\w)])-(?=\d)"), "minus "),
    (re.compile(r"(?<=[A-Z])(?=\d{1,3}\b)"), " "),
    (re.compile(r" ?\+ ?(?=\d)"), " plus "),
    (re.compile(r" ?= ?"), " equals "),
    (re.compile(r" ?& ?"), " and "),
    (re.compile(r"\band/or\b"), "and or"),
    (re.compile(r"(?<=[a-z0-9])/(?=[A-Za-z])"), " or "),
)
"""In order: what a rule leaves is read by the next ones, and the figures at the very end."""
