"""A plan: which sessions are wanted, before it is looked up what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value, as it was typed, and the place where: ``plan.yaml:7``, or the name of an option
    of the command line.
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
        """These choices, and those of `base` where these say nothing."""
        return Choices(axes={**base.axes, **self.axes}, options={**base.options, **self.options})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Sessions that are named together: every combination of the choices. `name` is the template
    of their file names, None for the usual one.
    """

    choices: Choices
    name: Choice | None
    place: str


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
        self.problems = problems
        first, *others = problems
        lines = [f"{first.place}: {first.message}"]
        last = first
        for problem in others:
            lines += [f"  {last.advice}"] if last.advice else []
            lines.append(f"{problem.place}: {problem.message}")
            last = problem
        super().__init__("\n".join(lines), advice=last.advice)


def overridden(plan: Plan, choices: Choices) -> Plan:
    """The plan with `choices` in the place of its own."""
    entries = tuple(
        Entry(choices=choices.over(entry.choices), name=entry.name, place=entry.place)
        for entry in plan.entries
    )
    return Plan(entries=entries, exclusions=plan.exclusions)
