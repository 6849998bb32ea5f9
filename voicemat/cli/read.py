"""``voicemat read``: a sheet to read the narration from, and the way back for what was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import (
    Length,
    Name,
    Nearest,
    Pace,
    Settings,
    Voice,
    compile_session,
    open_studio,
)

if TYPE_CHECKING:
    from voicemat.compiler.sheet import Entry
    from voicemat.pipeline import Routine
    from voicemat.session import Session


class Form(StrEnum):
    """How a sheet is written."""

    TEXT = "text"
    MARKDOWN = "markdown"


def read(
    routine: Name,
    length: Length = None,
    takes: Annotated[
        Path | None,
        typer.Option(
            "--takes", metavar="FOLDER", help="Put in your takes, named by number: 001.wav."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write the sheet into."),
    ] = None,
    format: Annotated[
        Form | None, typer.Option("--format", "-f", help="Text, or Markdown for a file in .md.")
    ] = None,
    voice: Voice = None,
    pace: Pace = None,
    set_: Settings = None,
    nearest: Nearest = False,
) -> None:
    """Print what is said and when, for recording it with your own voice."""
    from voicemat.copies import write_new
    from voicemat.pipeline import load_with

    loaded = load_with(open_studio({"voice": voice, "pace": pace}), routine)
    session = compile_session(loaded, length, set_, nearest=nearest, endless=False)
    entries = loaded.sheet(session)
    if takes:
        _put_in(takes, entries, loaded)
        return
    by_suffix = Form.MARKDOWN if output and output.suffix.lower() == ".md" else Form.TEXT
    layout = _markdown if (format or by_suffix) is Form.MARKDOWN else _text
    sheet = "\n".join(layout(entries, session, loaded.found.name))
    if output:
        write_new(output, sheet + "\n")
        typer.echo(f"{output}  {len(entries)} sentences")
    else:
        typer.echo(sheet)


ADVICE = (
    "Record every sentence into a file of its own, named by its number: 001.wav, 002.wav ...",
    "Only those that you like; the voice says the others. Then:",
)


def _head(entries: Sequence[Entry], session: Session) -> str:
    from voicemat.units import clock

    return f"{session.timeline.tags.title}, {clock(session.frames)}, {len(entries)} sentences"


def _command(name: str) -> str:
    return f"voicemat read {name} --takes FOLDER"


def _text(entries: Sequence[Entry], session: Session, name: str) -> Iterator[str]:
    import textwrap

    from voicemat.units import clock

    yield _head(entries, session)
    yield ""
    yield from ADVICE
    yield f"  {_command(name)}"
    for chapter, sentences in groupby(entries, key=lambda entry: entry.chapter):
        yield ""
        yield chapter
        yield ""
        for entry in sentences:
            margin = f"{entry.number:03d}  {clock(entry.start):>7}  {_time(entry):<20}"
            words = textwrap.wrap(entry.text + _remark(entry), 60) or [""]
            yield f"{margin}  {words[0]}"
            yield from (f"{'':{len(margin)}}  {line}" for line in words[1:])


def _markdown(entries: Sequence[Entry], session: Session, name: str) -> Iterator[str]:
    from voicemat.units import clock

    yield f"# {_head(entries, session)}"
    yield ""
    yield f"{' '.join(ADVICE)} `{_command(name)}`"
    for chapter, sentences in groupby(entries, key=lambda entry: entry.chapter):
        yield ""
        yield f"## {chapter}"
        yield ""
        yield "| no. | at | takes | sentence |"
        yield "|---|---|---|---|"
        for entry in sentences:
            text = (entry.text + _remark(entry)).replace("|", "\\|")
            yield f"| {entry.number:03d} | {clock(entry.start)} | {_time(entry)} | {text} |"


def _time(entry: Entry) -> str:
    """About how long the sentence takes, and how long it may."""
    from voicemat.units import seconds

    return f"{seconds(entry.frames):.1f} s (up to {seconds(entry.room):.0f} s)"


def _remark(entry: Entry) -> str:
    return " (recorded)" if entry.recorded else ""


def _put_in(folder: Path, entries: Sequence[Entry], routine: Routine) -> None:
    """Write the takes of a folder into the overlay, and say what came of it."""
    from voicemat.diagnostics import render
    from voicemat.pipeline import load_with
    from voicemat.takes import assign_takes, put_in

    assignment = assign_takes(folder, entries)
    overlay = routine.studio.library.overlay(routine.found)
    for line in assignment.left:
        typer.echo(line, err=True)
    if not assignment.takes:
        typer.echo("no take was put in")
        return
    put_in(assignment.takes, overlay, f'> Small changes to "{routine.found.name}".\n')
    changed = load_with(routine.studio, routine.found.name)
    for finding in changed.check():
        if finding.span and finding.span.source == str(overlay):
            typer.echo(render(finding, changed.manuscript.sources), err=True)
    count = len(assignment.takes)
    typer.echo(f"{count} take{'s' if count > 1 else ''} put into {overlay}")
