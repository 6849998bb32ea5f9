"""``voicemat say``: a text aloud, or how it would be said and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import Pace, Voice, notice, open_studio
from voicemat.errors import UsageError

if TYPE_CHECKING:
    from voicemat.casting import Part
    from voicemat.speech.text import Piece
    from voicemat.studio import Studio


def say(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is said, in quotes.")],
    phonemes: Annotated[
        bool, typer.Option("--phonemes", help="Show how it would be said, and say nothing.")
    ] = False,
    how: Annotated[
        list[str] | None,
        typer.Option(
            "--say", metavar="WORD=HOW", help="Try a respelling: chi=chee, or IPA: chi=/tʃiː/."
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write a file (.mp3, .wav) and play nothing."
        ),
    ] = None,
    voice: Voice = None,
    pace: Pace = None,
) -> None:
    """Say a text, as a routine would: for trying how a word is said."""
    from voicemat.casting import stage
    from voicemat.cli.progress import Bar

    studio = open_studio({"voice": voice, "pace": pace})
    part = _part(text, how or (), studio)
    if phonemes:
        for line in _explained(part, studio):
            typer.echo(line)
        return
    with Bar("narration", "words") as bar:
        session = stage([part], studio, bar.update)
    if file is None:
        session.play()
    else:
        typer.echo(session.export(file))


def _part(text: str, how: Iterable[str], studio: Studio) -> Part:
    """What is said, by the voice of the settings. Raises UsageError."""
    from voicemat.casting import Part
    from voicemat.compiler.narration import standing
    from voicemat.speech.text import read_reading

    name = studio.default_voice
    language = studio.registry.find(name).voice.language
    ipa: dict[str, str] = {}
    letters: dict[str, str] = {}
    for pair in how:
        word, equals, said = (part.strip() for part in pair.partition("="))
        try:
            reading = read_reading(said)
        except ValueError as wrong:
            raise _misfit(pair, str(wrong)) from None
        if not word or not equals:
            raise _misfit(pair, "it names no word")
        if not standing(text, {word: said}):
            notice(f'"{word}" does not stand in the text')
        ipa |= {word: reading.ipa} if reading.ipa else {}
        letters |= {word: reading.letters} if reading.letters else {}
    return Part(
        voice=name,
        language="en" if language == "mul" else language,
        text=text,
        phonemes=standing(text, ipa),
        respellings=standing(text, letters),
    )


def _misfit(pair: str, why: str) -> UsageError:
    return UsageError(
        f'--say "{pair}": {why}', advice="write it as --say chi=chee, or --say chi=/tʃiː/"
    )


def _explained(part: Part, studio: Studio) -> Iterator[str]:
    from rich.cells import cell_len

    utterance = part.utterance(studio.config.pace.value)
    spoken = studio.narrator.spoken(utterance)
    yield f"said      {spoken.text or '(nothing)'}"
    if sounds := studio.narrator.phonemes(utterance):
        yield f"phonemes  {sounds}"
    rows = list(_changes(part.text, spoken.text, spoken.pieces))
    if rows:
        yield ""
    widths = [max(cell_len(row[column]) for row in rows) for column in range(2)] if rows else []
    for *cells, why in rows:
        filled = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)
        )
        yield "  ".join((*filled, why))


def _changes(written: str, said: str, pieces: Iterable[Piece]) -> Iterator[tuple[str, str, str]]:
    """(as written, as said, by whose word) for what is not said as it is written."""
    from itertools import groupby

    from voicemat.speech.text import Authority

    def stretch(piece: Piece) -> object:
        if piece.authority is Authority.FIGURES:
            return len(re.findall(r"[,;:.!?]", said[: piece.start]))  # the clause
        return _whole(written, piece)

    for _, group in groupby(pieces, stretch):
        words = list(group)
        authorities = dict.fromkeys(word.authority for word in words if word.authority)
        if authorities:
            sounds = " ".join(
                f"/{word.ipa}/" if word.ipa else said[word.start : word.end] for word in words
            )
            start = min(word.written_start for word in words)
            end = max(word.written_end for word in words)
            yield written[start:end], sounds, ", ".join(authorities)


def _whole(written: str, piece: Piece) -> tuple[int, int]:
    """The stretch between spaces in which the place of a piece lies."""
    start = written.rfind(" ", 0, piece.written_start + 1) + 1
    end = written.find(" ", piece.written_end - 1)
    return start, len(written) if end < 0 else end
