"""What can be seen in a script as it is written, at any length and with any option."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from voicemat.compiler.resolve import PROMPTS
from voicemat.diagnostics import Diagnostic, Kind, warning
from voicemat.script.model import (
    Breathe,
    BreathPhase,
    ChoiceIs,
    Condition,
    Header,
    Heading,
    Line,
    Node,
    Note,
    Paragraph,
    Part,
    Repeat,
    Script,
    When,
)
from voicemat.script.walk import every_node

LONGEST_HOLD = 8
"""Seconds for which anybody can hold their breath at ease."""

SHORTEST_CYCLE = 6
"""Seconds of a breath, below which breathing gets fast: more than ten breaths a minute."""

_NAME = re.compile(r"(?<!\\)\{\s*([^{}]*?)\s*\}")


def unused_options(header: Header, scripts: Sequence[Script]) -> Iterator[Diagnostic]:
    """Options of the header that no name in braces and no condition of the scripts asks for."""
    names: set[str] = set()
    values: set[str] = set()
    for script in scripts:
        for text in _texts(script):
            names.update(_NAME.findall(text))
        for condition in _conditions(script.nodes):
            if isinstance(condition, ChoiceIs):
                values.add(condition.value.casefold())
    for option in header.options:
        asked = any(choice.casefold() in values for choice in option.choices)
        if option.name not in names and not asked:
            yield warning(
                Kind.UNUSED_OPTION, option.span, name=option.name, value=option.choices[0]
            )


def unused_respellings(header: Header, scripts: Sequence[Script]) -> Iterator[Diagnostic]:
    """Words of ``say:`` that nothing in the scripts says, nor a value of an option."""
    texts = [text for script in scripts for text in _texts(script)]
    texts += [choice for option in header.options for choice in option.choices]
    if any(isinstance(node, Breathe) for script in scripts for node in every_node(script.nodes)):
        texts += PROMPTS.get(header.language.split("-")[0].casefold(), {}).values()
    for entry in header.say:
        word = re.compile(rf"(?<!\w){re.escape(entry.word)}(?!\w)", re.IGNORECASE)
        if not any(map(word.search, texts)):
            yield warning(Kind.UNUSED_RESPELLING, entry.span, word=entry.word)


def risky_breaths(scripts: Iterable[Script]) -> Iterator[Diagnostic]:
    """Long holds and fast breathing that no note directly before them accounts for."""
    for script in scripts:
        before: Node | None = None
        for node in every_node(script.nodes):
            if isinstance(node, Breathe) and not isinstance(before, Note):
                yield from _risks(node)
            # Where a block begins, what stands before it still is what stands before.
            before = before if isinstance(node, When | Repeat) else node


def _risks(node: Breathe) -> Iterator[Diagnostic]:
    hold = max((time for phase, time in node.pattern if phase is BreathPhase.HOLD), default=0)
    cycle = sum(time for _, time in node.pattern)
    if hold > LONGEST_HOLD:
        yield warning(Kind.LONG_HOLD, node.span, actual=f"{hold:f} s", most=f"{LONGEST_HOLD} s")
    if cycle < SHORTEST_CYCLE:
        yield warning(
            Kind.FAST_BREATH, node.span, actual=f"{cycle:f} s", least=f"{SHORTEST_CYCLE} s"
        )


def _texts(script: Script) -> Iterator[str]:
    """The texts in which names are filled in: every paragraph, whole, and every heading."""
    for node in every_node(script.nodes):
        if isinstance(node, Paragraph):
            yield " ".join(line.text for line in _lines(node.parts))
        elif isinstance(node, Heading):
            yield node.title


def _lines(parts: Iterable[Part]) -> Iterator[Line]:
    for part in parts:
        if isinstance(part, Line):
            yield part
        else:
            yield from _lines(part.parts)


def _conditions(nodes: Iterable[Node]) -> Iterator[Condition]:
    """The conditions of blocks, and of the parts of paragraphs."""
    for node in every_node(nodes):
        if isinstance(node, When):
            yield node.condition
        elif isinstance(node, Paragraph):
            yield from _part_conditions(node.parts)


def _part_conditions(parts: Iterable[Part]) -> Iterator[Condition]:
    for part in parts:
        if not isinstance(part, Line):
            yield part.condition
            yield from _part_conditions(part.parts)
