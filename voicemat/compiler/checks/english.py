"""What the checks understand of English. In other languages they keep silent."""

from __future__ import annotations

import re

_WORD = r"[\w'\N{RIGHT SINGLE QUOTATION MARK}-]+"

_DENIAL = re.compile(
    r"\b(?:not(?!\W+(?:only|just|merely))|no(?!\W+(?:doubt|question|wonder))|never|none|nobody"
    r"|nothing|neither|nor|cannot|without|hardly|instead\W+of|rather\W+than"
    r"|\w+n['\N{RIGHT SINGLE QUOTATION MARK}]t)\b",
    re.IGNORECASE,
)
_TURN = re.compile(r"\b(?:but|yet|however)\b|;", re.IGNORECASE)
_DENIED_AFTER = re.compile(r"\W+(?:nothing|nobody|no\W+one|neither|none)\b", re.IGNORECASE)

_ILLS = (
    r"(?:pains?|aches?|headaches?|migraines?|insomnia|anxiety|depression|cellulite|inflammations?"
    r"|toxins?|ill(?:ness(?:es)?)?|sickness|diseases?|injur(?:y|ies)|arthritis|sciatica|tinnitus"
    r"|asthma|cancer|diabetes|high\W+blood\W+pressure)"
)
_CONDITION = r"(?:if|when|whenever|where|once|or|and|before|until|with|without|unless)"
_PROMISE = re.compile(
    # what nothing but medicine does
    r"\b(?:cure[sd]?|curing|heal(?:s|ed|ing)?|remed(?:y|ies)|therap(?:y|ies|eutic)"
    r"|detox\w*|treatments?)\b"
    # what is done to an ill
    r"|\b(?:treat|dissolv|remov|eliminat|banish|eras|end|stop|reliev|eas|reduc|kill|fight|prevent"
    r"|melt|fix|lower)(?:e|es|ed|s|ing)?(?:\W+(?!"
    + _CONDITION
    + rf"\b){_WORD}){{0,3}}?\W+{_ILLS}\b"
    r"|\b(?:get|gets|getting)\W+rid\W+of(?:\W+\w+){0,2}?\W+" + _ILLS + r"\b"
    r"|\b(?:takes?|taking|wash(?:es)?)\W+away(?:\W+\w+){0,2}?\W+" + _ILLS + r"\b"
    # what an ill does then
    r"|\b" + _ILLS + r"\W+(?:will\W+|can\W+|may\W+)?(?:be\W+gone|go(?:es)?\W+away|disappears?"
    r"|vanish(?:es)?|melts?|dissolves?)\b"
    r"|\b(?:pain|ache)\W+free\b|\bfree\W+(?:of|from)\W+(?:\w+\W+)?" + _ILLS + r"\b"
    r"|\bno\W+more\W+" + _ILLS + r"\b"
    # what is done to the body
    r"|\b(?:boost|strengthen|lower|balance|regulate|stimulate)s?\W+(?:your\W+|the\W+)?"
    r"(?:immun\w+(?:\W+system)?|blood\W+pressure|hormones?|metabolism)\b",
    re.IGNORECASE,
)
_CAUTION = re.compile(
    r"\bmedical\W+(?:care|advice|help|attention|supervision)\b"
    r"|\b(?:ask|see|tell|call|consult|to|with|from|by)\W+(?:\w+\W+){0,2}"
    r"(?:doctors?|physicians?|midwi(?:fe|ves)|nurses?|pharmacists?|health\W+professionals?)\b"
    r"|\bif\W+you\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\b(?:until|till|before|while)\b", re.IGNORECASE)

