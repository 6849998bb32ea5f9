"""A line of spoken text with directions in it, whatever stands around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto

from voicemat.script.importers import directions, durations
from voicemat.script.importers.directions import Direction, Grasp, Topic
from voicemat.script.importers.draft import Draft, ends_sentence, has_words
from voicemat.script.importers.model import Verdict


class Shape(Enum):
    """What surrounds a direction, and so how sure it is that it is one."""

    BRACKET = auto()
    """Square, curly or angle brackets, or parentheses around a sentence: never spoken."""
    PROSE = auto()
    """Parentheses within a sentence: spoken, unless they hold a direction and nothing else."""
    MARK = auto()
    """Stars, slashes and the like: spoken, unless they say outright that they are a pause."""


_MARKS = re.compile(r"\\[][(){}<>_|*~.-]|[][(){}<]|[*_~|]+|/(?=\d)")
_CLOSING: Mapping[str, str] = {"[": "]", "(": ")", "{": "}"}
OPENING = {closing: opening for opening, closing in _CLOSING.items()}
"""The opening bracket of each closing one."""

_TAG = re.compile(r"<(/?[A-Za-z][^<>]{0,300})>")
_BREAK_TAG = re.compile(r"break\b(?P<attributes>[^>]*?)/?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*[\"']([^\"']*)[\"']")
_LINE_TAG = re.compile(r"/?(?:br|p)\s*/?", re.IGNORECASE)
_STYLE_TAG = re.compile(r"/?(?:b|i|u|em|strong|span|font|small|big)", re.IGNORECASE)
_EMPHASISED = re.compile(r"([*_~]{1,3})\s*([^*_~]{1,80}?)\s*\1")
_PIPED = re.compile(r"(\|{1,2})\s*([^|]{1,80}?)\s*\1")
_SLASHED = re.compile(
    r"/(\d{1,4}(?:\.\d{1,3})?\s?(?:ms|seconds?|secs?|s|minutes?|mins?|min|m))\b", re.IGNORECASE
)
_LINK = re.compile(r"\([^()\s]*\)")
_MANNER = directions.vocabulary(
    "softly soft gently gentle slowly slow whisper whispering whispered whispers quietly "
    "optional repeat repeats smile smiles smiling laughs sighs narrator"
)
_SPOKEN_AFTER = re.compile(r"\s*[,;]?\s*[a-z]")


def partners(text: str) -> dict[int, int]:
    """Where each bracket that has a partner has it: opening to closing, each kind by itself."""
    found: dict[int, int] = {}
    open_: dict[str, list[int]] = {opening: [] for opening in _CLOSING}
    for match in re.finditer(r"[][(){}]", text):
        mark = match.group()
        if mark in _CLOSING:
            open_[mark].append(match.start())
        elif open_[OPENING[mark]]:
            found[open_[OPENING[mark]].pop()] = match.start()
    return found


def unescaped(text: str) -> str:
    """`text` without the backslashes that editors put before brackets and marks."""
    return re.sub(r"\\([][(){}<>_|~.-])", r"\1", text)


class Inline:
    """Reads pieces of lines into a draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def line(self, number: int, text: str) -> None:
        """Read a whole line. `number` is its place in the input, for the report."""
        before = len(self.draft.report)
        self.piece(number, text)
        self.draft.end_line()
        if len(self.draft.report) == before and has_words(text):
            self.draft.tell(number, text.strip(), text.strip(), Verdict.KEPT)

    def piece(self, number: int, text: str) -> None:
        """Read a part of a line, and leave the line open."""
        text = unescaped(text)
        pairs = partners(text)
        start = at = 0
        held = False  # whether a word stands right before the constructs that end here
        while match := _MARKS.search(text, at):
            end = self._construct(number, text, start, match, pairs)
            if end is None:
                at = match.end()
                continue
            if match.start() > start:
                held = text[match.start() - 1].isalnum()
            if held and text[end : end + 1].isalnum():
                self.draft.say(" ")
            start = at = end
        self.draft.say(text[start:])

    # -- one construct -------------------------------------------------------------------

    def _construct(
        self, number: int, text: str, start: int, match: re.Match[str], pairs: Mapping[int, int]
    ) -> int | None:
        """Read what begins at `match`. Returns where the text goes on; None for plain text."""
        at = match.start()
        mark = match.group()
        special = self.special(number, text, start, at, pairs)
        if special is not None:
            return special
        if mark in _CLOSING:
            if at in pairs:
                return self._bracketed(number, text, start, at, pairs[at])
            return self._unpaired(number, text, start, at)
        if mark in "]}":
            self.draft.say(text[start:at])
            self.draft.tell(number, mark, "", Verdict.CONVERTED)
            return at + 1
        if mark == "<":
            return self._tag(number, text, start, at)
        if mark == "/":
            found = _SLASHED.match(text, at)
            return self._marked(number, text, start, found, 1)
        if mark.startswith("|"):
            return self._marked(number, text, start, _PIPED.match(text, at), 2)
        if mark[0] in "*_~":
            return self._marked(number, text, start, _EMPHASISED.match(text, at), 2)
        return None

    def special(
        self, number: int, text: str, start: int, at: int, pairs: Mapping[int, int]
    ) -> int | None:
        """A construct of a further notation at `at`; where the text goes on after it.

        Text from `start` on is still to be said.
        """
        del number, text, start, at, pairs
        return None

    def _bracketed(
        self, number: int, text: str, start: int, opening: int, closing: int
    ) -> int | None:
        end = closing + 1
        inside = text[opening + 1 : closing]
        if text[opening] == "[" and (link := _LINK.match(text, end)) and not _is_direction(link):
            end = link.end()
            self.draft.say(text[start:opening])
            self.draft.aside(number, inside + link.group(), text[opening:end])
            return end
        shape = Shape.BRACKET
        if text[opening] == "(" and not self._stands_alone(text, start, opening, end):
            shape = Shape.PROSE
        own = directions.read_own(inside) if text[opening] == "[" else None
        if shape is Shape.PROSE and not self._is_stage(inside):
            return None
        self.draft.say(text[start:opening])
        self.direct(number, inside, text[opening:end], own)
        return end

    def _stands_alone(self, text: str, start: int, opening: int, end: int) -> bool:
        """Whether parentheses are a sentence of their own, in a line said up to `start`."""
        before = text[max(opening - 40, start) : opening]
        if not before.strip():
            before = self.draft.tail + before
        if has_words(before) and not ends_sentence(before):
            return False
        return not _SPOKEN_AFTER.match(text[end : end + 8])

    @staticmethod
    def _is_stage(inside: str) -> bool:
        """Whether parentheses within a sentence hold nothing but a direction."""
        if len(inside) > directions.MOST_READ:
            return False
        direction = directions.read(inside)
        if direction is not None:
            return direction.grasp is Grasp.WHOLE
        found = durations.read(inside)
        return (bool(found.words) or found.times is not None) and _MANNER.issuperset(found.words)

    def _unpaired(self, number: int, text: str, start: int, at: int) -> int | None:
        """A bracket that nothing closes, or another kind closes: a direction, or left out."""
        stop = re.compile(r"[][(){}<>]").search(text, at + 1, at + directions.MOST_READ)
        end = stop.start() if stop else min(len(text), at + directions.MOST_READ)
        direction = directions.read(text[at + 1 : end])
        if direction is not None and direction.grasp is Grasp.WHOLE and direction.named:
            if stop and stop.group() in OPENING:
                end += 1
            self.draft.say(text[start:at])
            self._obey(number, direction, text[at:end])
            return end
        if text[at] == "(":
            return None
        self.draft.say(text[start:at])
        self.draft.tell(number, text[at], "", Verdict.CONVERTED)
        return at + 1

    def _tag(self, number: int, text: str, start: int, at: int) -> int | None:
        if text.startswith("<!--", at):
            end = text.find("-->", at)
            if end < 0:
                return None
            self.draft.say(text[start:at])
            self.draft.aside(number, text[at + 4 : end], text[at : end + 3])
            return end + 3
        match = _TAG.match(text, at)
        if match is None:
            return None
        inside = match.group(1)
        self.draft.say(text[start:at])
        if found := _BREAK_TAG.fullmatch(inside):
            attributes = dict(_ATTRIBUTE.findall(found.group("attributes")))
            self.break_(number, attributes, match.group())
        elif _STYLE_TAG.fullmatch(inside):
            self.draft.tell(number, match.group(), "", Verdict.CONVERTED)
        elif _LINE_TAG.fullmatch(inside):
            self.draft.end_line()
            self.draft.tell(number, match.group(), "", Verdict.CONVERTED)
        else:
            self.direct(number, inside, match.group())
        return match.end()

    def _marked(
        self, number: int, text: str, start: int, match: re.Match[str] | None, group: int
    ) -> int | None:
        if match is None:
            return None
        direction = directions.read(match.group(group))
        if direction is None or direction.grasp is not Grasp.WHOLE or not direction.named:
            return None
        if direction.topic is not Topic.PAUSE and match.group() != text.strip():
            return None
        self.draft.say(text[start : match.start()])
        self._obey(number, direction, match.group())
        return match.end()

    # -- what is written -----------------------------------------------------------------

    def direct(self, number: int, inside: str, found: str, own: Direction | None = None) -> None:
        """Write the direction in `inside`, which stood in the input as `found`, or a note."""
        direction = own or directions.read(inside)
        if direction is None:
            self.draft.aside(number, inside.strip() or found, found)
        else:
            note = self.draft.keep(inside.strip()) if direction.grasp is Grasp.PART else ""
            self._obey(number, direction, found, note)

    def _obey(self, number: int, direction: Direction, found: str, note: str = "") -> None:
        """Write `direction`, or a note of it; `note` is what was kept of it already."""
        if self.draft.direct(direction):
            kept = found == direction.directive
            became = f"{direction.directive} {note}".rstrip()
            verdict = Verdict.KEPT if kept else Verdict.CONVERTED
            self.draft.tell(number, found, became, verdict)
        else:
            self.draft.tell(number, found, note or self.draft.keep(found), Verdict.NOTED)

    def break_(self, number: int, attributes: Mapping[str, str], found: str) -> None:
        """Write the silence of an SSML ``break`` with these attributes, or a note."""
        length = durations.read(attributes.get("time", "").strip().lstrip("+"))
        strength = attributes.get("strength", "medium").strip().casefold()
        if length.least is not None and length.most is not None and not length.words:
            seconds = length.least
        elif "time" not in attributes and strength in durations.BREAK_STRENGTHS:
            seconds = durations.BREAK_STRENGTHS[strength]
        else:
            self.draft.aside(number, found, found)
            return
        if not seconds:
            self.draft.tell(number, found, "", Verdict.CONVERTED)
        elif (directive := durations.pause(seconds, seconds)) is None:
            self.draft.aside(number, found, found)
        else:
            self.draft.directive(directive)
            self.draft.tell(number, found, directive, Verdict.CONVERTED)


def _is_direction(match: re.Match[str]) -> bool:
    return (
        directions.read(match.group()) is not None
        or durations.read(match.group()).times is not None
    )
