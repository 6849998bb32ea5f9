"""Reads a routine and everything that it names: the scripts that it includes, takes, music; and
the person's overlay of small changes, which is applied here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from voicemat.diagnostics import Diagnostic, Findings, Kind
from voicemat.library import Found, Library, read_source
from voicemat.script import Script, parse
from voicemat.script.model import Include, MusicMix, Take
from voicemat.script.overlay import Overlay, SentenceChange, apply_overlay, read_overlay
from voicemat.script.walk import every_node
from voicemat.sound.playlist import music_files
from voicemat.source import Source, Span

MOST_SCRIPTS = 200
"""Scripts that one routine may pull in; more is a mistake."""

Asked = tuple[str, str]
"""The name of the script that asks, and the name by which it asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """A parsed routine with all that belongs to it.

    `sources` holds every text by name; `diagnostics` what parsing found in all of them. `takes`
    and `music` are absolute paths of files that are there; music may also be a folder of them.
    `cover` is the routine's own picture, where it has one.
    `overlay` is the file of small changes that are in force.
    """

    script: Script
    sources: Mapping[str, Source]
    diagnostics: tuple[Diagnostic, ...]
    scripts: Mapping[Asked, Script]
    takes: Mapping[Asked, Path]
    music: Mapping[Asked, Path]
    cover: Path | None = None
    overlay: Path | None = None


def load_manuscript(found: Found, library: Library) -> Manuscript:
    """Read and parse `found` and what it includes, with the overlay that there may be.

    Raises FileError for an unreadable file.
    """
    desk = _Desk(library)
    name = desk.read(found).source
    desk.gather_all(name)
    cover = desk.cover(name)
    path = library.overlay(found)
    overlay = path if path.is_file() else None
    if overlay:
        desk.lay_over(name, Found(name=found.name, path=overlay, shelf=found.shelf))
        desk.gather_all(name)
    return Manuscript(
        script=desk.parsed[name],
        sources=desk.sources,
        diagnostics=tuple(desk.diagnostics),
        scripts={asked: desk.parsed[source] for asked, source in desk.included.items()},
        takes=desk.takes,
        music=desk.music,
        cover=cover,
        overlay=overlay,
    )


def with_recordings(
    manuscript: Manuscript, recordings: Mapping[str, Path]
) -> tuple[Manuscript, Mapping[str, str | None]]:
    """`manuscript` with sentences that are said by sound files, by absolute path.

    Gives also the sentences that it never says, each with the nearest that it does.
    """
    scripts = {
        script.source: script for script in (manuscript.script, *manuscript.scripts.values())
    }
    name = f"recordings {len(manuscript.sources)}"
    takes = {(name, str(path)): path for path in recordings.values()}
    changes: list[SentenceChange] = []
    for line, (sentence, path) in enumerate(recordings.items(), start=1):
        span = Span(source=name, line=line, column=1, length=max(len(sentence), 1))
        take = Take(file=str(path), text=sentence, span=span)
        changes.append(SentenceChange(old=sentence, items=(take,), span=span))
    options = manuscript.script.header.options
    changed, findings = apply_overlay(
        Overlay(source=name, changes=tuple(changes)),
        scripts,
        tuple((option.name, option.choices[0]) for option in options),
    )
    sentences = tuple(recordings)
    unsaid = {
        sentences[finding.span.line - 1]: finding.suggestion for finding in findings if finding.span
    }
    spoken = replace(
        manuscript,
        script=changed[manuscript.script.source],
        scripts={asked: changed[script.source] for asked, script in manuscript.scripts.items()},
        sources={**manuscript.sources, name: Source(name=name, text="\n".join(sentences))},
        takes={**manuscript.takes, **takes},
    )
    return spoken, unsaid


class _Desk:
    """What has been read so far. Scripts are known by the names of their sources."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._folders: dict[str, Path] = {}
        self.parsed: dict[str, Script] = {}
        self.sources: dict[str, Source] = {}
        self.diagnostics: list[Diagnostic] = []
        self.included: dict[Asked, str] = {}
        self.takes: dict[Asked, Path] = {}
        self.music: dict[Asked, Path] = {}

    def read(self, found: Found) -> Script:
        """The script in a file, parsed once."""
        source = self._source(found)
        if source.name not in self.parsed:
            self.parsed[source.name], findings = parse(source)
            self.diagnostics.extend(findings)
        return self.parsed[source.name]

    def _source(self, found: Found) -> Source:
        source = read_source(found)
        self.sources.setdefault(source.name, source)
        self._folders[source.name] = found.path.absolute().parent
        return source

    def lay_over(self, name: str, found: Found) -> None:
        """Apply an overlay to the script called `name` and to all that it includes."""
        overlay, findings = read_overlay(self._source(found))
        options = self.parsed[name].header.options
        names = tuple((option.name, option.choices[0]) for option in options)
        changed, warnings = apply_overlay(overlay, self.parsed, names)
        self.parsed = dict(changed)
        self.diagnostics.extend((*findings, *warnings))

    def gather_all(self, name: str) -> None:
        """Note what the script called `name` and those that it includes ask for."""
        waiting = [name]
        seen = {name}
        while waiting and len(seen) < MOST_SCRIPTS:
            for part in self._gather(self.parsed[waiting.pop()]):
                if part not in seen:
                    seen.add(part)
                    waiting.append(part)

    def cover(self, name: str) -> Path | None:
        """The picture that the script called `name` has for its cover."""
        cover = self.parsed[name].header.cover
        if cover is None:
            return None
        found: dict[Asked, Path] = {}
        self._note(found, name, cover.file)
        if not found:
            findings = Findings()
            findings.add(Kind.UNKNOWN_COVER, cover.span, name=cover.file)
            self.diagnostics.extend(findings.all())
        return found.get((name, cover.file))

    def _gather(self, script: Script) -> Iterator[str]:
        """Note the files that a script names; gives the names of the scripts that it includes.

        A path is relative to the file in which it is written, which may be an overlay.
        """
        for layer in script.header.music:
            self._note(self.music, layer.span.source, layer.name)
        for node in every_node(script.nodes):
            if isinstance(node, MusicMix):
                for layer in node.layers:
                    self._note(self.music, layer.span.source, layer.name)
            elif isinstance(node, Take):
                self._note(self.takes, node.span.source, node.file)
            elif isinstance(node, Include):
                beside = self._folders[node.span.source]
                if part := self._library.part(node.name, beside):
                    included = self.read(part).source
                    self.included[script.source, node.name] = included
                    yield included

    def _note(self, files: dict[Asked, Path], source: str, name: str) -> None:
        path = (self._folders[source] / Path(name).expanduser()).absolute()
        try:
            if path.is_file() or (files is self.music and path.is_dir() and music_files(path)):
                files[source, name] = path
        except (OSError, ValueError):
            return  # no name for a file
