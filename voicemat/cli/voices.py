"""``voicemat voices``: the voices, more of them, and how they sound."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from voicemat.cli.options import notice, open_studio
from voicemat.cli.progress import Bar
from voicemat.errors import MissingError, UsageError

if TYPE_CHECKING:
    from voicemat.config import Config
    from voicemat.speech.engine import Engine, Offer, Voice
    from voicemat.speech.models.catalogue import Model
    from voicemat.speech.models.download import Downloader
    from voicemat.speech.models.store import Store

Language = Annotated[
    str | None, typer.Option("--language", metavar="TAG", help="One language: en, de, pt-BR.")
]
Output = Annotated[
    str | None,
    typer.Option("--output", metavar="NAME", help="Where to: miniaudio, null or wav:FILE."),
]

app = typer.Typer(
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="The voices: what there is, how they sound, and more of them.",
)


@app.callback(invoke_without_command=True)
def voices(context: typer.Context, language: Language = None) -> None:
    """The voices that can speak here, and those that can be installed."""
    if context.invoked_subcommand is None:
        print_voices(language=language)
    elif language is not None:
        raise UsageError(
            "--language stands after the command", advice="voicemat voices compare --language de"
        )


@app.command()
def available(
    language: Annotated[str | None, typer.Argument(metavar="[LANGUAGE]")] = None,
) -> None:
    """Show what can be installed. Asks the public catalogue."""
    from voicemat import config
    from voicemat.speech.models.catalogue import speaks
    from voicemat.speech.models.download import Downloader
    from voicemat.speech.models.store import Store

    settings = config.load()
    store = Store(settings.models.value)
    with Downloader() as downloader:
        models = _catalogue(settings, store, downloader)
    shown = [
        model for model in models.values() if language is None or speaks(model.language, language)
    ]
    if not shown:
        tags = sorted({model.language.partition("-")[0] for model in models.values()})
        raise UsageError(
            f'there is no voice of the language "{language}" to install',
            advice=f"languages: {', '.join(tags)}",
        )
    _print(
        _Row(
            name=model.name,
            language=model.language,
            style=model.description,
            engine="kokoro" if model.name == "kokoro" else "piper",
            quality=model.quality,
            size=_megabytes(model.size),
            licence=model.licence,
            status="installed" if store.has(model.name) else "",
        )
        for model in shown
    )
    typer.echo("\nTo install one, after reading its licence: voicemat voices install NAME")


@app.command()
def install(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Without one, what there is.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="The licence is agreed to.")] = False,
) -> None:
    """Fetch a voice and keep it: kokoro, or one of the catalogue. Shows its licence first."""
    if name is None:
        available()
        return
    from voicemat import config
    from voicemat.speech.models.catalogue import find, kokoro
    from voicemat.speech.models.download import Downloader
    from voicemat.speech.models.store import Store

    settings = config.load()
    store = Store(settings.models.value)
    if store.has(name):
        typer.echo(f"{name} is installed already, in {store.path(name)}")
        return
    with Downloader() as downloader:
        if name == "kokoro":
            model = kokoro(settings.kokoro_url.value)
        else:
            model = find(name, _catalogue(settings, store, downloader))
        _show_licence(model, downloader)
        _agree(model, yes)
        with Bar(model.name) as bar:
            store.install(model, downloader, bar.update)
    typer.echo(f"installed in {store.path(name)}")
    _say_what_is_missing(name)


@app.command()
def remove(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Remove an installed voice."""
    from voicemat import config
    from voicemat.speech.models.store import Store

    Store(config.load().models.value).remove(name)
    typer.echo(f"{name} is removed")


@app.command("try")
def try_(
    voice: Annotated[str, typer.Argument(metavar="VOICE")],
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="What it says.", show_default=False)
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("-o", metavar="FILE", help="Write a file (.mp3, .wav) and play nothing."),
    ] = None,
    output: Output = None,
) -> None:
    """Hear a voice say a sentence."""
    from voicemat.casting import Part, sentence, stage

    studio = open_studio({"output": output})
    language = studio.registry.find(voice).voice.language
    part = Part(voice=voice, language=language, text=text or sentence(language))
    with Bar("narration", "words") as bar:
        session = stage([part], studio, bar.update)
    if file is None:
        session.play()
    else:
        typer.echo(session.export(file))


