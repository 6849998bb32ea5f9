"""The lines of ``Key: value`` that many scripts begin with, as voicemat's front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from voicemat.script.header import SCALARS, read_header
from voicemat.script.importers import directions, durations
from voicemat.script.importers.directions import Music
from voicemat.script.importers.draft import Draft, typable
from voicemat.script.importers.known import BEDS, VOICES
from voicemat.script.importers.model import Verdict

_ENTRY = re.compile(r"(?:[*_]{2})?([A-Za-z][\w /-]{0,30}?)\s*:(?:[*_]{2})?(?:\s+(.*))?")
_FENCE = re.compile(r"-{3,}\s*")
_BARE_MINUTES = re.compile(r"\d{1,3}")
_PLAIN = re.compile(r"[A-Za-z][\w ,.'()/+-]*")

MOST_LINES = 60
"""Lines that a header may have at the most."""

_KEYS: Mapping[str, str] = {
    "name": "title",
    "session": "title",
    "meditation": "title",
    "duration": "length",
    "total duration": "length",
    "time": "length",
    "total time": "length",
    "by": "author",
    "written by": "author",
    "writer": "author",
    "narrator": "voice",
    "speaker": "voice",
    "background": "music",
    "background music": "music",
    "soundtrack": "music",
    "lang": "language",
    "description": "summary",
    "speed": "pace",
    "rate": "pace",
    "licence": "license",
    "keywords": "tags",
    **{key: key for key in SCALARS},
}
"""voicemat's keys by the words that people use for them."""


def read(lines: Sequence[str], draft: Draft) -> int:
    """Read the header that `lines` begin with, if they do, and say how many lines it took."""
    first = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    fenced = first < len(lines) and bool(_FENCE.fullmatch(lines[first]))
    body = first + 1 if fenced else first
    known = strangers = 0
    for index in range(body, min(len(lines), body + MOST_LINES)):
        line = lines[index].strip()
        if _FENCE.fullmatch(line):
            if not fenced and not known and not strangers:
                return 0
            _convert(lines, range(body, index), draft)
            return index + 1
        match = _ENTRY.fullmatch(line)
        if not line:
            if known and not strangers and not _closes_later(lines, index):
                # No fence at the end, yet nothing but keys that we know: nobody speaks these.
                _convert(lines, range(body, index), draft)
                return index
        elif match and match.group(1).casefold() in _KEYS:
            known += 1
        elif match or (fenced and line[0] in "#-"):
            strangers += 1
        else:
            return 0
    return 0


def _closes_later(lines: Sequence[str], start: int) -> bool:
    """Whether the header goes on after a blank line, up to a fence."""
    for line in lines[start : start + MOST_LINES]:
        if _FENCE.fullmatch(line.strip()):
            return True
        if line.strip() and not _ENTRY.fullmatch(line.strip()):
            return False
    return False


def _convert(lines: Sequence[str], numbers: range, draft: Draft) -> None:
    taken: set[str] = set()
    for index in numbers:
        line = lines[index].strip()
        if not line:
            continue
        match = _ENTRY.fullmatch(line)
        key = _KEYS.get(match.group(1).casefold()) if match else None
        value = _value(key, (match.group(2) or "").strip()) if match and key else None
        if key is None or value is None or key in taken or not _is_sound(key, value):
            draft.aside(index + 1, line, line)
            draft.end_line()
            continue
        taken.add(key)
        draft.key(key, value)
        became = f"{key}: {value}"
        verdict = Verdict.KEPT if became == line else Verdict.CONVERTED
        draft.tell(index + 1, line, became, verdict)
    draft.gap()


def _value(key: str | None, text: str) -> str | None:
    """The value as YAML writes it; None for one that this program has no use for."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    text = " ".join(typable(text).split())
    if not text:
        return None
    if key == "length":
        return _length(text)
    if key == "voice":
        return text.casefold() if text.casefold() in VOICES else None
    if key == "music":
        return _music(text)
    if key == "tags":
        text = text.strip("[]")
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _length(text: str) -> str | None:
    found = durations.read(f"{text} min" if _BARE_MINUTES.fullmatch(text) else text)
    if found.clock is not None:
        return durations.written(found.clock)
    if found.least is None or found.most is None:
        return text
    if found.least == found.most:
        return durations.written(found.least)
    middle = (found.least + found.most) / 2
    bounds = "-".join(
        f"{(bound / 60).quantize(Decimal('0.01')).normalize():f}"
        for bound in (found.least, found.most)
    )
    return f"{durations.written(middle)} ({bounds} min)"


def _music(text: str) -> str | None:
    if text.casefold() in BEDS.values():
        return text.casefold()
    direction = directions.read(text)
    if direction is None or direction.music is not Music.STARTS:
        return None
    return direction.directive.removeprefix("[music ").removesuffix("]").split(" over ")[0]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_sound(key: str, value: str) -> bool:
    """Whether the language takes this key with this value."""
    _, findings = read_header(f"{key}: {value}", title="", source="", first_line=1)
    return not findings
