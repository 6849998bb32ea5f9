"""Reads a routine and everything that it names: the scripts that it includes, takes, music."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voicemat.diagnostics import Diagnostic
from voicemat.library import Found, Library, read_source
from voicemat.script import Script, parse
from voicemat.script.model import Include, MusicMix, Node, Repeat, Take, When
from voicemat.source import Source

MOST_SCRIPTS = 200
"""Scripts that one routine may pull in; more is a mistake."""

Asked = tuple[str, str]
"""The name of the script that asks, and the name by which it asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """A parsed routine with all that belongs to it.

    `sources` holds every text by name; `diagnostics` what parsing found in all of them. `takes`
    and `music` are absolute paths of files that are there.
    """

    script: Script
    sources: Mapping[str, Source]
    diagnostics: tuple[Diagnostic, ...]
    scripts: Mapping[Asked, Script]
    takes: Mapping[Asked, Path]
    music: Mapping[Asked, Path]


def load_manuscript(found: Found, library: Library) -> Manuscript:
    """Read and parse `found` and what it includes. Raises FileError for an unreadable file."""
    sources: dict[str, Source] = {}
    parsed: dict[str, Script] = {}
    diagnostics: list[Diagnostic] = []
    scripts: dict[Asked, Script] = {}
    takes: dict[Asked, Path] = {}
    music: dict[Asked, Path] = {}

    def read(at: Found) -> Script:
        source = read_source(at)
        if source.name not in parsed:
            sources[source.name] = source
            parsed[source.name], findings = parse(source)
            diagnostics.extend(findings)
        return parsed[source.name]

    script = read(found)
    waiting = [(script, found.path.absolute().parent)]
    seen = {script.source}
    while waiting and len(seen) < MOST_SCRIPTS:
        here, folder = waiting.pop()
        names = [layer.name for layer in here.header.music]
        for node in _all(here.nodes):
            if isinstance(node, Include):
                part = library.part(node.name, folder)
                if part is None:
                    continue
                included = read(part)
                scripts[here.source, node.name] = included
                if included.source not in seen:
                    seen.add(included.source)
                    waiting.append((included, part.path.absolute().parent))
            elif isinstance(node, Take):
                _note(takes, here, node.file, folder)
            elif isinstance(node, MusicMix):
                names.extend(layer.name for layer in node.layers)
        for name in names:
            _note(music, here, name, folder)
    return Manuscript(
        script=script,
        sources=sources,
        diagnostics=tuple(diagnostics),
        scripts=scripts,
        takes=takes,
        music=music,
    )


def _all(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, those inside blocks too."""
    for node in nodes:
        yield node
        if isinstance(node, When | Repeat):
            yield from _all(node.nodes)


def _note(files: dict[Asked, Path], script: Script, name: str, folder: Path) -> None:
    path = (folder / Path(name).expanduser()).absolute()
    try:
        if path.is_file():
            files[script.source, name] = path
    except (OSError, ValueError):
        return  # no name for a file