@app.command()
def compare(
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="What they say.", show_default=False)
    ] = None,
    language: Language = None,
    folder: Annotated[
        Path | None,
        typer.Option("-o", metavar="FOLDER", help="Write a file for each and play nothing."),
    ] = None,
    output: Output = None,
) -> None:
    """Hear every installed voice say the same sentence, each announced by its name."""
    from voicemat.casting import Part, sentence, stage

    studio = open_studio({"output": output})
    said = text or sentence(language or "en")
    parts = [
        Part(voice=name, language=voice.language, text=said) for name, voice in heard(language)
    ]
    if not parts:
        raise UsageError(
            f'no voice that is installed speaks "{language}"',
            advice=f"voicemat voices available {language}",
        )
    with Bar("narration", "words") as bar:
        session = stage(parts, studio, bar.update)
    if folder is None:
        session.play()
        return
    _make_folder(folder)
    for part in parts:
        target = folder / f"{part.voice.replace(':', '-')}.wav"
        typer.echo(stage([part], studio).export(target))


def _make_folder(folder: Path) -> None:
    from voicemat.errors import FileError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder}: it cannot be made: {error.strerror}") from error


def heard(language: str | None) -> Iterator[tuple[str, Voice]]:
    """The voices that can be heard now, each by a name that no other has."""
    seen: set[str] = set()
    for engine, voices in _by_engine(language):
        if not engine.audible or _lack(engine):
            continue
        # Of a crowd, the one that speaks where none of them is named.
        for voice in voices[:1] if _is_crowd(voices) else voices:
            yield f"{engine.name}:{voice.name}" if voice.name in seen else voice.name, voice
            seen.add(voice.name)


def _by_engine(language: str | None) -> Iterator[tuple[Engine, Sequence[Voice]]]:
    """The engines with their voices, those of one language when it is given.

    The speakers of a voice are left out: they may be hundreds, and its own line names them.
    """
    from voicemat.speech.models.catalogue import speaks

    for engine, group in groupby(open_studio().registry.voices(), key=itemgetter(0)):
        voices = [
            voice
            for _, voice in group
            if "#" not in voice.name and (language is None or speaks(voice.language, language))
        ]
        if voices:
            yield engine, voices


def _is_crowd(voices: Sequence[Voice]) -> bool:
    """Whether these are too many to look through: a voice for each of very many languages."""
    return len(voices) > CROWD and len(_languages(voices)) > CROWD // 2


def _languages(voices: Iterable[Voice]) -> set[str]:
    """The languages of voices, whatever the country."""
    return {voice.language.partition("-")[0] for voice in voices}


def _lack(engine: Engine) -> str | None:
    """What a person must do before `engine` can speak; None when it can."""
    try:
        _ = engine.version
    except MissingError as error:
        return error.advice or error.message
    return None


def _catalogue(settings: Config, store: Store, downloader: Downloader) -> Mapping[str, Model]:
    """Everything that can be installed, by name."""
    from voicemat.speech.models.catalogue import kokoro
    from voicemat.speech.models.index import piper_models

    first = kokoro(settings.kokoro_url.value)
    others = piper_models(store.folder, settings.piper_url.value, downloader, notice)
    return {first.name: first, **others}


def _show_licence(model: Model, downloader: Downloader) -> None:
    typer.echo(f"{model.name}: {model.description}, {_megabytes(model.size)}")
    if model.licence:
        typer.echo(f"licence: {model.licence}")
    if model.card is not None:
        card = downloader.read(model.card.url).decode("utf-8", errors="replace")
        # Somebody else's text must not steer the terminal.
        shown = "".join(mark for mark in card if mark.isprintable() or mark == "\n")
        typer.echo(f"\n{shown.strip()}\n")


