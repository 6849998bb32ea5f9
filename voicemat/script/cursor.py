"""Reads one piece of notation from left to right: the inside of a bracket, or a header's value.

Every reading method skips blanks and optional commas first. What cannot be read raises
`UnreadableError`, which the parser turns into a diagnostic at the right place.
"""

from __future__ import annotations

import re
from decimal import Decimal

from voicemat.diagnostics import Diagnostic, Kind, Severity
from voicemat.script.model import Stretch
from voicemat.source import Span

_BLANK = re.compile(r"[\s,]*")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_INTEGER = re.compile(r"\d{1,9}(?![\d.])")
CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?![\d:])")
UNIT = re.compile(
    r"(?:(?P<h>h|hrs?|hours?)|(?P<m>m|mins?|minutes?)|(?P<s>s|secs?|seconds?))(?![^\W\d])",
    re.IGNORECASE,
)
DASH = re.compile(r"\s*(?:[-\N{EN DASH}\N{EM DASH}]|\bto\b)\s*", re.IGNORECASE)
_SIGN = re.compile(r"[+\-\N{MINUS SIGN}\N{EN DASH}]")
_REST = re.compile(r"\S(?:.*\S)?", re.DOTALL)

_SECONDS = {"h": Decimal(3600), "m": Decimal(60), "s": Decimal(1)}

LONGEST = Decimal(24 * 3600)
"""Seconds; no single duration may be longer than a day."""


