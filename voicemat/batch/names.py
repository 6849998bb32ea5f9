"""What the files of a plan are called."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from voicemat import units
from voicemat.batch.plan import Choice, Problem
from voicemat.diagnostics import nearest
from voicemat.errors import UsageError
from voicemat.exporter import file_name
from voicemat.library import Found
from voicemat.pipeline import parse_length
from voicemat.script.model import Header

FIELDS = ("number", "title", "routine", "language", "length", "voice", "music", "format", "quality")
"""What a template may name, besides the routines' options."""

DIGITS = 2
"""Digits of a number, at the least: players sort by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One combination of choices. What is None is as the routine and the settings have it."""

    found: Found
    header: Header
    settings: tuple[tuple[str, str], ...]
    length: str | None
    voice: str | None
    music: str | None
    format: str
    quality: str | None
    documents: tuple[str, ...]
    template: Choice | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The name of a file, and what it calls itself."""

    file: str
    title: str


def name_all(variants: Sequence[Variant], problems: list[Problem]) -> tuple[Naming, ...]:
    """The names of the files, in order.

    Without a template a file is called ``01 Title, 20 min, advanced``: the number where there are
    several, and after the title whatever the sessions of that title differ in. Two that would have
    one name, the number and the case of letters apart, become a problem; so does a template that
    cannot be filled.
    """
    fields = [_fields(variant) for variant in variants]
    titles = _titles(variants, fields)
    width = max(DIGITS, len(str(len(variants))))
    names: list[Naming] = []
    taken: dict[str, Variant] = {}
    for number, (variant, values, title) in enumerate(
        zip(variants, fields, titles, strict=True), start=1
    ):
        counted = f"{number:0{width}d}"
        stem, lead = title, f"{counted} " if len(variants) > 1 else ""
        if variant.template:
            filled = _filled(variant.template, {**values, "number": counted}, problems)
            stem, lead = filled or title, ""
        suffix = f".{variant.format}"
        key = unicodedata.normalize("NFC", file_name(stem, suffix)).casefold()
        other = taken.setdefault(key, variant)
        if other is not variant:
            problems.append(_twice(file_name(stem, suffix), variant, other))
        names.append(Naming(file=file_name(lead + stem, suffix), title=title))
    return tuple(names)


def _fields(variant: Variant) -> Mapping[str, str]:
    return {
        **{option.name: option.choices[0] for option in variant.header.options},
        **dict(variant.settings),
        "title": variant.header.title,
        "routine": variant.found.path.stem,
        "language": variant.header.language,
        "length": _words(variant.length),
        "voice": variant.voice or "",
        "music": variant.music or "",
        "format": variant.format,
        "quality": variant.quality or "",
    }


def _titles(variants: Sequence[Variant], fields: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The title of each, with what tells it from the others of that title."""
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for own in fields:
        for name in own:
            values[own["title"].casefold()][name].add(own[name])
    for variant, own in zip(variants, fields, strict=True):
        others = values[own["title"].casefold()]
        options = [name for name, _ in variant.settings]
        parts = [
            own[name]
            for name in ("routine", "language", "length", *options, "voice", "music", "quality")
            if own[name] and len(others[name]) > 1
        ]
        yield ", ".join([own["title"], *parts])


def _filled(template: Choice, values: Mapping[str, str], problems: list[Problem]) -> str | None:
    """A template with its fields filled in; None, with a problem, where that cannot be."""
    try:
        parts = list(Formatter().parse(template.text))
    except ValueError:
        problems.append(
            Problem(
                place=template.place,
                message="a brace in this name has no partner",
                advice="write a field as {title}",
            )
        )
        return None
    text = ""
    for literal, field, form, conversion in parts:
        text += literal
        if field is None:
            continue
        if field not in values or form or conversion:
            near = nearest(field, values)
            problems.append(
                Problem(
                    place=template.place,
                    message=f'a name has no field "{{{field}}}"',
                    advice=f'did you mean "{{{near}}}"?'
                    if near
                    else f"its fields are {', '.join(sorted(values))}",
                )
            )
            return None
        text += values[field]
    return text


def _twice(name: str, variant: Variant, other: Variant) -> Problem:
    where = f", here and by {other.place}" if other.place != variant.place else ""
    return Problem(
        place=variant.template.place if variant.template else variant.place,
        message=f'two sessions would be called "{name}"{where}',
        advice="let name tell them apart, as in name: {title} {length} {voice}"
        if variant.template
        else "leave one of them out",
    )


def _words(length: str | None) -> str:
    if length is None:
        return ""
    try:
        return units.words(parse_length(length))
    except UsageError:
        return length  # told elsewhere
