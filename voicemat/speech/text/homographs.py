"""Words that are written alike and said apart, by the words around them. English alone.

The rules are data: ``homographs.toml`` tells its own form.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from voicemat.speech.text.aligned import Aligned, Authority, Ruling
from voicemat.speech.text.lexicon import Reading, read_reading

LANGUAGE = "en"
DEFAULT = "default"

_CLAUSE_START = r"(?:^|(?<=[,;:.!?\"]\s))"
_CLAUSE_END = r"(?=\W*(?:$|[,;:.!?\"]))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a word is said where `pattern` finds it, as its group ``word``."""

    pattern: re.Pattern[str]
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Homograph:
    """A word with its rules, and how it is said beside one that a rule has settled."""

    rules: tuple[Rule, ...]
    otherwise: Rule


def decide(text: Aligned, language: str, *, reads_ipa: bool) -> Aligned:
    """Settle how the homographs of `text` are said, where their neighbours tell."""
    if language != LANGUAGE:
        return text
    words = set(re.findall(r"\w+", text.text.lower()))
    for word, homograph in homographs().items():
        if word in words:
            before = text
            for rule in homograph.rules:
                text = _apply(rule, text, reads_ipa=reads_ipa)
            if text is not before:
                text = _apply(homograph.otherwise, text, reads_ipa=reads_ipa)
    return text


def _apply(rule: Rule, text: Aligned, *, reads_ipa: bool) -> Aligned:
    def reading(match: re.Match[str]) -> tuple[str, Ruling]:
        if reads_ipa:
            return match["word"], Ruling(authority=Authority.CONTEXT, ipa=rule.reading.ipa)
        return rule.reading.letters, Ruling(authority=Authority.CONTEXT)

    return text.settle(rule.pattern, reading)


@cache
def homographs() -> dict[str, Homograph]:
    """Every homograph, by its word in small letters."""
    text = (resources.files(__package__) / "homographs.toml").read_text("utf-8")
    return {word: _homograph(word, table) for word, table in tomllib.loads(text).items()}


def _homograph(word: str, table: dict[str, str | list[str]]) -> Homograph:
    rules = [
        Rule(pattern=compile_pattern(word, pattern), reading=read_reading(reading))
        for reading, patterns in table.items()
        if reading != DEFAULT
        for pattern in patterns
    ]
    return Homograph(
        rules=tuple(rules),
        otherwise=Rule(
            pattern=compile_pattern(word, "_"), reading=read_reading(str(table[DEFAULT]))
        ),
    )


def compile_pattern(word: str, pattern: str) -> re.Pattern[str]:
    """A pattern of the table as a regular expression, `word` as the group ``word``."""
    before, _, after = pattern.partition("_")
    found = rf"(?<![\w'])(?P<word>{word})(?![\w'])"
    left = "".join(map(_before, before.split()))
    right = "".join(map(_after, after.split())) if after[:1] in ("", " ") else rf"(?:{after})(?!\w)"
    return re.compile(left + found + f"(?={right})", re.IGNORECASE)


def _choice(token: str) -> str:
    return r"[\w']+" if token == "*" else f"(?:{'|'.join(map(re.escape, token.split('|')))})"


def _before(token: str) -> str:
    """One word of the context before the word, with the space behind it."""
    if token == "...":
        return r"(?:[\w']+ ){0,3}"
    choices = [choice for choice in token.split("|") if choice != "."]
    words = rf"(?<![\w']){_choice('|'.join(choices))} " if choices else ""
    if len(choices) < len(token.split("|")):
        return f"(?:{_CLAUSE_START}|{words})" if words else _CLAUSE_START
    return words


def _after(token: str) -> str:
    """One word of the context behind the word, with the space before it."""
    if token == "...":
        return r"(?: [\w']+){0,3}"
    choices = [choice for choice in token.split("|") if choice != "."]
    words = rf" {_choice('|'.join(choices))}(?![\w'])" if choices else ""
    if len(choices) < len(token.split("|")):
        return f"(?:{_CLAUSE_END}|{words})" if words else _CLAUSE_END
    return words
