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
    desk = _Desk(library)
    script = desk.read(found)
    waiting = [(script, found.path.absolute().parent)]
    seen = {script.source}
    while waiting and len(seen) < MOST_SCRIPTS:
        for part, at in desk.gather(*waiting.pop()):
            if part.source not in seen:
                seen.add(part.source)
                waiting.append((part, at.path.absolute().parent))
    return Manuscript(
        script=script,
        sources=desk.sources,
        diagnostics=tuple(desk.diagnostics),
        scripts=desk.scripts,
        takes=desk.takes,
        music=desk.music,
    )


class _Desk:
    """What has been read so far."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._parsed: dict[str, Script] = {}
        self.sources: dict[str, Source] = {}
        self.diagnostics: list[Diagnostic] = []
        self.scripts: dict[Asked, Script] = {}
        self.takes: dict[Asked, Path] = {}
        self.music: dict[Asked, Path] = {}

    def read(self, found: Found) -> Script:
        """The script in a file, parsed once."""
        source = read_source(found)
        if source.name not in self._parsed:
            self.sources[source.name] = source
            self._parsed[source.name], findings = parse(source)
            self.diagnostics.extend(findings)
        return self._parsed[source.name]

    def gather(self, script: Script, folder: Path) -> Iterator[tuple[Script, Found]]:
        """Note the files that a script in `folder` names; gives the scripts that it includes."""
        for layer in script.header.music:
            _note(self.music, script, layer.name, folder)
        for node in _all(script.nodes):
            if isinstance(node, MusicMix):
                for layer in node.layers:
                    _note(self.music, script, layer.name, folder)
            elif isinstance(node, Take):
                _note(self.takes, script, node.file, folder)
            elif isinstance(node, Include) and (part := self._library.part(node.name, folder)):
                included = self.read(part)
                self.scripts[script.source, node.name] = included
                yield included, part


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
