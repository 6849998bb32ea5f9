"""Free text, line by line: headings, timestamps, steps, speakers, and directions of all shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from voicemat.script.importers import directions, durations, header
from voicemat.script.importers.directions import Grasp, Topic
from voicemat.script.importers.draft import Draft, has_words, typable
from voicemat.script.importers.inline import OPENING, Inline, unescaped
from voicemat.script.importers.model import Verdict

_WIDE = str.maketrans("［］【】〔〕（）｛｝＜＞", "[][][](){}<>")

_RULE = re.compile(r"\s*(?:[-*_=~]\s*){3,}")
_DOTS = re.compile(r"(?:[.…]\s*)+")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_GROUP = re.compile(r"\[[^][]*\]|\([^()]*\)|\{[^{}]*\}|<[^<>]*>")
_UNDERLINE = re.compile(r"={3,}\s*")
_QUOTE = re.compile(r"\s*>\s?(.*)")
_FENCED = re.compile(
    r"([-=~*_\N{EN DASH}\N{EM DASH}]{1,})\s*([^-=~*_].{0,80}?)\s*[-=~*_\N{EN DASH}\N{EM DASH}]+"
)
_TIME = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3})?"
_STAMP = re.compile(
    rf"(?P<open>[\[(])?\s*(?P<start>{_TIME})"
    rf"(?:\s*(?:-->|[-\N{{EN DASH}}\N{{EM DASH}}]|to)\s*(?P<end>{_TIME}))?"
    r"\s*(?P<close>[\])])?(?P<joint>\s*[-\N{EN DASH}\N{EM DASH}|:]\s*|\s+|$)(?P<text>.*)"
)
_STEP = re.compile(
    r"\s*(?:step\s+(\d{1,3})\s*[.):-]|(\d{1,3})[.)]|\((\d{1,2})\))\s+(?=\S)", re.IGNORECASE
)
_ROLES = (
    "narrator|guide|speaker|host|teacher|instructor|leader|facilitator|therapist|coach|voice|"
    "voice[ -]?over|vo|reader"
)
_SPEAKER = re.compile(
    rf"(?:\*\*|__)?(?P<role>(?i:{_ROLES})(?:\s+\d)?|[A-Z][A-Z.'’-]+(?: [A-Z.'’-]+){{0,2}}(?: \d)?)"
    r"(?:\s*\((?P<manner>[^()]{1,60})\))?(?:\*\*|__)?:(?:\*\*|__)?(?:\s+(?P<text>.*)|$)"
)
_BOLD_NAME = re.compile(
    r"(?:\*\*|__)(?P<name>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})\s*"
    r"(?::(?:\*\*|__)|(?:\*\*|__):)\s+(?P<text>\S.*)"
)
_LABEL = re.compile(
    r"(?:\*\*|__)?(?P<label>pause|silence|wait|music|sound|sounds|sfx|fx|audio|bell|note|notes|n\.?b\.?|tip)"
    r"(?:\*\*|__)?\s*:(?:\*\*|__)?\s*(?P<text>.*)",
    re.IGNORECASE,
)
_SECONDS_AFTER = re.compile(
    r"(?P<text>.*[^\s\d:]):(?P<length>\d{1,4}\s?(?:s|secs?|seconds?|m|mins?|minutes?)?)\s*",
    re.IGNORECASE,
)
_NEW_BLOCK = re.compile(r"\s*(?:$|#|>|-{3}|\[|\d+[.)]\s)")
_ANY_BRACKET = re.compile(r"[][(){}]")
_LOOK_AHEAD = 12
"""Lines over which a bracket may reach."""

_COMMENT_AHEAD = 200
"""Lines over which a comment may reach."""


def convert(text: str, draft: Draft, inline: Inline) -> None:
    """Read the whole of `text` into `draft`, its lines with `inline`."""
    lines = text.removeprefix("\N{BYTE ORDER MARK}").translate(_WIDE).splitlines()
    body = header.read(lines, draft)
    _FreeText(draft, inline).convert(_logical(lines, body))


def _logical(lines: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, joined where a bracket or a comment goes on in the next."""
    index = start
    while index < len(lines):
        end = _end_of_comment(lines, index) or _end_of_bracket(lines, index)
        yield (
            index + 1,
            " ".join([lines[index], *(line.strip() for line in lines[index + 1 : end])]),
        )
        index = end


def _end_of_comment(lines: Sequence[str], start: int) -> int | None:
    opening = lines[start].rfind("<!--")
    if opening < 0 or "-->" in lines[start][opening:]:
        return None
    for index in range(start + 1, min(len(lines), start + _COMMENT_AHEAD)):
        if "-->" in lines[index]:
            return index + 1
    return None


