"""Checks routines as their listeners would hear them: in every variant, with real time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voicemat.compiler.checks import check_script, check_session
from voicemat.compiler.plan import plan
from voicemat.diagnostics import Diagnostic, Kind, Severity, nearest
from voicemat.errors import FileError, UsageError
from voicemat.library import SUFFIXES, scripts_in, shipped
from voicemat.pipeline import Progress, Routine, ScriptError, in_order, load_with
from voicemat.script.model import Header
from voicemat.source import Span
from voicemat.studio import Studio

PARTS = "parts"
"""The folder of scripts that are there to be included."""

_Place = tuple[Kind, Severity, Span | None]

_SECTION = re.compile(r"^## `(?P<code>[\w-]+)`\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A diagnostic, and the first variant in which it came up: the options that differ from what
    a listener hears who chooses nothing.
    """

    diagnostic: Diagnostic
    settings: tuple[tuple[str, str], ...] = ()


# -- one routine -----------------------------------------------------------------------------


def check_routine(
    routine: Routine,
    length: str | None = None,
    settings: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> tuple[Finding, ...]:
    """Everything that is wrong with a routine, in order of place.

    It is compiled at `length`, or else at its own, in every variant; speech is synthesised where
    it is not in the cache. What several variants share is given once. A part is only parsed: the
    rest is up to the routines that include it.

    Raises MissingError when the voice cannot be had, UsageError for a length that is none.
    """
    if routine.found.path.absolute().parent.name == PARTS:
        return tuple(Finding(diagnostic=found) for found in routine.diagnostics)
    chosen = dict(settings or {})
    found: dict[_Place, Finding] = {}
    for variant in _variants(routine.script.header, chosen):
        for diagnostic in _check_variant(routine, length, {**chosen, **dict(variant)}, progress):
            place = (diagnostic.kind, diagnostic.severity, diagnostic.span)
            found.setdefault(place, Finding(diagnostic=diagnostic, settings=variant))
    by_diagnostic = {finding.diagnostic: finding for finding in found.values()}
    for diagnostic in _check_cover(routine):
        by_diagnostic[diagnostic] = Finding(diagnostic=diagnostic)
    ordered = in_order(by_diagnostic, routine.manuscript.sources)
    return tuple(by_diagnostic[diagnostic] for diagnostic in ordered)


def _variants(header: Header, chosen: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """The choices to try: none, and then every other value of every option that is not chosen."""
    yield ()
    for option in header.options:
        if option.name not in chosen:
            for choice in option.choices[1:]:
                yield ((option.name, choice),)


def _check_variant(
    routine: Routine,
    length: str | None,
    settings: Mapping[str, str],
    progress: Progress | None,
) -> tuple[Diagnostic, ...]:
    try:
        draft = routine.speak(length, settings=settings, progress=progress)
    except ScriptError as error:
        return error.diagnostics
    manuscript = routine.manuscript
    parts = {script.source: script for script in manuscript.scripts.values()}
    written = check_script(routine.script, tuple(parts.values()))
    planned, findings = plan(draft.score, draft.recordings)
    heard = check_session(draft.score, planned) if planned else ()
    return (*draft.diagnostics, *written, *findings, *heard)


def _check_cover(routine: Routine) -> tuple[Diagnostic, ...]:
    if routine.manuscript.cover is None:
        return ()
    try:
        routine.cover()
    except ScriptError as error:
        return error.diagnostics
    return ()


# -- which routines --------------------------------------------------------------------------


def find_routines(studio: Studio, names: list[str]) -> Iterator[Routine]:
    """The routines that are meant by names, paths, and folders, whose every script is one.

    Raises UsageError for an unknown name, FileError for a path without a file, for a file that
    cannot be read, and for a folder without scripts.
    """
    for name in names:
        folder = _folder(name)
        for path in _scripts(folder) if folder else (name,):
            yield load_with(studio, str(path))


def _folder(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path if path.is_dir() else None
    except (OSError, RuntimeError):  # a name too long for a file, a ~user who is nobody
        return None


def _scripts(folder: Path) -> tuple[Path, ...]:
    found = scripts_in(folder)
    if not found:
        raise FileError(
            f"{folder}: there is no script in this folder",
            advice=f"a script is a file that ends in {' or '.join(SUFFIXES)}",
        )
    return found


# -- what a code means -----------------------------------------------------------------------


def explain(code: str) -> str:
    """The section of ``docs/checks.md`` about a code, as Markdown without its heading.

    Raises UsageError for a code that there is not.
    """
    sections = explanations()
    if code not in sections:
        near = nearest(code, sections)
        raise UsageError(
            f'there is no finding with the code "{code}"',
            advice=f'did you mean "{near}"?' if near else "the code stands in a finding's brackets",
        )
    return sections[code]


def explanations() -> dict[str, str]:
    """Every code with what is to know about it."""
    text = (shipped("docs") / "checks.md").read_text(encoding="utf-8")
    return {match["code"]: match["text"].strip() for match in _SECTION.finditer(text)}
