"""A plan as a file: YAML, whose values are read as text, each with its line.

YAML and not TOML, because it is what the head of a routine is written in, and because Python's
TOML reader keeps no places.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from voicemat.batch.plan import Axis, Choice, Choices, Entry, Plan, PlanError, Problem
from voicemat.diagnostics import nearest
from voicemat.errors import FileError
from voicemat.marked_yaml import (
    NO_TEXT,
    MappingNode,
    Node,
    NotYamlError,
    ScalarNode,
    SequenceNode,
    compose,
    is_text,
)

LARGEST = 4 << 20
"""Bytes; a file larger than this is no plan, and is not read."""

SESSIONS = "sessions"
EXCEPT = "except"
NAME = "name"
WITH = "with"
SET = "set"

_CHOICES = (*Axis, SET)
_ENTRY = (*_CHOICES, WITH, NAME)


def load_plan(path: Path) -> Plan:
    """The plan in a file. Raises FileError when it cannot be read, PlanError with every mistake."""
    try:
        if path.stat().st_size > LARGEST:
            raise FileError(f"{path}: this is too large for a plan")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError(f"{path}: it cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path}: this is no UTF-8 text", advice="save it as UTF-8") from error
    return read_plan(text, str(path))


def read_plan(text: str, source: str) -> Plan:
    """The plan in `text`, which messages call `source`. Raises PlanError with every mistake."""
    reader = _Reader(source)
    plan = reader.plan(text)
    if reader.problems:
        raise PlanError(tuple(reader.problems))
    return plan


class _Field(NamedTuple):
    key: str
    place: str
    node: Node


class _Reader:
    def __init__(self, source: str) -> None:
        self.problems: list[Problem] = []
        self._source = source

    def plan(self, text: str) -> Plan:
        try:
            root = compose(text)
        except NotYamlError as error:
            self._bad(self._line(error.line), f"this cannot be read: {error.problem}")
            return Plan(entries=())
        start = self._line(0)
        if not isinstance(root, MappingNode):
            self._bad(start, 'a plan consists of "key: value" lines', "routine: sleep")
            return Plan(entries=())
        fields = {field.key: field for field in self._fields(root, (*_ENTRY, SESSIONS, EXCEPT))}
        sessions, exclusions = fields.pop(SESSIONS, None), fields.pop(EXCEPT, None)
        base = self._entry(fields, start)
        entries = [base]
        if sessions:
            entries = [
                self._entry(self._named(node, _ENTRY), self._at(node)).over(base)
                for node in self._items(sessions)
            ]
        for entry in entries:
            if Axis.ROUTINE not in entry.choices.axes:
                self._bad(entry.place, "no routine is named", "add a line such as routine: sleep")
        return Plan(
            entries=tuple(entries),
            exclusions=tuple(
                self._choices(self._named(node, _CHOICES))
                for node in (self._items(exclusions) if exclusions else ())
            ),
        )

    def _entry(self, fields: dict[str, _Field], place: str) -> Entry:
        names = self._texts(fields[NAME]) if NAME in fields else ()
        if len(names) > 1:
            self._bad(names[1].place, "name takes one value")
        return Entry(
            choices=self._choices(fields),
            documents=self._texts(fields[WITH]) if WITH in fields else None,
            name=names[0] if names else None,
            place=place,
        )

    def _choices(self, fields: dict[str, _Field]) -> Choices:
        axes = {axis: self._texts(fields[axis]) for axis in Axis if axis in fields}
        options = {}
        if SET in fields:
            node = fields[SET].node
            if not isinstance(node, MappingNode):
                self._bad(
                    fields[SET].place,
                    "set takes the routine's options by name",
                    "write it as set: {level: advanced}",
                )
            else:
                options = {field.key: self._texts(field) for field in self._fields(node, None)}
        return Choices(axes=axes, options=options)

    def _texts(self, field: _Field) -> tuple[Choice, ...]:
        """The value of a field, or each of its list. One that is empty is a problem."""
        nodes = field.node.value if isinstance(field.node, SequenceNode) else [field.node]
        found = []
        for node in nodes:
            place = self._at(node)
            if not isinstance(node, ScalarNode) or not node.value.strip():
                self._bad(
                    place,
                    f"{field.key} takes a value, or a list of them",
                    f"write it as {field.key}: one, or {field.key}: [one, other]",
                )
            elif not is_text(node.value):
                self._bad(place, NO_TEXT)
            else:
                found.append(Choice(text=" ".join(node.value.split()), place=place))
        if not nodes:
            self._bad(field.place, f"{field.key} names nothing", "name one, or leave the line out")
        return tuple(found)

    def _items(self, field: _Field) -> list[Node]:
        if isinstance(field.node, SequenceNode):
            items: list[Node] = field.node.value
            return items
        self._bad(
            field.place,
            f"{field.key} takes a list",
            "begin each item on a line of its own with a hyphen: - routine: sleep",
        )
        return []

    def _named(self, node: Node, known: tuple[str, ...]) -> dict[str, _Field]:
        if isinstance(node, MappingNode):
            return {field.key: field for field in self._fields(node, known)}
        self._bad(self._at(node), 'here belong "key: value" lines', "- routine: sleep")
        return {}

    def _fields(self, mapping: MappingNode, known: tuple[str, ...] | None) -> Iterator[_Field]:
        """The keys of a mapping with their values, each key once; `known` are those there may
        be.
        """
        seen: set[str] = set()
        for key, node in mapping.value:
            place = self._at(key)
            if not isinstance(key, ScalarNode) or not is_text(key.value):
                self._bad(place, "a key must be a word")
            elif key.value in seen:
                self._bad(place, f'"{key.value}" is there twice', "write a list: key: [one, other]")
            elif known is not None and key.value not in known:
                near = nearest(key.value, known)
                advice = f'did you mean "{near}"?' if near else f"the keys are {', '.join(known)}"
                self._bad(place, f'a plan has no key "{key.value}"', advice)
            else:
                seen.add(key.value)
                yield _Field(key.value, place, node)

    def _at(self, node: Node) -> str:
        return self._line(node.start_mark.line)

    def _line(self, line: int) -> str:
        return f"{self._source}:{line + 1}"

    def _bad(self, place: str, message: str, advice: str | None = None) -> None:
        self.problems.append(Problem(place=place, message=message, advice=advice))
