"""Speech Markdown: free text with a few marks of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from voicemat.script.importers.draft import Draft
from voicemat.script.importers.inline import Inline
from voicemat.script.importers.known import VOICES
from voicemat.script.importers.model import Verdict

_MODIFIER = re.compile(
    r"\[(?P<modifiers>/[^\]/]+/|[a-z]+(?::\s*(?:\"[^\"]*\"|'[^']*'))?"
    r"(?:;\s*[a-z]+(?::\s*(?:\"[^\"]*\"|'[^']*'))?)*)\]"
)
_PAIR = re.compile(r"([a-z]+)(?::\s*(?:\"([^\"]*)\"|'([^']*)'))?")
_BREAK = re.compile(r"\[break:\s*[\"']([^\"']*)[\"']\]")
_SECTION = re.compile(
    r"\s*#?\[(?P<name>voice|dj|newscaster|excited|disappointed|defaults|lang)\b(?P<rest>[^\]]*)\]"
)
_AUDIO = re.compile(r"!(?:\([^()]*\))?\[[^\]]*\]|!\([^()]*\)")
_EMPHASIS = re.compile(r"(?<![\w+])(\+{1,2})(?=\S)([^+\n]{1,200}?)(?<=\S)\1(?![\w+])")

EVIDENCE = re.compile(
    r"\)\[(?:/[^\]/\s]+/|[a-z]+:\s*[\"']|(?:whisper|emphasis|sub|ipa|lang|voice|rate|pitch|volume)\b)"
    r"|\[(?:break|mark):\s*[\"']"
    r"|#\[(?:voice|dj|newscaster|defaults|lang|excited|disappointed)\b"
    r"|!\[[\"']"
    r"|(?<![\w+])\+\+\w"
)
"""What only Speech Markdown has."""

DEEPEST = 8
"""Levels of marks within marks that are read; below them the brackets alone are taken out."""

_LEVELS: Mapping[str, str] = {"strong": "**", "moderate": "*", "none": "", "reduced": ""}


class SpeechMarkdown(Inline):
    """Reads lines of Speech Markdown."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self._depth = 0

    def special(
        self, number: int, text: str, start: int, at: int, pairs: Mapping[int, int]
    ) -> int | None:
        """A construct of Speech Markdown at `at`."""
        if text[at] == "(" and at in pairs and self._depth < DEEPEST:
            match = _MODIFIER.match(text, pairs[at] + 1)
            return match and self._modified(number, text, start, at, pairs[at], match)
        if text[at] != "[":
            return None
        if at and text[at - 1] == "#" and (match := _SECTION.match(text, at - 1)):
            self.draft.say(text[start : at - 1])
            self._section(number, match)
            return match.end()
        if at and text[at - 1] == "!" and (match := _AUDIO.match(text, at - 1)):
            self.draft.say(text[start : at - 1])
            self.draft.aside(number, match.group(), match.group())
            return match.end()
        if match := _BREAK.match(text, at):
            self.draft.say(text[start:at])
            key = "time" if re.match(r"\s*[\d.]", match[1]) else "strength"
            self.break_(number, {key: match[1]}, match.group())
            return match.end()
        return None

    def piece(self, number: int, text: str) -> None:
        """Read a part of a line, and leave the line open."""

        def starred(match: re.Match[str]) -> str:
            mark = "*" * len(match[1])
            became = f"{mark}{match[2]}{mark}"
            self.draft.tell(number, match.group(), became, Verdict.CONVERTED)
            return became

        super().piece(number, _EMPHASIS.sub(starred, text))

    def _modified(
        self, number: int, text: str, start: int, opening: int, closing: int, match: re.Match[str]
    ) -> int:
        words = text[opening + 1 : closing]
        found = text[opening : match.end()]
        modifiers = {
            pair[1]: pair[2] or pair[3] or "" for pair in _PAIR.finditer(match["modifiers"])
        }
        self.draft.say(text[start:opening])
        if match["modifiers"].startswith("/"):
            modifiers = {"ipa": match["modifiers"]}
        spoken = modifiers.pop("sub", "") or words
        level = modifiers.pop("emphasis", None)
        mark = "" if level is None else _LEVELS.get(level or "moderate", "")
        became = f"{mark}{spoken}{mark}"
        if modifiers:
            note = self.draft.keep(f"{words}: {match['modifiers']}")
            self.draft.tell(number, found, f"{became} {note}", Verdict.NOTED)
        else:
            self.draft.tell(number, found, became, Verdict.CONVERTED)
        # The words may hold directions of their own.
        self._depth += 1
        self.piece(number, became)
        self._depth -= 1
        return match.end()

    def _section(self, number: int, match: re.Match[str]) -> None:
        found = match.group().strip()
        voice = match["rest"].strip(" :\"'").casefold() if match["name"] == "voice" else ""
        if voice in VOICES:
            self.draft.directive(f"[voice {voice}]")
            self.draft.tell(number, found, f"[voice {voice}]", Verdict.CONVERTED)
        else:
            self.draft.aside(number, found.strip("#[]"), found)
