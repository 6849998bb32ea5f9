"""``voicemat import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.errors import FileError, UsageError

if TYPE_CHECKING:
    from voicemat.script.importers import Imported, Notation

SUFFIX = ".voicemat.md"


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A script in another notation.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help=f"The file to write; by default beside FILE, ending in {SUFFIX}.",
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="NOTATION",
            help="text, ssml or speech-markdown; recognised by itself unless given.",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file to write if it is there.")
    ] = False,
) -> None:
    """Turn a script in another notation into voicemat's language."""
    from voicemat.library import Found, Shelf, read_source
    from voicemat.script.importers import convert

    notation = _notation(from_)
    source = read_source(Found(name=str(file), path=file, shelf=Shelf.PATH))
    target = output or file.with_name(f"{file.stem}{SUFFIX}")
    imported = convert(source, notation)
    _report(imported)
    _write(target, imported.text, overwrite=overwrite)
    typer.echo(_summary(imported, target))


def _notation(name: str | None) -> Notation | None:
    from voicemat.script.importers import Notation

    if name is None:
        return None
    try:
        return Notation(name.casefold())
    except ValueError:
        raise UsageError(
            f'there is no notation named "{name}"',
            advice=f"the notations are: {', '.join(Notation)}",
        ) from None


def _report(imported: Imported) -> None:
    """What was changed or noted, a line for each."""
    from voicemat.script.importers import Verdict

    changed = [entry for entry in imported.report if entry.verdict is not Verdict.KEPT]
    width = len(str(max((entry.line for entry in changed), default=0)))
    for entry in changed:
        became = entry.became or "(left out)"
        typer.echo(f"{entry.line:>{width}}  {entry.verdict:<9}  {entry.found}  ->  {became}")


def _summary(imported: Imported, target: Path) -> str:
    from voicemat.script.importers import Verdict

    counts = ", ".join(
        f"{sum(entry.verdict is verdict for entry in imported.report)} {verdict}"
        for verdict in Verdict
    )
    return f"{target}  from {imported.notation}: {counts}"


def _write(target: Path, text: str, *, overwrite: bool) -> None:
    try:
        with target.open("w" if overwrite else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise FileError(
            f"{target}: this file is there already",
            advice="give another name with -o, or --overwrite to replace it",
        ) from error
    except OSError as error:
        raise FileError(f"{target}: it cannot be written: {error.strerror}") from error
