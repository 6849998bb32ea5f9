"""What the listener chose: the length, the values of the options, and the conditions that hold."""

from __future__ import annotations

from collections.abc import Iterable

from voicemat import units
from voicemat.compiler.score import Wishes
from voicemat.diagnostics import Findings, Kind, nearest
from voicemat.script.model import (
    ChoiceIs,
    Condition,
    Header,
    LengthFrom,
    LengthUnder,
    Line,
    Part,
)
from voicemat.source import Span


class Listener:
    """A listener's wishes applied to a routine's header. What is wrong goes to `findings`."""

    def __init__(self, header: Header, wishes: Wishes, findings: Findings) -> None:
        self._findings = findings
        self._options = {option.name: option for option in header.options}
        self._values = {name: option.choices[0] for name, option in self._options.items()}
        self.asked = self._length(header, wishes)
        """The length in frames; None for the natural one."""
        for name, value in wishes.settings:
            self._choose(name, value)

    def _length(self, header: Header, wishes: Wishes) -> int | None:
        wish = header.length
        asked = wishes.length
        if asked is None and wish:
            asked = units.frames(wish.target)
        if asked is not None and wish and wish.least is not None and wish.most is not None:
            least, most = units.frames(wish.least), units.frames(wish.most)
            if not least <= asked <= most:
                self._findings.warn(
                    Kind.LENGTH_OUTSIDE_RANGE,
                    None,
                    asked=units.words(asked),
                    least=units.words(least),
                    most=units.words(most),
                )
        return asked

    def _choose(self, name: str, value: str) -> None:
        option = self._options.get(name)
        if option is None:
            self._findings.add(
                Kind.UNKNOWN_OPTION,
                None,
                suggestion=nearest(name, self._options),
                name=name,
                known=", ".join(self._options) or "none",
            )
        elif len(option.choices) > 1 and value not in option.choices:
            self._findings.add(
                Kind.UNKNOWN_CHOICE,
                None,
                suggestion=nearest(value, option.choices),
                name=name,
                value=value,
                known=", ".join(option.choices),
            )
        else:
            self._values[name] = value

    # -- what the script asks --------------------------------------------------------------

    def fill(self, name: str, span: Span) -> str:
        """The text for a name in braces; empty, with a finding, for one that there is not."""
        if name == "length":
            if self.asked is None:
                self._findings.add(Kind.LENGTH_UNKNOWN, span)
                return ""
            return _length_in_words(self.asked)
        if name not in self._values:
            self._findings.add(
                Kind.UNKNOWN_NAME,
                span,
                suggestion=nearest(name, (*self._values, "length")),
                name=name,
            )
            return ""
        return self._values[name]

    def holds(self, condition: Condition) -> bool:
        """Whether a condition holds for this listener. Without a length, none of length does."""
        match condition:
            case LengthFrom():
                return self.asked is not None and self.asked >= units.frames(condition.least)
            case LengthUnder():
                return self.asked is not None and self.asked < units.frames(condition.limit)
            case ChoiceIs():
                return self._chosen(condition)

    def _chosen(self, condition: ChoiceIs) -> bool:
        wanted = condition.value.casefold()
        owners = [
            option
            for option in self._options.values()
            if len(option.choices) > 1
            and wanted in (choice.casefold() for choice in option.choices)
        ]
        if not owners:
            choices = [
                choice
                for option in self._options.values()
                if len(option.choices) > 1
                for choice in option.choices
            ]
            self._findings.add(
                Kind.UNKNOWN_CONDITION,
                condition.span,
                suggestion=nearest(condition.value, choices),
                name=condition.value,
                known=", ".join(choices) or "none",
            )
        return any(self._values[option.name].casefold() == wanted for option in owners)

    def lines(self, parts: Iterable[Part]) -> tuple[Line, ...]:
        """The lines of a paragraph that this listener hears."""
        found: list[Line] = []
        for part in parts:
            if isinstance(part, Line):
                found.append(part)
            elif self.holds(part.condition):
                found.extend(self.lines(part.parts))
        return tuple(found)


def _length_in_words(frames: int) -> str:
    minutes = round(units.seconds(frames) / 60)
    if minutes < 1:
        return "less than a minute"
    hours, rest = divmod(minutes, 60)
    parts = [
        f"{value} {unit}{'s' if value > 1 else ''}"
        for value, unit in ((hours, "hour"), (rest, "minute"))
        if value
    ]
    return " and ".join(parts)