_QUIET = re.compile(
    r"\b(?:quiet\w*|silen\w+|stillness|hush\w*|wordless\w*|pause|uninterrupted)\b"
    r"|\b(?:be|lie|stay|sit|stand|keep|remain|rest|grow)(?:ing)?\W+(?:\w+\W+)?still\b"
    r"|\bwithout\W+(?:any\W+)?(?:words|me|my\W+(?:voice|words)|talking)\b|\bno\W+words\b"
    r"|\b(?:say|saying|speak|hear)\W+(?:nothing|no\W+more|again)\b"
    # how long it will be
    r"|\ba\W+(?:(?:little|long|longer|short|good)\W+)*while\b"
    r"|\bfor\W+(?:a|some)\W+(?:\w+\W+)?time\b"
    r"|\b(?:a|one|two|three|four|five|ten|few|several|couple\W+of)\W+(?:\w+\W+)?minutes?\b"
    r"|\ball\W+the\W+time\b|\btake\W+your(?:\W+own)?\W+time\b|\bas\W+long\W+as\W+you\b"
    # who goes, and who stays
    r"|\b(?:leave|leaving)\W+you\b|\blet\W+you\W+(?:be|rest|drift|sleep)\b"
    r"|\ball\W+to\W+yourself\b|\bon\W+your\W+own\b"
    r"|\bi\W+(?:will\W+|shall\W+)?(?:wait|call|return|come\W+back|be\W+back)\b"
    r"|\brest(?:ing)?\W+(?:here|there|now|in|like|as|with|for|until)\b"
    r"|\b(?:now|and|simply|just)\W+rest\b",
    re.IGNORECASE,
)
_GOODBYE = re.compile(
    r"\b(?:good\W?night|good\W?bye|sleep\W+(?:well|now|deeply|tight)|sweet\W+dreams|rest\W+well)\b",
    re.IGNORECASE,
)

_WAKING = re.compile(
    r"\bopen(?:ing)?\W+(?:up\W+)?your\W+eyes\b|\bwak(?:e|ing)\W+up\b|\bawaken\w*"
    r"|\b(?:sit|get|stand)\W+up\b|\bwelcome\W+back\b"
    r"|\b(?:come|return|back)\W+(?:back\W+)?(?:in)?to\W+the\W+room\b"
    r"|(?<!\ba )(?<!\bthe )(?<!\bthis )(?<!\bone )(?<!\blong )(?<!\blast )(?<!\bquiet )"
    r"(?<!\bshort )\bstretch(?:ing)?\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(r"\b(?:tomorrow|mornings?|later)\b", re.IGNORECASE)


def is_english(language: str) -> bool:
    """Whether a BCP 47 tag names English."""
    return language.split("-")[0].casefold() == "en"


def promise(sentence: str) -> str | None:
    """The words by which a sentence promises what medicine would do; None where it does not.

    Denials ("it cures nothing") and cautions ("ask a doctor") are no promises.
    """
    if _CAUTION.search(sentence):
        return None
    for match in _PROMISE.finditer(sentence):
        denied = _denied(sentence, match) and not match.group().casefold().startswith("no ")
        if not denied and not _NOT_YET.search(sentence, 0, match.start()):
            return match.group()
    return None


def announces_silence(sentence: str) -> bool:
    """Whether a person who hears the sentence expects quiet."""
    return bool(_QUIET.search(sentence))


def says_goodbye(sentence: str) -> bool:
    """Whether a person who hears the sentence expects nothing more."""
    return bool(_GOODBYE.search(sentence))


def waking(sentence: str) -> str | None:
    """The words by which a sentence would get a sleeper up; None where it does not."""
    for match in _WAKING.finditer(sentence):
        if not _denied(sentence, match) and not _NOT_NOW.search(sentence):
            return match.group()
    return None


def _denied(sentence: str, match: re.Match[str]) -> bool:
    """Whether what matched is denied: by a word before it, with no turn between, or right after."""
    turns = [turn.end() for turn in _TURN.finditer(sentence, 0, match.start())]
    before = _DENIAL.search(sentence, turns[-1] if turns else 0, match.start())
    return bool(before or _DENIED_AFTER.match(sentence, match.end()))