class UnreadableError(Exception):
    """What a notation holds cannot be read; carries the finding."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.kind)
        self.diagnostic = diagnostic


class Cursor:
    """A reading position in `text`, which stands at `span` in its source.

    `form` shows the correct notation in messages.
    """

    def __init__(self, text: str, span: Span, form: str) -> None:
        self._text = text
        self._span = span
        self._form = form
        self._at = 0

    def _after_blanks(self) -> int:
        match = _BLANK.match(self._text, self._at)
        assert match is not None
        return match.end()

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The next piece if it matches `pattern`."""
        match = pattern.match(self._text, self._after_blanks())
        if match:
            self._at = match.end()
        return match

    @property
    def at_end(self) -> bool:
        """Whether everything has been read."""
        return self._after_blanks() == len(self._text)

    @property
    def mark(self) -> int:
        """The offset of the next piece, to be given to `place` later."""
        return self._after_blanks()

    def place(self, start: int, end: int | None = None) -> Span:
        """The span from offset `start` to offset `end` or to what was read last."""
        stop = self._at if end is None else end
        return self._span.within(start, max(stop - start, 1))

    def fail(
        self,
        kind: Kind,
        start: int,
        end: int | None = None,
        *,
        suggestion: str | None = None,
        **values: str,
    ) -> UnreadableError:
        """The error for the text from `start` on, to be raised."""
        return UnreadableError(
            Diagnostic(
                kind=kind,
                severity=Severity.ERROR,
                span=self.place(start, end),
                values=tuple({"form": self._form, **values}.items()),
                suggestion=suggestion,
            )
        )

    def missing(self, expected: str) -> UnreadableError:
        """The error that `expected` does not come next, to be raised."""
        rest = self.remainder()
        if rest is None:
            end = len(self._text.rstrip())
            return self.fail(Kind.MISSING_PART, max(end - 1, 0), end, expected=expected)
        start, text = rest
        return self.fail(Kind.UNEXPECTED_WORDS, start, start + len(text), words=text)

    def remainder(self) -> tuple[int, str] | None:
        """The offset and text of what is still to be read, without reading it."""
        match = _REST.match(self._text, self._after_blanks())
        return (match.start(), match.group()) if match else None

    def keyword(self, *words: str) -> str | None:
        """The next word, in lower case, if it is one of `words`."""
        start = self.mark
        match = self.take(_WORD)
        if match and match.group().casefold() in words:
            return match.group().casefold()
        self._at = start
        return None

    def expect(self, *words: str) -> str:
        """Like `keyword`, but the word must be there."""
        word = self.keyword(*words)
        if word is None:
            raise self.missing(" or ".join(f'"{word}"' for word in words))
        return word

    def integer(self, what: str, *, most: int) -> int | None:
        """A whole number from 1 to `most`, if one is next."""
        start = self.mark
        match = self.take(_INTEGER)
        if match is None:
            return None
        value = int(match.group())
        if not 1 <= value <= most:
            raise self.fail(
                Kind.OUT_OF_RANGE, start, what=what, value=match.group(), least="1", most=str(most)
            )
        return value

    def decibels(self) -> Decimal | None:
        """A signed level such as ``-6 dB``, if one is next; between -60 and +12."""
        start = self.mark
        sign = self.take(_SIGN)
        number = sign and self.take(NUMBER)
        if not sign or not number or not self.take(re.compile(r"dB\b", re.IGNORECASE)):
            self._at = start
            return None
        value = Decimal(number.group()) * (1 if sign.group() == "+" else -1)
        if not -60 <= value <= 12:
            raise self.fail(
                Kind.OUT_OF_RANGE,
                start,
                what="a level",
                value=f"{value} dB",
                least="-60 dB",
                most="+12 dB",
            )
        return value

    def duration(self) -> Decimal:
        """An exact duration in seconds; raises where there is none."""
        start = self.mark
        found = self._duration(None)
        if found is None:
            raise self._bad_duration(start)
        return self._bounded(found, start)

    def phase_seconds(self) -> Decimal:
        """The seconds of a breath's phase: a bare number, or one with a unit."""
        start = self.mark
        number = self.take(NUMBER)
        if number is None:
            raise self.missing("seconds")
        unit = self.take(UNIT)
        value = Decimal(number.group()) * (_SECONDS[unit.lastgroup or "s"] if unit else 1)
        if not 1 <= value <= 30:
            raise self.fail(
                Kind.OUT_OF_RANGE,
                start,
                what="a breath",
                value=f"{value.normalize():f} s",
                least="1 s",
                most="30 s",
            )
        return value

    def stretch(self) -> Stretch:
        """A duration, exact or a range, in seconds; a range shares its last unit."""
        start = self.mark
        low_number = self._bare_number()
        if low_number is not None:
            dash = self.take(DASH)
            high = self._duration(None) if dash else None
            if high is None:
                raise self._bad_duration(start)
            unit = self._last_unit
            low: Decimal | None = low_number * unit
        else:
            low = self._duration(None)
            if low is None:
                raise self._bad_duration(start)
            high = self._duration(None) if self.take(DASH) else low
            if high is None:
                raise self._bad_duration(start)
        assert low is not None
        if low > high:
            raise self.fail(Kind.BACKWARD_RANGE, start)
        return Stretch(least=self._bounded(low, start), most=self._bounded(high, start))

    _last_unit = Decimal(1)

    def _bare_number(self) -> Decimal | None:
        """A number that a dash follows at once: the lower end of ``20-60 s``."""
        start = self.mark
        number = self.take(NUMBER)
        if number and DASH.match(self._text, self._at):
            return Decimal(number.group())
        self._at = start
        return None

    def _duration(self, total: Decimal | None) -> Decimal | None:
        if total is None and (match := self.take(CLOCK)):
            hours, minutes, seconds = match.groups()
            self._last_unit = Decimal(60)
            return Decimal(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds))
        smaller_than: Decimal | None = None
        while True:
            start = self._at
            number = self.take(NUMBER)
            unit = self.take(UNIT) if number else None
            size = _SECONDS[unit.lastgroup or "s"] if unit else None
            # Units go down: in "5 s 10 s" two durations meet, and the second is not understood.
            if number is None or size is None or (smaller_than and size >= smaller_than):
                self._at = start
                return total
            self._last_unit = smaller_than = size
            total = (total or Decimal(0)) + Decimal(number.group()) * size

    def _bounded(self, value: Decimal, start: int) -> Decimal:
        if not 0 < value <= LONGEST:
            raise self.fail(
                Kind.OUT_OF_RANGE,
                start,
                what="a duration",
                value=f"{value.normalize():f} s",
                least="just over 0",
                most="24 h",
            )
        return value

    def _bad_duration(self, start: int) -> UnreadableError:
        self._at = start
        rest = self.remainder()
        if rest is None:
            return self.missing("a duration")
        _, text = rest
        if re.fullmatch(r"[\d.]+(\s*[-–]\s*[\d.]+)?", text):
            return self.fail(Kind.MISSING_UNIT, start, start + len(text), text=text)
        return self.fail(Kind.BAD_DURATION, start, start + len(text), text=text)

    def done(self) -> None:
        """Raises when something is left that was not read."""
        rest = self.remainder()
        if rest is not None:
            start, text = rest
            raise self.fail(Kind.UNEXPECTED_WORDS, start, start + len(text), words=text)