def _end_of_bracket(lines: Sequence[str], start: int) -> int:
    """The line after the one up to which brackets that open on line `start` reach.

    Square brackets reach over paragraphs, the others not.
    """
    depth = _depth(unescaped(lines[start]), (0, 0, 0))
    end = start + 1
    for index in range(start + 1, min(len(lines), start + _LOOK_AHEAD)):
        if _NEW_BLOCK.match(lines[index]):
            depth = (depth[0], 0, 0)
        if not any(depth):
            break
        after = _depth(unescaped(lines[index]), depth)
        if any(was and not now for was, now in zip(depth, after, strict=True)):
            end = index + 1
        depth = after
    return end


def _depth(line: str, depth: tuple[int, ...]) -> tuple[int, ...]:
    """How many square, curly and round brackets are open after `line`."""
    levels = dict(zip("[{(", depth, strict=True))
    for mark in _ANY_BRACKET.findall(line):
        if mark in levels:
            levels[mark] += 1
        else:
            opening = OPENING[mark]
            levels[opening] = max(levels[opening] - 1, 0)
    return tuple(levels.values())


class _FreeText:
    def __init__(self, draft: Draft, inline: Inline) -> None:
        self._draft = draft
        self._inline = inline
        self._step = 0
        self._kept_step = 0
        self._quiet_since: Decimal | None = None
        self._events = 0

    def convert(self, lines: Iterator[tuple[int, str]]) -> None:
        held: tuple[int, str] | None = None
        for number, text in lines:
            if held and _UNDERLINE.fullmatch(text.strip()) and has_words(held[1]):
                self._heading(held[0], 1, held[1].strip(), f"{held[1].strip()} {text.strip()}")
                held = None
                continue
            if held:
                self._line(*held)
            held = number, text
        if held:
            self._line(*held)

    def _line(self, number: int, text: str) -> None:
        text = text.strip()
        if has_words(text) and (match := _STAMP.fullmatch(text)) and self._is_stamp(match):
            self._stamp(number, match)
        else:
            self._unstamped(number, text)

    def _unstamped(self, number: int, text: str) -> None:
        if not text:
            self._draft.gap()
        elif match := _HEADING.fullmatch(text):
            self._heading(number, len(match.group(1)), match.group(2), text)
        elif match := _QUOTE.fullmatch(text):
            self._draft.settle()
            self._draft.aside(number, match.group(1), text)
            self._draft.end_line()
        elif _DOTS.fullmatch(text) and re.search(r"…|\.\s*\.\s*\.", text):
            self._dots(number, text)
        elif not has_words(text):
            self._wordless(number, text)
        elif not self._whole(number, text):
            self._speech(number, text)

    # -- whole lines ---------------------------------------------------------------------

    def _dots(self, number: int, text: str) -> None:
        count = max(text.count("…") + text.count(".") // 3, 1)
        became = " ".join(["..."] * count)
        for _ in range(count):
            self._draft.directive("...")
        self._draft.tell(
            number, text, became, Verdict.KEPT if text == became else Verdict.CONVERTED
        )

    def _wordless(self, number: int, text: str) -> None:
        if _RULE.fullmatch(text):
            self._draft.gap()
            self._draft.tell(number, text, "", Verdict.CONVERTED)
        else:
            self._draft.aside(number, text, text)
            self._draft.end_line()

    def _heading(self, number: int, level: int, title: str, found: str) -> None:
        title = unescaped(title)
        bare = re.sub(r"[][(){}<>]|\*\*|__", "", _GROUP.sub(" ", title))
        name = " ".join(typable(bare).split()).rstrip(":# ")
        if not has_words(name):
            self._draft.settle()
            self._draft.aside(number, title or found, found)
            self._draft.gap()
            return
        self._draft.heading(level, name)
        became = f"{'#' * level} {name}"
        if rest := " ".join(_GROUP.findall(title)):
            became = f"{became} {self._draft.keep(rest)}"
            self._draft.end_line()
        verdict = Verdict.KEPT if found == became else Verdict.CONVERTED
        self._draft.tell(number, found, became, verdict)
        self._step = self._kept_step = 0

    @staticmethod
    def _is_stamp(match: re.Match[str]) -> bool:
        """Whether the clock at the start of a line is a timestamp, and no time of day."""
        rest = match["text"]
        if match["open"] or match["close"]:
            return (match["open"] or "") + (match["close"] or "") in ("[]", "()")
        if match["end"] or match["start"].startswith("0") or not rest:
            return True
        return bool(match["joint"].strip()) or not rest[0].islower()

    def _stamp(self, number: int, match: re.Match[str]) -> None:
        """A timestamp, noted; where it tells how long nothing was said, a pause as well."""
        begin = durations.seconds_of_clock(match["start"])
        rest = match["text"].strip()
        found = match.string[: match.start("joint")]
        silence = None
        if self._quiet_since is not None and self._events == self._draft.events:
            gap = begin - self._quiet_since
            silence = durations.pause(gap, gap) if gap >= 1 else None
        self._draft.settle()
        note = self._draft.keep(found.strip("[]()"))
        self._draft.end_line()
        if silence:
            self._draft.directive(silence)
            self._draft.tell(number, found, f"{silence} {note}", Verdict.CONVERTED)
        else:
            self._draft.tell(number, found, note, Verdict.NOTED)
        if rest:
            self._unstamped(number, rest)
        self._events = self._draft.events
        if match["end"]:
            self._quiet_since = durations.seconds_of_clock(match["end"])
        else:
            self._quiet_since = None if rest else begin

    def _whole(self, number: int, text: str) -> bool:
        """A line that is nothing but a direction, without brackets around it."""
        if (match := _FENCED.fullmatch(text)) and self._is_direction(match[2]):
            self._inline.direct(number, match[2], text)
        elif match := _LABEL.fullmatch(text):
            shouted = match["label"].isupper()
            inside = f"{match['label']} {match['text']}"
            if self._is_direction(inside):
                self._inline.direct(number, inside, text)
            elif shouted or match["label"].casefold() in ("sfx", "fx", "nb", "n.b."):
                self._draft.settle()
                self._draft.aside(number, text, text)
            else:
                return False
        elif self._is_bare_pause(text):
            self._inline.direct(number, text, text)
        else:
            return False
        self._draft.end_line()
        return True

    @staticmethod
    def _is_direction(text: str) -> bool:
        direction = directions.read(text)
        return direction is not None and direction.grasp is Grasp.WHOLE

    @staticmethod
    def _is_bare_pause(text: str) -> bool:
        """``PAUSE`` or ``Pause 10 seconds``: nobody would say that to a listener."""
        if len(text) > 60 or re.search(r"[][(){}<>]", text):
            return False
        direction = directions.read(text)
        return (
            direction is not None
            and direction.topic is Topic.PAUSE
            and direction.grasp is Grasp.WHOLE
            and (direction.named and (text.isupper() or bool(re.search(r"\d", text))))
            and bool(durations.read(text).words)
        )

    # -- lines of speech -----------------------------------------------------------------

    def _speech(self, number: int, text: str) -> None:
        text = self._without_step(number, text)
        text = self._without_speaker(number, text)
        if (match := _SECONDS_AFTER.fullmatch(text)) and (pause := self._seconds(match["length"])):
            self._inline.piece(number, match["text"])
            self._draft.directive(pause)
            self._draft.tell(number, text[match.end("text") :], pause, Verdict.CONVERTED)
        else:
            self._inline.line(number, text)

    @staticmethod
    def _seconds(text: str) -> str | None:
        found = durations.read(text)
        seconds = found.least if found.least is not None else found.bare and found.bare[0]
        return durations.pause(seconds, seconds) if seconds else None

    def _without_step(self, number: int, text: str) -> str:
        match = _STEP.match(text)
        if match is None or not has_words(text[match.end() :]):
            return text
        step = int(next(group for group in match.groups() if group))
        worded = match.group(1) is not None
        # Numbers that count down are meant to be heard.
        first = step == 1 and self._kept_step != 2
        if not (worded or first or (self._step and step == self._step + 1)):
            self._kept_step = step
            return text
        if match.group(3) and directions.read(text[match.end() :]) is not None:
            return text
        self._step = step
        self._draft.tell(number, match.group().strip(), "", Verdict.CONVERTED)
        return text[match.end() :]

    def _without_speaker(self, number: int, text: str) -> str:
        match = _SPEAKER.fullmatch(text)
        if match:
            rest = match["text"] or ""
            name = text[: len(text) - len(rest)].strip()
            self._draft.settle()
            if match["manner"]:
                self._draft.aside(number, match["manner"], name)
            else:
                self._draft.tell(number, name, "", Verdict.CONVERTED)
            return rest
        if match := _BOLD_NAME.fullmatch(text):
            found = text[: match.start("text")].strip()
            self._draft.settle()
            # It may be a word for the listener, so it is not thrown away.
            self._draft.aside(number, match["name"], found)
            return match["text"]
        return text
