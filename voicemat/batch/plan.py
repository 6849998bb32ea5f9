"""A plan: which sessions are wanted, before it is looked up what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from voicemat.errors import UsageError


class Axis(StrEnum):
    """What a session of a plan can differ in, in the order in which it is multiplied out."""

    ROUTINE = "routine"
    LANGUAGE = "language"
    LENGTH = "length"
    VOICE = "voice"
    MUSIC = "music"
    FORMAT = "format"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value, as it was typed, and the place where: ``plan.yaml:7``, the name of an option of
    the command line, or nothing.
    """

    text: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The values of each axis, and of each option of the routines. What is not named is left as the
    routine and the settings have it.
    """

    axes: Mapping[Axis, tuple[Choice, ...]]
    options: Mapping[str, tuple[Choice, ...]]

    def over(self, base: Choices) -> Choices:
        """The choices, with those of `base` where they say nothing."""
        return Choices(axes={**base.axes, **self.axes}, options={**base.options, **self.options})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Sessions that are named together: every combination of the choices. `documents` names what
    is written beside each. `name` is the template of their file names, None for the usual one.
    """

    choices: Choices
    documents: tuple[Choice, ...] | None
    name: Choice | None
    place: str

    def over(self, base: Entry) -> Entry:
        """The entry, with what `base` says where it says nothing."""
        return replace(
            self,
            choices=self.choices.over(base.choices),
            documents=base.documents if self.documents is None else self.documents,
            name=self.name or base.name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that is wanted, in order, apart from the combinations that are left out."""

    entries: tuple[Entry, ...]
    exclusions: tuple[Choices, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a plan that cannot be done: where, what, what to do."""

    place: str
    message: str
    advice: str | None = None


class PlanError(UsageError):
    """A plan that cannot be carried out, with all that is wrong in it. Nothing has been made."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: _line(problem.place)))
        *before, last = self.problems
        blocks = [f"{_told(one)}\n  {one.advice}" if one.advice else _told(one) for one in before]
        super().__init__("\n".join([*blocks, _told(last)]), advice=last.advice)


def _told(problem: Problem) -> str:
    return f"{problem.place}: {problem.message}" if problem.place else problem.message


def _line(place: str) -> int:
    line = place.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0


def overridden(plan: Plan, said: Entry) -> Plan:
    """The plan with what is `said` in the place of its own."""
    entries = tuple(
        replace(said.over(entry), name=entry.name, place=entry.place) for entry in plan.entries
    )
    return Plan(entries=entries, exclusions=plan.exclusions)