def _agree(model: Model, yes: bool) -> None:
    """Ask whether to install. Raises Exit for a no, UsageError where nobody can be asked."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(
            "nobody can be asked here whether the licence is agreed to",
            advice=f"if it is: voicemat voices install {model.name} --yes",
        )
    if not typer.confirm("Install it under this licence?"):
        typer.echo("nothing was installed")
        raise typer.Exit


def _say_what_is_missing(name: str) -> None:
    for engine, voice in open_studio().registry.voices():
        if voice.name == name and (lack := _lack(engine)):
            notice(f"before it can speak: {lack}")


MANY = 5
"""Voices to install of one engine that are shown one by one, unless a language is asked for."""

CROWD = 20
"""Voices of one engine, most of them in languages of their own, that the table sums up."""

WIDE = 100
"""Columns from which on each voice has one line."""


class _Row(NamedTuple):
    name: str
    language: str
    style: str
    engine: str
    quality: str = ""
    size: str = ""
    licence: str = ""
    status: str = ""


def print_voices(language: str | None) -> None:
    """Print the voices that are there, those of one language when it is given, and what else can
    be installed.
    """
    rows = [*_installed_rows(language), *_offered_rows(language)]
    if not rows:
        raise UsageError(
            f'no voice that is here speaks "{language}"',
            advice=f"voicemat voices available {language}",
        )
    _print(rows)
    if sys.stdout.isatty():
        typer.echo("\nMore voices, in some forty languages: voicemat voices available [LANGUAGE]")


def _installed_rows(language: str | None) -> Iterator[_Row]:
    for engine, voices in _by_engine(language):
        status = _lack(engine) or "installed"
        rows = [
            _Row(
                name=voice.name,
                language=voice.language,
                style=voice.description,
                engine=engine.name,
                quality=voice.quality,
                size=_megabytes(voice.size),
                licence=voice.licence,
                status=status,
            )
            for voice in voices
        ]
        if language is None and _is_crowd(voices):
            shown = "voicemat voices --language TAG" if status == "installed" else status
            yield _many(engine.name, engine.name, rows, shown)
        else:
            yield from rows


def _offered_rows(language: str | None) -> Iterator[_Row]:
    from voicemat.speech.models.catalogue import speaks

    of_engines: dict[str, list[_Row]] = {}
    for engine, offer in open_studio().registry.offers():
        voices = [
            voice for voice in offer.voices if not language or speaks(voice.language, language)
        ]
        if voices:
            row = _offered_row(engine, offer, voices)
            of_engines.setdefault(engine.name, []).append(row)
    for name, rows in of_engines.items():
        if language or len(rows) <= MANY:
            yield from rows
        else:
            yield _many("more", name, rows, "voicemat voices available")


def _many(name: str, engine: str, rows: Sequence[_Row], status: str) -> _Row:
    """One line for all the voices of an engine."""
    return _Row(
        name=name,
        language=f"{len({row.language.partition('-')[0] for row in rows})} languages",
        style=f"{len(rows)} voices",
        engine=engine,
        status=status,
    )


def _offered_row(engine: Engine, offer: Offer, voices: Sequence[Voice]) -> _Row:
    first = voices[0]
    return _Row(
        name=offer.name,
        language=", ".join(sorted({voice.language for voice in voices})),
        style=first.description if len(voices) == 1 else f"{len(voices)} voices",
        engine=engine.name,
        quality=first.quality if len(voices) == 1 else "",
        size=_megabytes(offer.size),
        licence=first.licence,
        status=offer.command,
    )


def _megabytes(size: int | None) -> str:
    if size is None:
        return ""
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def _print(rows: Iterable[_Row]) -> None:
    """One line for each where there is room, else two: the voice, and what is behind it."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False)
    table = Table.grid(padding=(0, 2))
    if console.width >= WIDE:
        table.add_column(style="bold", no_wrap=True)
        table.add_column(style="cyan", no_wrap=True)
        for _ in _Row._fields[2:]:
            table.add_column()
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
        return
    for row in rows:
        head = Text.assemble((row.name, "bold"), "  ", (row.language, "cyan"), "  ", row.style)
        console.print(head, soft_wrap=True)
        details = (row.engine, row.quality, row.size, row.licence, row.status)
        console.print("  " + ", ".join(filter(None, details)), style="dim", soft_wrap=True)
