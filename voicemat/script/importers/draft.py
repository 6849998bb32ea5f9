"""The script that an import writes. Whatever goes in, what comes out parses: spoken text can
open no bracket, comment, heading or note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from voicemat.script.importers.directions import Direction, Music
from voicemat.script.importers.model import ReportLine, Verdict

_UNTYPABLE = re.compile(
    r"[\x00-\x1F\x7F-\x9F\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}\uD800-\uDFFF]"
)
_WORD = re.compile(r"[^\W_]")
_LIVE = re.compile(
    r"\\(?P<kept>[!-/:;=?@^`|~#])"  # an escape that the language has as well
    r"|(?P<escape>\\|[\[\]{}]|<(?=!|$))"  # pieces are joined after this, so half a comment counts
)
_ORPHAN = re.compile(r"(?:[,;:!?)]|\.(?!\.))+\s*")
"""Punctuation that a direction left behind at the start of what follows it."""
_SPLIT_OFF = re.compile(r"\s+(?=[,.;!?](?:\s|$))|,(?=[.!?](?:\s|$))")
"""What is wrong before punctuation once the words between are gone."""
_LIVE_AT_START = re.compile(r"[#>]")
_SENTENCE_END = re.compile(r"[.!?:;\N{HORIZONTAL ELLIPSIS}][\"'”’)*_]*\s*$")


def ends_sentence(text: str) -> bool:
    """Whether a sentence is over at the end of `text`."""
    return bool(_SENTENCE_END.search(text[-12:]))


def has_words(text: str) -> bool:
    """Whether there is anything to say in `text`."""
    return bool(_WORD.search(text))


def typable(text: str) -> str:
    """`text` with a blank for each control character and half of a surrogate pair."""
    return _UNTYPABLE.sub(" ", text)


def _escaped(text: str) -> str:
    return _LIVE.sub(
        lambda match: match.group() if match.group("kept") else f"\\{match.group('escape')}", text
    )


class _Written(Enum):
    """What the last line of the script is."""

    NOTHING = auto()
    TEXT = auto()
    OTHER = auto()


class Draft:
    """A script in the making, and the report of it."""

    def __init__(self) -> None:
        self.report: list[ReportLine] = []
        self._header: list[str] = []
        self._lines: list[str] = []
        self._pieces: list[tuple[bool, str]] = []  # (is it spoken, text)
        self._last = _Written.NOTHING
        self._music = False
        self.events = 0
        """How many things were written so far that take time."""

    # -- the report ----------------------------------------------------------------------

    def tell(self, line: int, found: str, became: str, verdict: Verdict) -> None:
        """Add to the report."""
        self.report.append(ReportLine(line=line, found=found, became=became, verdict=verdict))

    # -- parts of a line -----------------------------------------------------------------

    def say(self, text: str) -> None:
        """Go on with the line of spoken text."""
        if text:
            self._pieces.append((True, text))

    def aside(self, line: int, text: str, found: str) -> None:
        """Keep `text` as a note where it stands, and report it."""
        self.tell(line, found, self.keep(text), Verdict.NOTED)

    def keep(self, text: str) -> str:
        """Keep `text` as a note where it stands; returns the note."""
        note = " ".join(typable(text).split())
        self._pieces.append((False, note))
        return f"> {note}"

    @property
    def tail(self) -> str:
        """The last of what the line says so far, enough to see whether a sentence ended."""
        parts: list[str] = []
        for spoken, text in reversed(self._pieces):
            if spoken:
                parts.append(text[-40:])
            if sum(map(len, parts)) >= 40 or len(parts) > 8:
                break
        return "".join(reversed(parts))

    def end_line(self) -> None:
        """End the line: its words as one line, its notes around them or inside."""
        pieces, self._pieces = self._pieces, []
        spoken = [
            index for index, (is_spoken, text) in enumerate(pieces) if is_spoken and has_words(text)
        ]
        if not spoken:
            for is_spoken, text in pieces:
                if not is_spoken:
                    self._note(text)
            return
        first, last = spoken[0], spoken[-1]
        for is_spoken, text in pieces[:first]:
            if not is_spoken:
                self._note(text)
        # Punctuation that follows the last word belongs to it, whatever stands between.
        after = "".join(text for is_spoken, text in pieces[last + 1 :] if is_spoken).strip()
        line = self._woven(pieces[first : last + 1]) + _escaped(typable(after))
        line = _SPLIT_OFF.sub("", line)
        if orphan := _ORPHAN.match(line):
            line = line[orphan.end() :]
        if _LIVE_AT_START.match(line):
            line = f"\\{line}"
        self._write(line, _Written.TEXT)
        self.events += 1
        for is_spoken, text in pieces[last + 1 :]:
            if not is_spoken:
                self._note(text)

    def _woven(self, pieces: Sequence[tuple[bool, str]]) -> str:
        """Spoken pieces with the notes among them as comments, none of them inside a word."""
        parts: list[str] = []
        waiting: list[str] = []
        for is_spoken, text in pieces:
            if not is_spoken:
                waiting.append(f" <!-- {self._commented(text)} --> ")
                continue
            words = _escaped(typable(text))
            if waiting and (blank := re.search(r"\s", words)):
                parts.extend((words[: blank.start()], *waiting))
                words = words[blank.start() :]
                waiting = []
            parts.append(words)
        return " ".join("".join([*parts, *waiting]).split())

    def _note(self, text: str) -> None:
        if self._last is _Written.TEXT and not ends_sentence(self._lines[-1]):
            # A comment does not end the paragraph whose sentence goes on in the next line.
            self._lines.append(f"<!-- {self._commented(text)} -->")
        else:
            self._write(f"> {text}".rstrip(), _Written.OTHER)

    @staticmethod
    def _commented(text: str) -> str:
        return text.replace("--", "- -").replace("--", "- -")

    # -- whole lines ---------------------------------------------------------------------

    def direct(self, direction: Direction) -> bool:
        """Write a direction on a line of its own; says False when it would be an error here."""
        if direction.music in (Music.NEEDED, Music.STOPS) and not self._music:
            return False
        if direction.music is not Music.NOTHING:
            self._music = direction.music is not Music.STOPS
        self.directive(direction.directive)
        return True

    def directive(self, text: str) -> None:
        """Write a directive or dots, which must be right, on a line of its own."""
        self.end_line()
        self._write(text, _Written.OTHER)
        self.events += 1

    def heading(self, level: int, title: str) -> None:
        """Begin a chapter. `title` holds no brackets."""
        self.gap()
        self._write(f"{'#' * level} {' '.join(title.split())}", _Written.OTHER)

    def settle(self) -> None:
        """End the line, and with it the sentence, so that a note may follow."""
        self.end_line()
        self._last = _Written.NOTHING

    def gap(self) -> None:
        """End the paragraph."""
        self.settle()
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def key(self, name: str, value: str) -> None:
        """Add a key to the front matter. `value` is as YAML writes it."""
        self._header.append(f"{name}: {value}")
        self._music = self._music or name == "music"

    def _write(self, line: str, what: _Written) -> None:
        self._lines.append(line)
        self._last = what

    def text(self) -> str:
        """The script so far."""
        self.end_line()
        body = "\n".join(self._lines).strip("\n")
        header = "\n".join(["---", *self._header, "---", "", ""]) if self._header else ""
        return f"{header}{body}\n" if body else header
